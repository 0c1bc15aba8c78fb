package journey_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/store"
)

// requested asks, as the holder, for a correction of a certificate, and gives
// the request's ID.
func (d *demonstration) requested(t *testing.T, id cert.ID) string {
	t.Helper()
	evidence, err := d.App.Approval.KeepEvidence(t.Context(), "户口簿.pdf", []byte("%PDF-1.7 a register"))
	if err != nil {
		t.Fatal(err)
	}
	dossier, err := d.App.Issuing.Find(t.Context(), "示例人事考试中心", id)
	if err != nil {
		t.Fatal(err)
	}
	q, err := d.App.Requests.Ask(t.Context(), d.account(t, "holder"), requests.Asked{
		Certificate: &dossier.Certificate, Subject: "name", Wrong: "林若溪", Right: "林若曦",
	}, []store.Evidence{evidence})
	if err != nil {
		t.Fatal(err)
	}
	return q.ID
}

// correctionRoutes are those of a holder's requests, and of what an office
// proposes about who is who; proposal is one that is open.
func correctionRoutes(request, certificate, proposal string) []route {
	asked, identity := "/corrections/"+request, "/console/identity"
	return []route{
		ownRoute("/corrections", "200", "200"),
		ownRoute("/corrections/new", "200", "200"),
		ownRoute("/corrections/identity", "200", "200"),
		ownRoute(asked, "200", "404"),
		ownRoute(asked+"/evidence/0", "200", "404"),
		ownRoute(asked+"/evidence/1", "404", "404"),
		ownRoute("/corrections/none", "404", "404"),
		desk("/console/requests", "200", "officer", "stranger"),
		desk("/console/requests?show=answered", "200", "officer", "stranger"),
		desk("/console/requests/"+request, "200", "officer").but(are("stranger"), "404"),
		desk("/console/requests/"+request+"/evidence/0", "200", "officer").but(are("stranger"), "404"),
		desk("/console/requests/none", "404", "officer", "stranger"),
		desk(identity+"/link", "200", "officer", "stranger"),
		desk(identity+"/link?request="+request, "200", "officer").but(are("stranger"), "404"),
		desk(identity+"/name", "404", "officer", "stranger"),
		desk(identity+"/name?certificate="+certificate, "200", "officer").but(are("stranger"), "404"),
		desk(identity+"/correct?certificate="+certificate, "200", "officer").but(are("stranger"), "404"),
		desk(identity+"/untie?made="+proposal, "200", "officer").but(are("stranger"), "404"),
		desk(identity+"/untie", "404", "officer", "stranger"),
	}
}

func correctionForms(request, certificate, proposal string) []route {
	identity := "/console/identity"
	return []route{
		ownRoute("/corrections/new", "422", "422"),
		ownRoute("/corrections/identity", "422", "422"),
		desk("/console/requests/"+request, "422", "officer").but(are("stranger"), "404"),
		desk(identity+"/link", "422", "officer", "stranger"),
		desk(identity+"/name?certificate="+certificate, "422", "officer").but(are("stranger"), "404"),
		desk(identity+"/correct?certificate="+certificate, "422", "officer").but(are("stranger"), "404"),
		desk(identity+"/untie?made="+proposal, "404", "officer", "stranger"), // nothing was tied by it
	}
}

// What a holder sends is limited, kept sealed, and shown to their authority alone.
func TestAskingForACorrection(t *testing.T) {
	d := start(t)
	holder, officer, stranger := d.signedIn(t, "holder"), d.signedIn(t, "officer"), d.signedIn(t, "officer2")
	id := string(d.certificateOf(t, "holder", "建造师"))
	form := holder.expect(holder.get("/corrections/new?certificate="+id), http.StatusOK)
	form.wantWords(t, "林若溪", "建造师", "15 天")
	whole := []string{"certificate", id, "subject", "name", "wrong", "林若溪", "right", "林若曦"}
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"a program":      {map[string]string{"virus.exe": "MZ"}, "只收 PDF"},
		"too many files": {map[string]string{"1.pdf": "%PDF-", "2.pdf": "%PDF-", "3.pdf": "%PDF-", "4.pdf": "%PDF-", "5.pdf": "%PDF-", "6.pdf": "%PDF-"}, "最多附 5 个"},
		"a large file":   {map[string]string{"1.pdf": "%PDF-" + strings.Repeat("0", 10<<20)}, "最大 10 MB"},
	} {
		got := holder.expect(holder.send("/corrections/new", test.files, whole...), http.StatusUnprocessableEntity)
		got.wantWords(t, test.want, "林若曦")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	asked := holder.expect(holder.send("/corrections/new", map[string]string{"户口簿.pdf": "%PDF-1.7 a register"}, whole...), http.StatusSeeOther).location
	holder.expect(holder.get(asked), http.StatusOK).wantWords(t, "已收到", "2026年12月7日", "林若曦", "户口簿.pdf")
	desk := "/console/requests/" + strings.TrimPrefix(asked, "/corrections/")
	stranger.expect(stranger.get(desk), http.StatusNotFound)
	officer.expect(officer.get("/console/requests"), http.StatusOK).wantWords(t, "姓名", "建造师")
	officer.expect(officer.get(desk), http.StatusOK).wantWords(t, "119945198805178925", "林若曦", "户口簿.pdf")
	if got := officer.expect(officer.get(desk+"/evidence/0"), http.StatusOK); got.body != "%PDF-1.7 a register" ||
		!strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the evidence: %q, %v", got.body, got.header)
	}
	officer.expect(officer.post(desk, "decision", "take"), http.StatusSeeOther)
	holder.expect(holder.get(asked), http.StatusOK).wantWords(t, "核查中")
	officer.expect(officer.post(desk, "decision", "refuse", "answer", " "), http.StatusUnprocessableEntity).wantWords(t, "请写明答复")
	officer.expect(officer.post(desk, "decision", "refuse", "answer", "与公安机关登记一致"), http.StatusSeeOther)
	holder.expect(holder.get(asked), http.StatusOK).wantWords(t, "不予更正", "与公安机关登记一致")
}

// correct is the whole way of a corrected name: the holder asks, an officer
// proposes, a reviewer approves, and the holder finds all certificates again.
func (b *tab) correct() {
	b.open("/certificates")
	b.signIn("holder")
	b.press(`main a[href="/corrections"]`)
	b.inspect("corrections-none")
	b.press(`main a[href="/corrections/new"]`)
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a request that says nothing: %d", status)
	}
	b.inspect("correction-refused")
	b.do(chromedp.Click(chromedp.CSS(`main input[name=certificate]`)))
	b.choose("subject", "name")
	b.enter("wrong", "林若溪")
	b.enter("right", "林若曦")
	evidence := filepath.Join(b.t.TempDir(), "公安机关证明.pdf")
	if err := os.WriteFile(evidence, []byte("%PDF-1.7 a certificate"), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#evidence"), []string{evidence}))
	b.press(`main form button`)
	asked := b.where()
	b.says("request.state.received")
	b.inspect("correction")
	b.open("/corrections")
	b.inspect("corrections")
	b.signOut()

	b.open("/console/requests")
	b.signIn("officer")
	b.inspect("requests")
	b.press(`tbody a`)
	b.inspect("request")
	b.press(`button[value=take]`)
	b.says("request.state.examining")
	b.press(`main a[href^="/console/identity/correct"]`)
	b.inspect("identity-correct")
	b.enter("public", "姓名登记有误")
	b.press(`main form button`)
	proposal := b.where()
	b.inspect("proposal-identity")
	b.open("/console/identity/link")
	b.inspect("identity-link")
	b.signOut()

	b.open(proposal)
	b.signIn("reviewer")
	b.enter("code", b.d.digits(b.t, "reviewer", 30*time.Second)) // each code once
	b.press(`main form button`)
	b.press(`button[value=approve]`)
	b.says("proposals.state.approved")
	b.signOut()

	b.open(asked)
	b.signIn("holder")
	b.says("request.state.done")
	b.inspect("correction-done")
	b.press(`main a[href="/corrections/identity"]`)
	b.inspect("follow")
	b.enter("name", "林若曦")
	b.enter("id_number", "119945198805178925")
	b.press(`main form button`)
	b.inspect("follow-code")
	b.enter("code", b.d.lastCode(b.t, "19900007963"))
	b.press(`main form button`)
	if b.where() != "/certificates" {
		b.t.Fatalf("after the code: %s\n%s", b.where(), b.text())
	}
	b.inspect("list-corrected")
	if b.linkOf("注册城乡规划师", "/endorsements") == "" {
		b.t.Errorf("the corrected certificates are not there:\n%s", b.text())
	}
	b.signOut()
}
