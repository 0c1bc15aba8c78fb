package journey_test

import (
	"mime"
	"net/http"
	"strings"
	"testing"
)

func TestFileNames(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	pdf := v.endorse(v.endorsable("建造师"))
	for path, want := range map[string]string{
		pdf:                 "inline",
		pdf + "?download=1": "attachment",
		pdf + "?download=0": "inline",
	} {
		got := v.expect(v.get(path), http.StatusOK)
		kind, params, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
		if err != nil || kind != want {
			t.Errorf("%s: %q, want %s (%v)", path, got.header.Get("Content-Disposition"), want, err)
		}
		if name := params["filename"]; !strings.Contains(name, "建造师") || !strings.Contains(name, "林若溪") || !strings.HasSuffix(name, ".pdf") {
			t.Errorf("%s is saved as %q", path, name)
		}
		if !strings.HasPrefix(got.body, "%PDF-") || got.header.Get("Content-Type") != "application/pdf" ||
			got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, got.header)
		}
	}
	first, again := v.get(pdf).body, v.get(pdf).body
	if first != again {
		t.Error("the same copy twice is two files")
	}
	part := v.get(pdf, "Range", "bytes=0-3")
	if part.status != http.StatusPartialContent || part.body != "%PDF" {
		t.Errorf("a part of the file: %d %q", part.status, part.body)
	}
}

// number is that of the holder's document, masked on everything the holder
// hands on.
const number, maskedNumber = "119945198805178925", "1199**********8925"

func TestPreviewIsNoCertificate(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	pdf := v.endorse(v.endorsable("建造师"))
	exempt := "/certificates/" + string(d.certificateOf(t, "holder", "拍卖师")) + "/certificate.svg"
	for _, path := range []string{strings.TrimSuffix(pdf, "pdf") + "svg", exempt} {
		svg := v.expect(v.get(path), http.StatusOK)
		if svg.header.Get("Content-Type") != "image/svg+xml" || svg.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, svg.header)
		}
		for _, text := range []string{"预览", "林若溪", maskedNumber} {
			if !strings.Contains(svg.body, text) {
				t.Errorf("%s: no %q among the text", path, text)
			}
		}
		for _, text := range []string{number, "<script", "http://127.0.0.1:8080/v/"} {
			if strings.Contains(svg.body, text) {
				t.Errorf("%s has %q", path, text)
			}
		}
	}
}

func TestWhatNeedsNoEndorsementIsSealedOnce(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	id := string(d.certificateOf(t, "holder", "拍卖师"))
	list := v.get("/certificates")
	if len(list.links("/certificates/"+id+`/certificate\.pdf(\?download=1)?`)) != 2 {
		t.Errorf("viewing and downloading are not offered: %v", list.links("/certificates/.*"))
	}
	pdf := "/certificates/" + id + "/certificate.pdf"
	first := v.expect(v.get(pdf), http.StatusOK)
	again := v.expect(v.get(pdf+"?download=1"), http.StatusOK)
	if first.body != again.body {
		t.Error("asked for twice, sealed twice")
	}
	if got := again.header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("downloading: %s", got)
	}
	report := v.judge([]byte(first.body))
	if report.Verdict != "valid" || report.Endorsement != "not_needed" {
		t.Errorf("%+v", report)
	}
}

func TestAFileThatIsNotThereIsNotInvented(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	id := string(d.certificateOf(t, "holder", "注册测绘师"))
	if list := v.get("/certificates"); !strings.Contains(list.body, "电子文件暂未上线") {
		t.Error("the list does not say that the file is not online")
	}
	for _, path := range []string{"/certificate.pdf", "/certificate.svg"} {
		got := v.get("/certificates/" + id + path)
		if got.status != http.StatusNotFound || !strings.Contains(got.body, "电子文件暂未上线") {
			t.Errorf("%s: %d\n%s", path, got.status, plain(got.body))
		}
	}
}
