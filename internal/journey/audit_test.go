package journey_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// auditor is signed in as an auditor of the authority.
func (d *demonstration) auditor(t *testing.T, username, authority string) *visitor {
	t.Helper()
	_, err := d.App.SignIn.Enrol(t.Context(), audit.System, signin.Enrolment{
		Username: username, Password: demo.Password, Role: store.AuditorRole, Authority: authority,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d.signedIn(t, username)
}

// What an officer does stands in the trail, with who, why and from where, for
// the auditor of the same authority and nobody else.
func TestAuditorsSeeTheirAuthoritysTrail(t *testing.T) {
	d := start(t)
	officer := d.signedIn(t, "officer")
	officer.expect(officer.post("/console/confirm", "username", "empty", "document_seen", "yes", "reset", "yes",
		"id_type", string(person.ResidentCard), "id_number", "119999199001010012"), http.StatusSeeOther)

	own := d.auditor(t, "own_auditor", "示例人事考试中心")
	page := own.expect(own.get("/console/audit?action=account.reset"), http.StatusOK)
	for _, part := range []string{">officer<", "经办", "重设密码", "127.0.0.1"} {
		if !strings.Contains(page.body, part) {
			t.Errorf("the trail lacks %s:\n%s", part, plain(page.body))
		}
	}
	if strings.Contains(page.body, "119999199001010012") {
		t.Error("the trail has an identity number")
	}
	byName := own.expect(own.get("/console/audit?actor=officer&action=account.reset"), http.StatusOK)
	if !strings.Contains(byName.body, "重设密码") {
		t.Error("the officer is not found by user name")
	}

	file := own.expect(own.get("/console/audit/export.csv?action=account."), http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 2 || rows[0][0] != "序号" || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the export: %v, %v", rows, err)
	}

	other := d.auditor(t, "other_auditor", "示例拍卖师协会")
	for _, path := range []string{"/console/audit?action=account.reset", "/console/audit/export.csv?action=account.reset"} {
		if got := other.expect(other.get(path), http.StatusOK); strings.Contains(got.body, "account.reset_password") || strings.Contains(got.body, "重设密码") {
			t.Errorf("%s shows another authority's records", path)
		}
	}
	nobody := d.auditor(t, "lost_auditor", "")
	for _, path := range []string{"/console/audit", "/console/audit/export.csv"} {
		nobody.expect(nobody.get(path), http.StatusForbidden)
		officer.expect(officer.get(path), http.StatusForbidden)
	}
	own.expect(own.get("/console/audit?from=yesterday"), http.StatusUnprocessableEntity)
	own.expect(own.get("/console/audit?after=nonsense"), http.StatusOK)
}

// What is recorded is linked while the server runs.
func TestTheTrailIsLinkedWithinASecond(t *testing.T) {
	d := start(t)
	holder := d.signedIn(t, "holder")
	holder.endorse(holder.endorsable("建造师"))
	limit, look := time.NewTimer(5*time.Second), time.NewTicker(20*time.Millisecond)
	defer limit.Stop()
	defer look.Stop()
	for waits := true; waits; {
		select {
		case <-limit.C:
			t.Fatal("records still wait to be linked")
		case <-look.C:
		}
		err := d.App.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
			waits, err = r.TrailWaits(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	verdict, err := d.App.Trail.Check(t.Context(), audit.Head{})
	if err != nil || verdict.Finding != nil || verdict.Head.Position == 0 {
		t.Errorf("%+v, %v", verdict, err)
	}
}

// The desk reads well for everyone: found, empty, and asked wrongly.
func TestTheAuditDeskIsInspected(t *testing.T) {
	d := start(t)
	officer := d.signedIn(t, "officer")
	officer.expect(officer.post("/console/confirm", "username", "empty", "document_seen", "yes",
		"id_type", string(person.ResidentCard), "id_number", "119999199001010012"), http.StatusSeeOther)
	for _, m := range []manner{
		{"phone", 390, "zh-CN", false, true},
		{"desk", 1280, "en", true, false},
		{"desk-zh", 1280, "zh-CN", false, true},
	} {
		b := d.browse(t, m)
		b.open("/console/audit")
		b.signIn("auditor")
		b.inspect("audit")
		b.enter("subject", "nothing")
		b.press(`main form[action="/console/audit"] button`)
		b.inspect("audit-none")
		b.open("/console/audit?from=yesterday")
		b.inspect("audit-wrong")
	}
}
