package demo_test

import (
	"context"
	"crypto/x509"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	theirs "golang.org/x/crypto/ocsp"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/work"
)

const centre = "示例人事考试中心"

// change has one custodian propose and another approve.
func (s *services) change(asked seals.Request) string {
	s.Helper()
	asked.Reason = "测试"
	p, err := s.app.Custody.Propose(s.Context(), store.Account{ID: "first", Role: store.CustodianRole, Authority: centre}, asked)
	if err != nil {
		s.Fatal(err)
	}
	if _, err := s.app.Approval.Approve(s.Context(), store.Account{ID: "second", Role: store.CustodianRole, Authority: centre}, p.ID); err != nil {
		s.Fatal(err)
	}
	return p.Subject
}

// activate makes a seal, has the installation's own CA certify it, and puts it
// into use.
func (s *services) activate() (id string, signing *x509.Certificate) {
	s.Helper()
	id = s.change(seals.Request{Kind: seals.CreateKind, Scope: cert.SealScope{{Qualification: "注册城乡规划师"}}})
	made, err := s.app.Custody.Find(s.Context(), centre, id)
	if err != nil {
		s.Fatal(err)
	}
	request, err := x509cert.ParseRequest(made.Request)
	if err != nil {
		s.Fatal(err)
	}
	now := s.clock.Now().Truncate(time.Second)
	signing, err = pki.IssueSeal(s.Context(), s.app.Revocation.Issuer, request.PublicKey, pki.SealParams{
		Authority: centre, Demo: true, From: now, Until: now.AddDate(1, 0, 0),
	})
	if err != nil {
		s.Fatal(err)
	}
	s.change(seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: pki.EncodeCertificates(signing, s.root)})
	return id, signing
}

// says is what our responder says of a certificate.
func (s *services) says(c *x509.Certificate) *theirs.Response {
	s.Helper()
	request, err := theirs.CreateRequest(c, s.root, nil)
	if err != nil {
		s.Fatal(err)
	}
	said, err := theirs.ParseResponseForCert(s.app.Revocation.Answer(s.Context(), request).DER, c, s.root)
	if err != nil {
		s.Fatal(err)
	}
	return said
}

// listed is the entry of a certificate on our list, with the list's number.
func (s *services) listed(c *x509.Certificate) (entry x509.RevocationListEntry, number int64) {
	s.Helper()
	l, err := s.app.Revocation.List(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	list, err := x509.ParseRevocationList(l.DER)
	if err != nil {
		s.Fatal(err)
	}
	for _, e := range list.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(c.SerialNumber) == 0 {
			entry = e
		}
	}
	return entry, l.Number
}

// A seal that is put into use while the server runs is answered for at once,
// and its certificate is revoked for every reason that seals have.
func TestSealsPutIntoUseAreAnsweredFor(t *testing.T) {
	s := openServices(t)
	numbers := map[string]int{"affiliationChanged": 3, "superseded": 4, "cessationOfOperation": 5, "privilegeWithdrawn": 9}
	for i, reason := range append(seals.RevocationReasons(), "") {
		id, signing := s.activate()
		if said := s.says(signing); said.Status != theirs.Good {
			t.Fatalf("in use, and the answer is %d", said.Status)
		}
		s.change(seals.Request{Kind: seals.RetireKind, Seal: id, Revoke: reason})
		entry, _ := s.listed(signing)
		if reason == "" {
			if said := s.says(signing); said.Status != theirs.Good || entry.SerialNumber != nil {
				t.Errorf("retired alone: %d, %+v", said.Status, entry)
			}
			continue
		}
		if said := s.says(signing); said.Status != theirs.Revoked || said.RevocationReason != numbers[reason] || entry.ReasonCode != numbers[reason] {
			t.Errorf("%s: %d for %d, listed %+v", reason, said.Status, said.RevocationReason, entry)
		}
		name := "retired" + strconv.Itoa(i) + ".pem"
		s.write(name, pki.EncodeCertificates(signing))
		out, err := s.openssl("ocsp", "-issuer", "root.pem", "-CAfile", "root.pem", "-url", s.url+"/ocsp", "-cert", name)
		if numbers[reason] > 8 {
			reason = "(UNKNOWN)" // openssl 3.0 has no name for it
		}
		if err != nil || !strings.Contains(out, "Response verify OK") || !strings.Contains(out, "Reason: "+reason) {
			t.Errorf("%s: openssl, %v\n%s", reason, err, out)
		}
	}
	_, err := s.app.Custody.Propose(t.Context(), store.Account{ID: "first", Role: store.CustodianRole, Authority: centre}, seals.Request{
		Kind: seals.RetireKind, Seal: s.change(seals.Request{Kind: seals.CreateKind, Scope: cert.SealScope{{Qualification: "注册城乡规划师"}}}),
		Revoke: "certificateHold", Reason: "测试",
	})
	if err == nil || !strings.Contains(err.Error(), "revocation_reason_unknown") {
		t.Errorf("a hold: %v", err)
	}
}

// Nobody is led to believe that what another CA issued is revoked here.
func TestOnlyOurOwnCertificatesAreRevokedHere(t *testing.T) {
	s := openServices(t)
	ask := func(id string) error {
		_, err := s.app.Custody.Propose(t.Context(), store.Account{ID: "first", Role: store.CustodianRole, Authority: centre}, seals.Request{
			Kind: seals.RetireKind, Seal: id, Revoke: "superseded", Reason: "测试",
		})
		return err
	}
	id, signing := s.activate()
	s.revoke(signing, 4)
	if err := ask(id); fault.ReasonOf(err) != "revoked_already" {
		t.Errorf("revoked before: %v", err)
	}
	awaiting := s.change(seals.Request{Kind: seals.CreateKind, Scope: cert.SealScope{{Qualification: "注册城乡规划师"}}})
	if err := ask(awaiting); fault.ReasonOf(err) != "revocation_elsewhere" {
		t.Errorf("without a certificate: %v", err)
	}
	later, quiet := s.activate()
	s.change(seals.Request{Kind: seals.RetireKind, Seal: later})
	s.change(seals.Request{Kind: seals.RevokeKind, Seal: later, Revoke: "privilegeWithdrawn"})
	if said := s.says(quiet); said.Status != theirs.Revoked || said.RevocationReason != theirs.PrivilegeWithdrawn {
		t.Errorf("retired before: %d for %d", said.Status, said.RevocationReason)
	}
	if stands, err := s.app.Custody.Standing(t.Context(), store.Seal{}); err != nil || stands.Ours {
		t.Errorf("%+v, %v", stands, err)
	}
}

// The invalidityDate goes back with the moment of a compromise, in answers and
// on the list; a certificate revoked for another reason gets this one.
func TestTheInvalidityDateMovesBack(t *testing.T) {
	s := openServices(t)
	id, signing := s.activate()
	s.change(seals.Request{Kind: seals.RetireKind, Seal: id, Revoke: "superseded"})
	_, before := s.listed(signing)
	for i, hours := range []int{1, 5, 48} {
		since := s.clock.Now().Add(time.Duration(-hours) * time.Hour).UTC().Truncate(time.Second)
		s.change(seals.Request{Kind: seals.CompromiseKind, Seal: id, Since: since})
		entry, number := s.listed(signing)
		if entry.ReasonCode != theirs.KeyCompromise || number != before+1+int64(i) || !invalidFrom(t, entry).Equal(since) {
			t.Errorf("list %d: %+v, want %s", number, entry, since)
		}
		s.write("moved.pem", pki.EncodeCertificates(signing))
		out, err := s.openssl("ocsp", "-issuer", "root.pem", "-CAfile", "root.pem", "-url", s.url+"/ocsp", "-cert", "moved.pem", "-resp_text")
		if err != nil || !strings.Contains(out, "Reason: keyCompromise") || !strings.Contains(out, since.Format("Jan _2 15:04:05 2006 GMT")) {
			t.Errorf("openssl, %v\n%s", err, out)
		}
	}
}

func invalidFrom(t *testing.T, e x509.RevocationListEntry) time.Time {
	t.Helper()
	for _, x := range e.Extensions {
		if x.Id.String() == "2.5.29.24" {
			at, err := time.Parse("20060102150405Z", string(x.Value[2:]))
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
	}
	return time.Time{}
}

// Lists and the responder's certificate are renewed though nobody asks, by the
// clock alone.
func TestRevocationServicesRenewThemselves(t *testing.T) {
	s := openServices(t)
	responder := s.says(s.seals[0]).Certificate
	file := filepath.Join(s.app.Folder.Trust(), "seals.crl")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		work.Renew(ctx, s.app.Revocation, 5*time.Millisecond, slog.New(slog.DiscardHandler))
	}()
	every := time.NewTicker(5 * time.Millisecond)
	defer every.Stop()
	number := func() int64 {
		der, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list, err := x509.ParseRevocationList(der)
		if err != nil {
			t.Fatal(err)
		}
		return list.Number.Int64()
	}
	start := s.clock.Now()
	for days, want := int64(4), number()+1; days <= 32; days, want = days+4, want+1 { // a list lasts seven
		s.clock.Set(start.AddDate(0, 0, int(days)))
		for tries := 0; number() != want; tries++ {
			if tries == 2000 {
				t.Fatalf("after %d days list %d is still in force", days, number())
			}
			<-every.C
		}
	}
	stop()
	<-ended
	if said := s.says(s.seals[0]); said.Certificate.Equal(responder) || said.Certificate.NotAfter.Sub(s.clock.Now()) < 14*24*time.Hour {
		t.Errorf("the responder's certificate ends %s", said.Certificate.NotAfter)
	}
}
