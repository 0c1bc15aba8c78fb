package journey_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"yinxin.example/yinxin/internal/cert"
)

// kept keeps the record that a result's page offers, and returns its address.
func (v *visitor) kept(result answer) string {
	v.t.Helper()
	name := "draft"
	if !strings.Contains(result.body, `name="draft"`) {
		name = "code"
	}
	return v.expect(v.post("/verify/records", name, result.value(name)), http.StatusSeeOther).location
}

func TestTheRecordOfACheck(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	pdf := v.endorse(v.endorsable("建造师"))
	genuine := []byte(v.expect(v.get(pdf), http.StatusOK).body)
	stranger := d.visitor(t)
	result := stranger.expect(stranger.upload("/verify", "text/html", "证书<b>.pdf", genuine), http.StatusOK)
	address := stranger.kept(result)
	if again := stranger.kept(result); again != address {
		t.Errorf("kept twice it is %s and %s", address, again)
	}
	record := stranger.expect(stranger.get(address), http.StatusOK)
	code := strings.TrimPrefix(address, "/verify/records/")
	for _, text := range []string{"真实有效", cert.RecordCode(code).String(), strings.Split(pdf, "/")[2], "未登录的访客", "北京时间"} {
		if !strings.Contains(record.body, text) {
			t.Errorf("no %q in\n%s", text, plain(record.body))
		}
	}
	for _, text := range []string{"林若溪", maskedNumber, "证书&lt;b&gt;.pdf", "2021653886671000283"} {
		if strings.Contains(record.body, text) {
			t.Errorf("the record has %q", text)
		}
	}
	if record.header.Get("Cache-Control") != "no-store" || !strings.Contains(record.header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("%v", record.header)
	}
	if typed := stranger.get("/v?code=" + strings.ToLower(cert.RecordCode(code).String())); typed.location != address {
		t.Errorf("typed as a code it leads to %s", typed.location)
	}
	same := stranger.expect(stranger.upload(address, "text/html", "x.pdf", genuine), http.StatusOK)
	other := stranger.expect(stranger.upload(address, "text/html", "x.pdf", forged(genuine)), http.StatusOK)
	if !strings.Contains(same.body, "同一个文件") || !strings.Contains(other.body, "不是记录里的文件") || !strings.Contains(other.body, "不可采信") {
		t.Errorf("same:\n%s\nother:\n%s", plain(same.body), plain(other.body))
	}
	// Withdrawn since: the record stays what it was, and the file is judged anew.
	v.expect(v.post(strings.TrimSuffix(pdf, "certificate.pdf")+"withdrawal"), http.StatusSeeOther)
	later := stranger.expect(stranger.upload(address, "text/html", "x.pdf", genuine), http.StatusOK)
	if !strings.Contains(later.body, "真实有效") || !strings.Contains(later.body, "持证人已撤回") {
		t.Errorf("after the withdrawal:\n%s", plain(later.body))
	}

	looked := stranger.expect(stranger.get("/v/"+strings.Split(pdf, "/")[2]), http.StatusOK)
	officer := d.signedIn(t, "officer")
	byOffice := officer.expect(officer.get(officer.kept(looked)), http.StatusOK)
	if !strings.Contains(byOffice.body, "示例人事考试中心") || !strings.Contains(byOffice.body, "不可采信") || !strings.Contains(byOffice.body, "没有文件") {
		t.Errorf("an office's record of a code:\n%s", plain(byOffice.body))
	}
}

// A record that is not there says no more than one that could not be, and a
// flood of guesses ends.
func TestRecordsOfNothing(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	unknown := string(cert.NewRecordCode())
	want := v.get("/verify/records/" + unknown)
	if want.status != http.StatusNotFound || !strings.Contains(want.body, "没有这个查验记录") {
		t.Errorf("unknown: %d\n%s", want.status, plain(want.body))
	}
	for _, malformed := range []string{"R-0000-0000-0000-1", "x", string(cert.NewCode())} {
		got := v.get("/verify/records/" + malformed)
		if got.status != want.status || words(got.body) != words(want.body) {
			t.Errorf("%s: %d\n%s", malformed, got.status, plain(got.body))
		}
	}
	for _, draft := range []string{"", "x", strings.Repeat("A", 1000)} {
		if got := v.post("/verify/records", "draft", draft); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "不能保存") {
			t.Errorf("made up: %d", got.status)
		}
	}
	for path, try := range map[string]func() answer{
		"reading": func() answer { return v.get("/verify/records/x") },
		"keeping": func() answer { return v.post("/verify/records", "draft", "x") },
	} {
		status := 0
		for range 100 {
			if status = try().status; status == http.StatusTooManyRequests {
				break
			}
		}
		if status != http.StatusTooManyRequests {
			t.Errorf("%s a hundred times in a row, and none refused", path)
		}
	}
}

// words are a page's but for the reference to quote, which is never the same.
func words(body string) string {
	before, _, _ := strings.Cut(plain(body), "编号")
	return before
}

// A record prints on one sheet.
func TestARecordOnPaper(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	genuine := []byte(v.expect(v.get(v.endorse(v.endorsable("建造师"))), http.StatusOK).body)
	address := v.kept(v.expect(v.upload("/verify", "text/html", "x.pdf", genuine), http.StatusOK))
	invalid := v.kept(v.expect(v.upload("/verify", "text/html", "x.pdf", forged(genuine)), http.StatusOK))
	for _, m := range manners()[:2] {
		b := d.browse(t, m)
		for _, path := range []string{address, invalid} {
			b.open(path)
			b.inspect("record")
			printed := b.print()
			if n := bytes.Count(printed, []byte("/Type /Page\n")); n != 1 {
				t.Errorf("%s in %s prints on %d sheets", path, m.lang, n)
			}
			if folder := os.Getenv(picturesVariable); folder != "" {
				_ = os.WriteFile(folder+"/record-"+m.name+".pdf", printed, 0o600)
			}
		}
	}
}

// print prints the page on A4, as a PDF.
func (b *tab) print() (printed []byte) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		result, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69})
		if err == nil {
			printed = result.Data
		}
		return err
	}))
	return printed
}

// A holder's proof with its number prints on one sheet.
func TestTheProofOnPaper(t *testing.T) {
	d := start(t)
	holder := d.signedIn(t, "holder")
	proof := "/certificates/" + string(d.certificateOf(t, "holder", "建造师")) + "/query-number"
	holder.expect(holder.post(proof), http.StatusSeeOther)
	for _, m := range manners()[:2] {
		b := d.browse(t, m)
		b.open(proof)
		b.signIn("holder")
		printed := b.print()
		if n := bytes.Count(printed, []byte("/Type /Page\n")); n != 1 {
			t.Errorf("in %s on %d sheets", m.lang, n)
		}
		if folder := os.Getenv(picturesVariable); folder != "" {
			_ = os.WriteFile(folder+"/proof-"+m.name+".pdf", printed, 0o600)
		}
	}
}
