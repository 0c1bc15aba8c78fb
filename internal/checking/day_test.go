package checking_test

import (
	"context"
	"encoding/json"
	"slices"
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

// step is a change of a certificate that counts from a day after today.
type step struct {
	kind cert.ChangeKind
	days int
}

// change takes a certificate through steps, as an authority would.
func change(t *testing.T, w *world.World, id cert.ID, today civil.Date, steps ...step) {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		for _, s := range steps {
			c, err := tx.LockCertificate(ctx, id)
			if err != nil {
				return err
			}
			to, _, err := s.kind.Results(c.State)
			if err != nil {
				return err
			}
			if err := tx.SetCertificateState(ctx, id, to); err != nil {
				return err
			}
			err = tx.AddChange(ctx, cert.Change{
				Certificate: id, Kind: s.kind, From: c.State, To: to, Reason: "示例理由", LegalBase: "示例依据",
				EffectiveOn: today.AddDays(s.days), At: w.Clock.Now(),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// asked is what is answered of a day after today.
type asked struct {
	days        int
	verdict     verify.Verdict
	certificate verify.Certificate
	endorsement verify.Endorsement
}

func TestTheAnswerOfADay(t *testing.T) {
	const in, begun = verify.CertificateValid, verify.EndorsementValid
	tests := []struct {
		name string
		life func(t *testing.T, w *world.World, c cert.Copy, today civil.Date)
		want []asked
	}{
		{"in force", func(*testing.T, *world.World, cert.Copy, civil.Date) {}, []asked{
			{-1, verify.Invalid, in, verify.EndorsementNotBegun}, {0, verify.Valid, in, begun}, {30, verify.Valid, in, begun}, {89, verify.Valid, in, begun},
			{90, verify.Invalid, in, verify.EndorsementExpired},
		}},
		{"revoked later", func(t *testing.T, w *world.World, c cert.Copy, today civil.Date) {
			change(t, w, c.Certificate, today, step{cert.Revocation, 10})
		}, []asked{
			{9, verify.Valid, in, begun}, {10, verify.Invalid, verify.CertificateRevoked, begun}, {11, verify.Invalid, verify.CertificateRevoked, begun},
		}},
		{"suspended and resumed", func(t *testing.T, w *world.World, c cert.Copy, today civil.Date) {
			change(t, w, c.Certificate, today, step{cert.Suspension, 10}, step{cert.Lifting, 20})
		}, []asked{
			{9, verify.Valid, in, begun}, {10, verify.Invalid, verify.CertificateSuspended, begun}, {19, verify.Invalid, verify.CertificateSuspended, begun},
			{20, verify.Valid, in, begun},
		}},
		{"lapsed, then found to have been revoked before", func(t *testing.T, w *world.World, c cert.Copy, today civil.Date) {
			change(t, w, c.Certificate, today, step{cert.Lapse, 10}, step{cert.Revocation, 5})
		}, []asked{
			{4, verify.Valid, in, begun}, {5, verify.Invalid, verify.CertificateRevoked, begun}, {12, verify.Invalid, verify.CertificateRevoked, begun},
		}},
		{"in a state that nobody put down", func(t *testing.T, w *world.World, c cert.Copy, _ civil.Date) {
			w.SetState(t, c.Certificate, cert.Revoked)
		}, []asked{{3, verify.Invalid, verify.CertificateRevoked, begun}}},
		{"withdrawn later", func(t *testing.T, w *world.World, c cert.Copy, today civil.Date) {
			w.Update(t, func(ctx context.Context, tx store.Tx) error {
				return tx.WithdrawCopy(ctx, c.Code, today.AddDays(10).Start().Add(15*time.Hour))
			})
		}, []asked{
			{9, verify.Valid, in, begun}, {10, verify.Invalid, in, verify.EndorsementWithdrawn}, {95, verify.Invalid, in, verify.EndorsementWithdrawn},
		}},
	}
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		start, today := w.Clock.Now(), w.Clock.Today()
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				w.Clock.Set(start)
				copied, file := sealed(t, w)
				test.life(t, w, copied, today)
				w.Clock.Set(start.AddDate(0, 0, 100))
				s := service(t, w)
				for _, want := range test.want {
					answersOf(t, s, copied, file, today.AddDays(want.days), want)
				}
			})
		}
	})
}

// answersOf holds the file's and the code's answer of a day to what is wanted.
func answersOf(t *testing.T, s *checking.Service, copied cert.Copy, file []byte, day civil.Date, want asked) {
	t.Helper()
	got, err := s.FileAtDay(t.Context(), file, day)
	if err != nil || got.Verdict != want.verdict || got.Certificate != want.certificate || got.Endorsement != want.endorsement {
		t.Errorf("file on day %d: %s %v, certificate %s, endorsement %s, %v", want.days, got.Verdict, got.Reasons, got.Certificate, got.Endorsement, err)
	}
	if got.Integrity != verify.Intact || got.Seal != verify.SealTrusted || got.Copy != copied.Code || got.Day != day || !got.Online {
		t.Errorf("file on day %d: integrity %s, seal %s, copy %s, day %s, online %v", want.days, got.Integrity, got.Seal, got.Copy, got.Day, got.Online)
	}
	byCode, err := s.CodeAtDay(t.Context(), string(copied.Code), day)
	if err != nil || byCode.Verdict != want.verdict || byCode.Certificate != want.certificate || byCode.Endorsement != want.endorsement {
		t.Errorf("code on day %d: %s, certificate %s, endorsement %s, %v", want.days, byCode.Verdict, byCode.Certificate, byCode.Endorsement, err)
	}
}

func TestADayBeforeTheIssue(t *testing.T) {
	w := world.Sealing(t)
	copied, file := sealed(t, w)
	s := service(t, w)
	issued := copied.Snapshot.IssuedOn
	got, err := s.FileAtDay(t.Context(), file, issued.AddDays(-1))
	if err != nil || got.Verdict != verify.Invalid || got.Certificate != verify.CertificateNotIssued || got.Standing.Since != issued ||
		!slices.Contains(got.Reasons, "certificate_not_issued") {
		t.Errorf("%s %v, certificate %s, %+v, %v", got.Verdict, got.Reasons, got.Certificate, got.Standing, err)
	}
	if got, err = s.FileAtDay(t.Context(), file, issued); err != nil || got.Certificate != verify.CertificateValid || got.Endorsement != verify.EndorsementNotBegun {
		t.Errorf("on the day itself: certificate %s, endorsement %s, %v", got.Certificate, got.Endorsement, err)
	}
	tomorrow := w.Clock.Today().AddDays(1)
	if _, err := s.FileAtDay(t.Context(), file, tomorrow); fault.ReasonOf(err) != "day_to_come" {
		t.Errorf("a day to come of a file: %v", err)
	}
	if _, err := s.CodeAtDay(t.Context(), string(copied.Code), tomorrow); fault.ReasonOf(err) != "day_to_come" {
		t.Errorf("a day to come of a code: %v", err)
	}
	for text, reason := range map[string]fault.Reason{
		"": "day_malformed", "2026-2-30": "day_malformed", "2026-02-30": "day_malformed", "x": "day_malformed",
		tomorrow.String(): "day_to_come", w.Clock.Today().String(): "", "1900-01-01": "",
	} {
		if _, err := s.ParseDay(text); fault.ReasonOf(err) != reason {
			t.Errorf("%q: %v, want %q", text, err, reason)
		}
	}
}

// A seal has its own answer: what it sealed was good before anybody could
// trust the seal, and is told although nobody does any more.
func TestTheSealOfADay(t *testing.T) {
	w := world.Sealing(t)
	copied, file := sealed(t, w)
	s := service(t, w)
	long := civil.MustParse("2022-03-02") // issued by then; no seal's certificate begins so early
	got, err := s.FileAtDay(t.Context(), file, long)
	if err != nil || got.Integrity != verify.Intact || got.Seal != verify.SealUntrusted || got.Verdict == verify.Valid ||
		got.Certificate != verify.CertificateValid || got.Endorsement != verify.EndorsementNotBegun || got.Copy != copied.Code {
		t.Errorf("%s %v: integrity %s, seal %s, certificate %s, endorsement %s, %v", got.Verdict, got.Reasons, got.Integrity, got.Seal, got.Certificate, got.Endorsement, err)
	}
	for _, reason := range []string{"seal_not_yet_valid", "endorsement_not_begun"} {
		if !slices.Contains(got.Reasons, reason) {
			t.Errorf("no %s in %v", reason, got.Reasons)
		}
	}
	if !got.Demo {
		t.Error("a demonstration's seal is not said to be one")
	}
	s.Trust = func() *verify.Trust { return nil }
	if got, err = s.FileAtDay(t.Context(), file, w.Clock.Today()); err != nil || got.Online || got.Certificate != verify.CertificateNotJudged {
		t.Errorf("nothing trusted: certificate %s, online %v, %v", got.Certificate, got.Online, err)
	}
}

// The copy of a corrected version is asked about days of either.
func TestTheVersionOfADay(t *testing.T) {
	w := world.Sealing(t)
	today := w.Clock.Today()
	first, firstFile := sealed(t, w)
	right := w.Certificate(t, func(c *cert.Certificate) { c.Version = 2 })
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		if err := tx.SetCertificateState(ctx, first.Certificate, cert.Corrected); err != nil {
			return err
		}
		return tx.AddChange(ctx, cert.Change{
			Certificate: first.Certificate, Kind: cert.Correction, From: cert.InForce, To: cert.Corrected, Reason: "示例理由",
			EffectiveOn: today.AddDays(10), Successor: right.ID, Fields: []string{cert.FieldName}, At: w.Clock.Now(),
		})
	})
	w.Clock.Advance(12 * 24 * time.Hour)
	second := w.Apply(t, w.Holder(t, right.Holder), right)
	w.Seal(t)
	s := service(t, w)
	for days, want := range map[int]verify.Certificate{9: verify.CertificateValid, 10: verify.CertificateCorrected} {
		got, err := s.FileAtDay(t.Context(), firstFile, today.AddDays(days))
		if err != nil || got.Certificate != want || got.Standing.Earlier {
			t.Errorf("the first version on day %d: %s, %+v, %v", days, got.Certificate, got.Standing, err)
		}
	}
	for days, earlier := range map[int]bool{9: true, 10: false, 12: false} {
		got, err := s.CodeAtDay(t.Context(), string(second.Code), today.AddDays(days))
		if err != nil || got.Certificate != verify.CertificateValid || got.Standing.Earlier != earlier {
			t.Errorf("the second version on day %d: %s, %+v, %v", days, got.Certificate, got.Standing, err)
		}
	}
	change(t, w, right.ID, today, step{cert.Revocation, 11})
	if got, err := s.CodeAtDay(t.Context(), string(second.Code), today.AddDays(9)); err != nil || got.Certificate != verify.CertificateValid {
		t.Errorf("revoked since: %s on a day before, %v", got.Certificate, err)
	}
}

func TestAnAnswerForPrograms(t *testing.T) {
	w := world.Sealing(t)
	copied, file := sealed(t, w)
	today := w.Clock.Today()
	change(t, w, copied.Certificate, today, step{cert.Revocation, 0})
	s := service(t, w)
	got, err := s.FileAtDay(t.Context(), file, today)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Verdict, Day string
		Online       bool
		Standing     struct {
			State, Kind, Reason, Since string
			LegalBase                  string `json:"legal_base"`
			Fields                     []string
		}
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	st := read.Standing
	if read.Verdict != "invalid" || read.Day != today.String() || !read.Online || st.State != "revoked" || st.Kind != "revoke" ||
		st.Reason != "示例理由" || st.LegalBase != "示例依据" || st.Since != today.String() || st.Fields == nil {
		t.Errorf("%s", text)
	}
}
