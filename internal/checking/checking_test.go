package checking_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

func service(t *testing.T, w *world.World) *checking.Service {
	t.Helper()
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	return &checking.Service{
		Store: w.Store, Blobs: w.Blobs, Now: w.Clock.Now,
		Trust: func() *verify.Trust { return trust },
	}
}

// sealed makes a ready copy and returns it with its file.
func sealed(t *testing.T, w *world.World, edits ...func(*cert.Certificate)) (cert.Copy, []byte) {
	t.Helper()
	c := w.Certificate(t, edits...)
	made := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	made = w.Copy(t, made.Code)
	file, err := w.Blobs.Get(t.Context(), made.Blob)
	if err != nil {
		t.Fatal(err)
	}
	return made, file
}

// The answers of the file and of the code agree at every point of a life.
func TestTheRegisterJoinsTheVerdict(t *testing.T) {
	in := func(s cert.State) func(*testing.T, *world.World, cert.Copy) {
		return func(t *testing.T, w *world.World, c cert.Copy) { w.SetState(t, c.Certificate, s) }
	}
	tests := []struct {
		name        string
		change      func(*testing.T, *world.World, cert.Copy)
		verdict     verify.Verdict
		certificate verify.Certificate
		endorsement verify.Endorsement
		reason      string
	}{
		{"in force", in(cert.InForce), verify.Valid, verify.CertificateValid, verify.EndorsementValid, ""},
		{"corrected", in(cert.Corrected), verify.Invalid, verify.CertificateCorrected, verify.EndorsementValid, "certificate_corrected"},
		{"suspended", in(cert.Suspended), verify.Invalid, verify.CertificateSuspended, verify.EndorsementValid, "certificate_suspended"},
		{"revoked", in(cert.Revoked), verify.Invalid, verify.CertificateRevoked, verify.EndorsementValid, "certificate_revoked"},
		{"cancelled", in(cert.Cancelled), verify.Invalid, verify.CertificateCancelled, verify.EndorsementValid, "certificate_cancelled"},
		{"lapsed", in(cert.Lapsed), verify.Invalid, verify.CertificateCancelled, verify.EndorsementValid, "certificate_cancelled"},
		{"withdrawn", func(t *testing.T, w *world.World, c cert.Copy) {
			w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, c.Code, w.Clock.Now()) })
		}, verify.Invalid, verify.CertificateValid, verify.EndorsementWithdrawn, "endorsement_withdrawn"},
		{"the last moment", func(_ *testing.T, w *world.World, c cert.Copy) {
			w.Clock.Set(c.Endorsement.ValidUntil.End().Add(-time.Second))
		}, verify.Valid, verify.CertificateValid, verify.EndorsementValid, ""},
		{"expired", func(_ *testing.T, w *world.World, c cert.Copy) {
			w.Clock.Set(c.Endorsement.ValidUntil.End())
		}, verify.Invalid, verify.CertificateValid, verify.EndorsementExpired, "endorsement_expired"},
	}
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		start := w.Clock.Now()
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				w.Clock.Set(start)
				copied, file := sealed(t, w)
				test.change(t, w, copied)
				s := service(t, w)

				got, err := s.File(t.Context(), file)
				if err != nil || !got.Online || got.Verdict != test.verdict || got.Certificate != test.certificate || got.Endorsement != test.endorsement {
					t.Errorf("file: %s, certificate %s, endorsement %s, online %v, %v", got.Verdict, got.Certificate, got.Endorsement, got.Online, err)
				}
				wantOnly(t, got.Reasons, test.reason)

				byCode, err := s.Code(t.Context(), string(copied.Code))
				if err != nil || byCode.Verdict != test.verdict || byCode.Certificate != test.certificate || byCode.Endorsement != test.endorsement {
					t.Errorf("code: %s, certificate %s, endorsement %s, %v", byCode.Verdict, byCode.Certificate, byCode.Endorsement, err)
				}
				var reasons []string
				for _, reason := range byCode.Reasons {
					reasons = append(reasons, string(reason))
				}
				wantOnly(t, reasons, test.reason)
			})
		}
	})
}

func wantOnly(t *testing.T, reasons []string, want string) {
	t.Helper()
	if want == "" && len(reasons) > 0 || want != "" && !slices.Equal(reasons, []string{want}) {
		t.Errorf("reasons %v, want %q", reasons, want)
	}
}

func TestAFileThatWasNeverHandedOut(t *testing.T) {
	w := world.Sealing(t)
	copied, file := sealed(t, w)
	s := service(t, w)
	for name, forget := range map[string]func(){
		"its digest is another": func() {
			// The register as it stands when another file of this copy was handed out.
			other := world.Sealing(t)
			again, _ := sealed(t, other)
			again.Code, again.Certificate = copied.Code, other.Certificate(t).ID
			replace(t, other, again)
			s.Store = other.Store
		},
		"its code is unknown": func() { s.Store = world.Sealing(t).Store },
	} {
		t.Run(name, func(t *testing.T) {
			forget()
			got, err := s.File(t.Context(), file)
			if err != nil || got.Verdict == verify.Valid || got.Endorsement != verify.EndorsementUnknown || !slices.Contains(got.Reasons, "copy_unknown") {
				t.Errorf("%s %v, endorsement %s, %v", got.Verdict, got.Reasons, got.Endorsement, err)
			}
		})
	}
}

// replace stores a copy as ready in a register.
func replace(t *testing.T, w *world.World, c cert.Copy) {
	t.Helper()
	ready := c
	c.State = cert.Pending
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddCopy(ctx, c); err != nil {
			return err
		}
		if _, err := tx.ClaimCopies(ctx, "test", w.Clock.Now(), time.Minute, 1); err != nil {
			return err
		}
		return tx.FinishCopy(ctx, "test", ready, w.Clock.Now())
	})
}

func TestWhatIsChangedIsNotLookedUp(t *testing.T) {
	w := world.Sealing(t)
	_, file := sealed(t, w)
	s := service(t, w)
	for name, changed := range map[string][]byte{
		"appended": append(slices.Clone(file), '\n'),
		"cut":      file[:len(file)-2],
		"edited":   bytes.Replace(file, []byte("/MediaBox"), []byte("/MediaBax"), 1),
	} {
		got, err := s.File(t.Context(), changed)
		if err != nil || got.Verdict == verify.Valid || got.Online {
			t.Errorf("%s: %s, online %v, %v", name, got.Verdict, got.Online, err)
		}
	}
	if _, err := s.File(t.Context(), []byte("not a PDF")); err == nil {
		t.Error("no PDF is judged")
	}
	s.Trust = func() *verify.Trust { return nil }
	got, err := s.File(t.Context(), file)
	if err != nil || got.Verdict != verify.Indeterminate || got.Online {
		t.Errorf("nothing trusted: %s, online %v, %v", got.Verdict, got.Online, err)
	}
}

func TestWhatNeedsNoEndorsementIsSaidSo(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t, func(c *cert.Certificate) {
		c.Qualification, c.Authority, c.IssuedOn = "拍卖师", "示例拍卖师协会", civil.MustParse("2020-06-30")
	})
	code := cert.NewCode()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddCopy(ctx, cert.Copy{Code: code, Certificate: c.ID, State: cert.Pending, RequestedAt: w.Clock.Now(), Snapshot: c.Snapshot()})
	})
	w.Seal(t)
	file, err := w.Blobs.Get(t.Context(), w.Copy(t, code).Blob)
	if err != nil {
		t.Fatal(err)
	}
	s := service(t, w)
	got, err := s.File(t.Context(), file)
	if err != nil || got.Verdict != verify.Valid || got.Endorsement != verify.EndorsementNotNeeded || !got.Online {
		t.Errorf("%s %v, endorsement %s, %v", got.Verdict, got.Reasons, got.Endorsement, err)
	}
	byCode, err := s.Code(t.Context(), string(code))
	if err != nil || byCode.Verdict != verify.Valid || byCode.Endorsement != verify.EndorsementNotNeeded {
		t.Errorf("%s, endorsement %s, %v", byCode.Verdict, byCode.Endorsement, err)
	}
}

// What is malformed, unknown, pending or failed cannot be told apart.
func TestCodesThatLeadNowhereAnswerAlike(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		known, _ := sealed(t, w)
		c := w.Certificate(t)
		a := w.Holder(t, world.Person())
		failing := w.Apply(t, a, c)
		w.SetState(t, c.ID, cert.Suspended)
		w.Seal(t)
		w.SetState(t, c.ID, cert.InForce)
		pending := w.Apply(t, a, c)
		s := service(t, w)
		for _, typed := range []string{"", "x", "0000-0000-0000-1", string(cert.NewCode()), string(failing.Code), string(pending.Code), strings.Repeat("A", 10_000)} {
			_, err := s.Code(t.Context(), typed)
			if fault.KindOf(err) != fault.NotFound || err.Error() != "checking.Code: copy_unknown" {
				t.Errorf("%.20q: %v", typed, err)
			}
		}
		loose := strings.ToLower(strings.NewReplacer("0", "o", "1", "l").Replace(string(known.Code)))
		if got, err := s.Code(t.Context(), loose[:4]+"-"+loose[4:]); err != nil || got.Copy.Code != known.Code {
			t.Errorf("as people type it: %v", err)
		}
	})
}
