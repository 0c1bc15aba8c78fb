package journey_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

func (d *demonstration) update(t *testing.T, f func(ctx context.Context, tx store.Tx) error) {
	t.Helper()
	if err := d.App.Store.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func (d *demonstration) setState(t *testing.T, id cert.ID, state cert.State) {
	t.Helper()
	d.update(t, func(ctx context.Context, tx store.Tx) error { return tx.SetCertificateState(ctx, id, state) })
}

// A certificate that is no longer in force is neither endorsed nor handed out,
// and every way of checking its copies says so.
func TestOnlyWhatIsInForceIsHandedOut(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	id := d.certificateOf(t, "holder", "建造师")
	page := "/certificates/" + string(id) + "/endorsements"
	pdf := v.endorse(page)
	file := []byte(v.get(pdf).body)
	exempt := d.certificateOf(t, "holder", "拍卖师")
	v.expect(v.get("/certificates/"+string(exempt)+"/certificate.pdf"), http.StatusOK)

	for _, c := range []struct {
		state cert.State
		word  string
		says  verify.Certificate
	}{
		{cert.Corrected, "已更正", verify.CertificateCorrected},
		{cert.Suspended, "已暂停", verify.CertificateSuspended},
		{cert.Revoked, "已撤销", verify.CertificateRevoked},
		{cert.Cancelled, "已注销", verify.CertificateCancelled},
		{cert.Lapsed, "已失效", verify.CertificateCancelled},
	} {
		d.setState(t, id, c.state)
		d.setState(t, exempt, c.state)
		for _, path := range []string{"/certificates", "/certificates/" + string(id)} {
			if shown := v.expect(v.get(path), http.StatusOK); !strings.Contains(shown.body, c.word) {
				t.Errorf("%s: %s does not say so:\n%s", c.state, path, plain(shown.body))
			}
		}
		for _, path := range []string{pdf, strings.TrimSuffix(pdf, "pdf") + "svg", "/certificates/" + string(exempt) + "/certificate.pdf"} {
			if got := v.get(path); got.status != http.StatusForbidden {
				t.Errorf("%s: %s: %d", c.state, path, got.status)
			}
		}
		if shown := v.expect(v.get(page), http.StatusOK); strings.Contains(shown.body, `name="valid_until"`) || len(shown.links(anyPDF)) != 0 {
			t.Errorf("%s: the page still offers an application or a file:\n%s", c.state, plain(shown.body))
		}
		v.expect(v.post(page, "scenario", "本人调用", "valid_until", d.today().String()), http.StatusUnprocessableEntity)
		report := d.visitor(t).judge(file)
		if report.Verdict != verify.Invalid || report.Integrity != verify.Intact || report.Certificate != c.says {
			t.Errorf("%s: the file is %+v", c.state, report)
		}
		if looked := d.visitor(t).get("/v/" + strings.Split(pdf, "/")[2]); looked.status != http.StatusOK || !strings.Contains(looked.body, "不可采信") {
			t.Errorf("%s: the code: %d\n%s", c.state, looked.status, plain(looked.body))
		}
	}
	d.setState(t, id, cert.InForce)
	v.expect(v.get(pdf), http.StatusOK)
}

func TestWithdrawnCopiesAreRefused(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	pdf := v.endorse(page)
	file := []byte(v.get(pdf).body)
	code, err := cert.ParseCode(strings.Split(pdf, "/")[2])
	if err != nil {
		t.Fatal(err)
	}
	if looked := d.visitor(t).get("/v/" + string(code)); strings.Contains(looked.body, "持证人已撤回") {
		t.Fatalf("withdrawn before it was:\n%s", plain(looked.body))
	}
	asked := v.expect(v.get(v.expect(v.get(page), http.StatusOK).links(`/endorsements/[^/]+/withdrawal`)[0]), http.StatusOK)
	if !strings.Contains(asked.body, "撤回立即生效") {
		t.Errorf("the page does not say what follows:\n%s", plain(asked.body))
	}
	v.expect(v.post("/endorsements/"+string(code)+"/withdrawal"), http.StatusSeeOther)
	v.expect(v.post("/endorsements/"+string(code)+"/withdrawal"), http.StatusSeeOther) // a second tap
	if got := v.get(pdf); got.status != http.StatusForbidden || !strings.Contains(got.body, "撤回") {
		t.Errorf("%d\n%s", got.status, plain(got.body))
	}
	if shown := v.get(page); !strings.Contains(shown.body, "持证人已撤回") {
		t.Errorf("the page does not say so:\n%s", plain(shown.body))
	}
	if report := d.visitor(t).judge(file); report.Verdict != verify.Invalid || report.Endorsement != verify.EndorsementWithdrawn {
		t.Errorf("%+v", report)
	}
	if looked := d.visitor(t).get("/v/" + string(code)); !strings.Contains(looked.body, "不可采信") || !strings.Contains(looked.body, "持证人已撤回") {
		t.Errorf("%s", plain(looked.body))
	}
	if shown := v.get(page); !strings.Contains(shown.body, "这是第 2 次") || len(shown.links(anyPDF)) != 0 {
		t.Errorf("the turn came back, or a file is offered:\n%s", plain(shown.body))
	}
}

// An application overtaken by a change fails, says why, and uses no turn.
func TestApplicationOvertakenByAChangeFails(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	id := d.certificateOf(t, "holder", "建造师")
	page := "/certificates/" + string(id) + "/endorsements"
	open := d.Blobs.shut()
	defer open()
	v.expect(v.post(page, "scenario", "本人调用", "valid_until", d.today().String()), http.StatusSeeOther)
	if shown := v.get(page); !strings.Contains(shown.body, "证书生成中…") {
		t.Errorf("the page does not say that it waits:\n%s", plain(shown.body))
	}
	select {
	case <-d.Blobs.waiting():
	case <-time.After(10 * time.Second):
		t.Fatal("sealing does not begin")
	}
	d.setState(t, id, cert.Suspended)
	open()
	v.until(page, "生成失败")
	d.setState(t, id, cert.InForce)
	if shown := v.get(page); !strings.Contains(shown.body, "这是第 1 次") {
		t.Errorf("a turn was used:\n%s", plain(shown.body))
	}
}
