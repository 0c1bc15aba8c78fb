package journey_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// account reads an account by its user name.
func (d *demonstration) account(t *testing.T, username string) (a store.Account) {
	t.Helper()
	err := d.App.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.AccountByUsername(ctx, username)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// proposed is the page of an open proposal of the officer's, with evidence.
func (d *demonstration) proposed(t *testing.T, id cert.ID) string {
	t.Helper()
	evidence, err := d.App.Approval.KeepEvidence(t.Context(), "决定.pdf", []byte("%PDF-1.7 a decision"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.App.Issuing.Propose(t.Context(), d.account(t, "officer"), issuing.Request{
		Certificate: id, Kind: cert.Suspension, Public: "正在核查", Evidence: []store.Evidence{evidence},
	})
	if err != nil {
		t.Fatal(err)
	}
	return "/console/proposals/" + p.ID
}

// send sends a form with files in the field "evidence", by name and content.
func (v *visitor) send(path string, files map[string]string, fields ...string) answer {
	v.t.Helper()
	fields = append(v.formToken(path), fields...)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			v.t.Fatal(err)
		}
	}
	for name, content := range files {
		part, err := form.CreateFormFile("evidence", name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			v.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.do(http.MethodPost, path, &body, "Content-Type", form.FormDataContentType())
}

func (a answer) wantWords(t *testing.T, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(a.body, word) {
			t.Errorf("the page does not say %q:\n%s", word, plain(a.body))
		}
	}
}

// One proposes a revocation with its evidence, another approves it, and within
// a second a stranger with the code reads that, why, on what base, since when.
func TestARevocationThroughTheConsole(t *testing.T) {
	d := start(t)
	holder, officer, reviewer, stranger := d.signedIn(t, "holder"), d.signedIn(t, "officer"), d.signedIn(t, "reviewer"), d.visitor(t)
	pdf := holder.endorse(holder.endorsable("建造师"))
	file := []byte(holder.get(pdf).body)
	code := "/v/" + strings.Split(pdf, "/")[2]
	id := string(d.certificateOf(t, "holder", "建造师"))
	page := "/console/certificates/" + id
	officer.expect(officer.get(page), http.StatusOK).wantWords(t, "林若溪", "119945198805178925", "更正", "撤销")

	refused := officer.send(page+"/revoke", map[string]string{"virus.exe": "MZ"}, "public", "以虚假材料取得", "legal_base", "第三十一号令第十条")
	officer.expect(refused, http.StatusUnprocessableEntity).wantWords(t, "只收 PDF", "以虚假材料取得")
	proposal := officer.expect(officer.send(page+"/revoke", map[string]string{"决定.pdf": "%PDF-1.7 a decision"},
		"public", "以虚假材料取得", "legal_base", "第三十一号令第十条", "internal", "见第七号案卷"), http.StatusSeeOther).location
	officer.expect(officer.post(proposal, "decision", "approve"), http.StatusUnprocessableEntity).wantWords(t, "自己提出的不能由自己复核")
	again := officer.send(page+"/revoke", nil, "public", "以虚假材料取得", "legal_base", "第三十一号令第十条")
	officer.expect(again, http.StatusUnprocessableEntity).wantWords(t, "正在等待复核")

	reviewer.expect(reviewer.get("/console/proposals"), http.StatusOK).wantWords(t, "撤销证书", "等您复核", `class="count"`)
	reviewer.expect(reviewer.get(proposal), http.StatusOK).wantWords(t, "有效", "已撤销", "见第七号案卷", "决定.pdf")
	evidence := reviewer.expect(reviewer.get(proposal+"/evidence/0"), http.StatusOK)
	if evidence.body != "%PDF-1.7 a decision" || !strings.HasPrefix(evidence.header.Get("Content-Disposition"), "attachment") ||
		evidence.header.Get("X-Content-Type-Options") != "nosniff" || evidence.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the evidence: %q, %v", evidence.body, evidence.header)
	}
	reviewer.expect(reviewer.post(proposal, "decision", "reject", "answer", " "), http.StatusUnprocessableEntity).wantWords(t, "退回的原因")

	began := time.Now()
	reviewer.expect(reviewer.post(proposal, "decision", "approve"), http.StatusSeeOther)
	told := stranger.expect(stranger.get(code), http.StatusOK)
	if took := time.Since(began); took > time.Second {
		t.Errorf("told after %s", took)
	}
	told.wantWords(t, "已撤销", "以虚假材料取得", "第三十一号令第十条", "2026年11月22日")
	if strings.Contains(told.body, "第七号案卷") {
		t.Error("the internal note is public")
	}
	if report := stranger.judge(file); report.Certificate != verify.CertificateRevoked {
		t.Errorf("the file: %+v", report)
	}
	holder.expect(holder.get("/certificates"), http.StatusOK).wantWords(t, "已撤销", "以虚假材料取得")
	holder.expect(holder.get("/certificates/"+id), http.StatusOK).wantWords(t, "已撤销", "以虚假材料取得", "第三十一号令第十条")
	holder.expect(holder.get(pdf), http.StatusForbidden)
	reviewer.expect(reviewer.get(proposal), http.StatusOK).wantWords(t, "已通过", "reviewer")
}

// A correction leads to a new version: the old copy says so to strangers
// without naming it, and the holder is led there.
func TestACorrectionThroughTheConsole(t *testing.T) {
	d := start(t)
	holder, officer, reviewer := d.signedIn(t, "holder"), d.signedIn(t, "officer"), d.signedIn(t, "reviewer")
	pdf := holder.endorse(holder.endorsable("建造师"))
	id := d.certificateOf(t, "holder", "建造师")
	form := officer.expect(officer.get("/console/certificates/"+string(id)+"/correct"), http.StatusOK)
	proposal := officer.expect(officer.send("/console/certificates/"+string(id)+"/correct", nil,
		"public", "批准日期登记有误", "name", form.value("name"), "approved_on", "2020-01-01"), http.StatusSeeOther).location
	officer.expect(officer.get(proposal), http.StatusOK).wantWords(t, "批准日期", "2020-01-01")
	reviewer.expect(reviewer.post(proposal, "decision", "approve"), http.StatusSeeOther)
	told := d.visitor(t).get("/v/" + strings.Split(pdf, "/")[2])
	told.wantWords(t, "已更正", "批准日期", "第 2 版", "批准日期登记有误")
	list := holder.expect(holder.get("/certificates"), http.StatusOK)
	list.wantWords(t, "已更正")
	old := holder.expect(holder.get("/certificates/"+string(id)), http.StatusOK)
	links := old.links(`/certificates/[a-z2-7]{26}`)
	next := slices.DeleteFunc(links, func(l string) bool { return strings.HasSuffix(l, string(id)) })
	if len(next) == 0 {
		t.Fatalf("the old version leads nowhere: %v", links)
	}
	holder.expect(holder.get(next[0]), http.StatusOK).wantWords(t, "2020年1月1日", "有效")
}

// What is typed about a person is in no address, and nothing of another
// authority's is found.
func TestCertificatesAreFound(t *testing.T) {
	d := start(t)
	officer, stranger := d.signedIn(t, "officer"), d.signedIn(t, "officer2")
	for name, fields := range map[string][]string{
		"document": {"by", "document", "id_type", "居民身份证", "id_number", "119945198805178925"},
		"name":     {"by", "name", "name", "林若溪", "born", "1988-05-17"},
	} {
		found := officer.expect(officer.post("/console/certificates", fields...), http.StatusOK)
		found.wantWords(t, "林若溪", "建造师")
		if links := found.links(`/console/certificates/[a-z2-7]{26}`); len(links) == 0 {
			t.Errorf("by %s: nothing", name)
		}
		if strings.Contains(found.body, "拍卖师") {
			t.Errorf("by %s: another authority's certificate", name)
		}
		other := stranger.expect(stranger.post("/console/certificates", fields...), http.StatusOK)
		if strings.Contains(other.body, "建造师") {
			t.Errorf("by %s: the stranger sees it", name)
		}
	}
	none := officer.expect(officer.post("/console/certificates", "by", "number", "number", "none"), http.StatusOK)
	none.wantWords(t, "没有这样的证书")
}
