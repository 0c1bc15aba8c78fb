package journey_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"yinxin.example/yinxin/verify"
)

// named is a file by the name it is sent under.
type named struct {
	name    string
	content []byte
}

// sendFiles sends files to be checked in one form.
func (v *visitor) sendFiles(accept string, files []named) answer {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range files {
		part, err := form.CreateFormFile("file", f.name)
		if err != nil {
			v.t.Fatal(err)
		}
		if _, err := part.Write(f.content); err != nil {
			v.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.do(http.MethodPost, "/verify", &body, "Content-Type", form.FormDataContentType(), "Accept", accept)
}

func TestManyFilesAtOnce(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	genuine := []byte(v.expect(v.get(v.endorse(v.endorsable("建造师"))), http.StatusOK).body)
	files := []named{
		{"好的.pdf", genuine},
		{"照片.jpg", []byte("no PDF")},
		{`<img src=x onerror=alert(1)>"'&.pdf`, forged(genuine)},
		{"空的.pdf", nil},
	}
	stranger := d.visitor(t)
	page := stranger.expect(stranger.sendFiles("text/html", files), http.StatusOK)
	last := -1
	for _, name := range []string{"alert(1)", "照片.jpg", "空的.pdf", "好的.pdf"} {
		at := strings.Index(page.body, name)
		if at <= last {
			t.Errorf("%s is not where it belongs: problems first, then as sent", name)
		}
		last = at
	}
	if strings.Contains(page.body, "<img src=x") || !strings.Contains(page.body, "&lt;img src=x onerror=alert(1)") {
		t.Error("a file's name is markup")
	}
	for _, text := range []string{"查验结果：4 个文件", "不可采信 1", "无法判断 2", "真实有效 1", "林若溪"} {
		if !strings.Contains(plain(page.body), text) {
			t.Errorf("no %q in\n%s", text, plain(page.body))
		}
	}
	var said struct {
		Files []struct {
			Name, SHA256 string
			Report       verify.Report
		}
	}
	got := stranger.expect(stranger.sendFiles("application/json", files), http.StatusOK)
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || len(said.Files) != len(files) {
		t.Fatalf("%v\n%s", err, got.body)
	}
	for i, want := range []verify.Verdict{verify.Valid, verify.Indeterminate, verify.Invalid, verify.Indeterminate} {
		if f := said.Files[i]; f.Report.Verdict != want || len(f.SHA256) != 64 {
			t.Errorf("%s: %s, want %s", f.Name, f.Report.Verdict, want)
		}
	}

	var many []named
	for i := range 21 {
		many = append(many, named{fmt.Sprintf("%d.pdf", i), []byte("%PDF-1.7\n")})
	}
	if got := stranger.sendFiles("text/html", many); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "最多 20 个") {
		t.Errorf("21 files: %d", got.status)
	}
	if got := stranger.sendFiles("application/json", many); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "limit_exceeded") {
		t.Errorf("21 files to a program: %d %s", got.status, got.body)
	}
	stranger.expect(stranger.sendFiles("text/html", many[:20]), http.StatusOK)
	large := []named{{"large.pdf", bytes.Repeat([]byte(" "), 11<<20)}, {"good.pdf", genuine}}
	if got := stranger.sendFiles("text/html", large); got.status != http.StatusOK || !strings.Contains(plain(got.body), "10 MB") || !strings.Contains(got.body, "真实有效") {
		t.Errorf("one too large beside a good one: %d\n%s", got.status, plain(got.body))
	}
	for range 5 {
		large = append(large, named{"more.pdf", bytes.Repeat([]byte(" "), 9<<20)})
	}
	large[0].content = large[2].content
	if got := stranger.sendFiles("text/html", append(large, large[0])); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "合计太大") {
		t.Errorf("too much together: %d", got.status)
	}
}

// Several files go in by the form's one field, and each has its answer.
func TestManyFilesOnAPage(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	genuine := []byte(v.expect(v.get(v.endorse(v.endorsable("建造师"))), http.StatusOK).body)
	for _, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			b.open("/verify")
			b.attach("张三的证书.pdf", genuine)
			b.attach("李四改过的证书.pdf", forged(genuine))
			if n := ask[int](b, `document.getElementById("file").files.length`); n != 1 {
				t.Fatalf("%d files", n) // one choice takes the place of another
			}
			b.inspect("verify")
			b.attachAll(map[string][]byte{"1 张三的证书.pdf": genuine, "2 李四改过的证书.pdf": forged(genuine), "3 照片.pdf": []byte("none")})
			b.press(`main form[action="/verify"] button`)
			b.says("verdict.invalid")
			if n := ask[int](b, `document.querySelectorAll(".file-verdict").length`); n != 3 {
				t.Errorf("%d answers", n)
			}
			b.inspect("verdicts")
		})
	}
}
