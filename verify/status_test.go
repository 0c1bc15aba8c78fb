package verify_test

import (
	"slices"
	"testing"

	"yinxin.example/yinxin/verify"
)

func TestWithStatus(t *testing.T) {
	w := newWorld(t, false)
	good := w.check(t, w.copyOf(t, said()))
	if !slices.Contains(good.Notes, "status_not_checked") {
		t.Errorf("notes %v", good.Notes)
	}
	for _, c := range []struct {
		certificate verify.Certificate
		endorsement verify.Endorsement
		verdict     verify.Verdict
		code        string
	}{
		{verify.CertificateValid, verify.EndorsementValid, verify.Valid, ""},
		{verify.CertificateCorrected, verify.EndorsementValid, verify.Invalid, "certificate_corrected"},
		{verify.CertificateSuspended, verify.EndorsementValid, verify.Invalid, "certificate_suspended"},
		{verify.CertificateRevoked, verify.EndorsementValid, verify.Invalid, "certificate_revoked"},
		{verify.CertificateCancelled, verify.EndorsementValid, verify.Invalid, "certificate_cancelled"},
		{verify.CertificateValid, verify.EndorsementWithdrawn, verify.Invalid, "endorsement_withdrawn"},
		{verify.CertificateUnknown, verify.EndorsementUnknown, verify.Indeterminate, "copy_unknown"},
	} {
		r := good.WithStatus(c.certificate, c.endorsement)
		if r.Verdict != c.verdict || r.Certificate != c.certificate || r.Endorsement != c.endorsement || c.code != "" && !slices.Contains(r.Reasons, c.code) {
			t.Errorf("%s, %s: %s %v", c.certificate, c.endorsement, r.Verdict, r.Reasons)
		}
		if len(good.Reasons) > 0 || !slices.Contains(good.Notes, "status_not_checked") {
			t.Fatal("the report joined with a status was changed itself")
		}
	}
}

// No register makes a doubtful file good.
func TestStatusMendsNothing(t *testing.T) {
	w := newWorld(t, false)
	file := w.copyOf(t, said())
	for name, r := range map[string]verify.Report{
		"untrusted": check(t, file, verify.Options{At: dayAfter()}),
		"changed":   w.check(t, append(file, 'x')),
	} {
		if got := r.WithStatus(verify.CertificateValid, verify.EndorsementValid); got.Verdict != r.Verdict || got.Certificate != verify.CertificateNotJudged {
			t.Errorf("%s: %s", name, got.Verdict)
		}
	}
	late := check(t, file, verify.Options{Trust: w.trust(t), At: said().ValidUntil.End()})
	if got := late.WithStatus(verify.CertificateValid, verify.EndorsementValid); got.Verdict != verify.Invalid || got.Endorsement != verify.EndorsementExpired {
		t.Errorf("an expired endorsement: %s %s", got.Verdict, got.Endorsement)
	}
}
