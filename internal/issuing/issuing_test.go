package issuing_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// A copy in a stranger's hands is answered truthfully by the very next request.
func TestARevocationIsToldAtOnce(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		holder := w.Holder(t, c.Holder)
		made := w.Apply(t, holder, c)
		w.Seal(t)
		_, file, err := w.Holding.File(t.Context(), holder, made.Code)
		if err != nil {
			t.Fatal(err)
		}
		overtaken := w.Apply(t, holder, c)
		s := check(t, w)

		began := time.Now()
		change(t, w, asked(c.ID, cert.Revocation))
		found, err := s.Code(t.Context(), string(made.Code))
		if took := time.Since(began); took > time.Second {
			t.Errorf("told after %s", took)
		}
		if err != nil || found.Verdict != verify.Invalid || found.Certificate != verify.CertificateRevoked {
			t.Errorf("by code: %+v, %v", found, err)
		}
		standing := found.Standing
		if standing.Reason != "以虚假材料取得" || standing.LegalBase != "第三十一号令第十条" || standing.Since != w.Clock.Today() || standing.Successor != nil {
			t.Errorf("standing: %+v", standing)
		}
		byFile, err := s.File(t.Context(), file)
		if err != nil || byFile.Certificate != verify.CertificateRevoked || byFile.Standing.Reason != standing.Reason {
			t.Errorf("by file: %s %+v, %v", byFile.Certificate, byFile.Standing, err)
		}
		if _, _, err := w.Holding.File(t.Context(), holder, made.Code); fault.ReasonOf(err) != "certificate_not_in_force" {
			t.Errorf("downloaded: %v", err)
		}
		if _, err := w.Holding.Endorse(t.Context(), holder, c.ID, w.Application("")); fault.ReasonOf(err) != "certificate_not_in_force" {
			t.Errorf("endorsed: %v", err)
		}
		w.Seal(t)
		if failed := w.Copy(t, overtaken.Code); failed.State != cert.Failed || failed.FailReason != "certificate_changed" {
			t.Errorf("an application overtaken: %s %s", failed.State, failed.FailReason)
		}
		if got := trail(t, w, "certificate.revoke"); len(got) != 1 || got[0] != string(c.ID) {
			t.Errorf("the trail has %v", got)
		}
	})
}

// Suspending and lifting are told as they are, and copies come back with it.
func TestSuspendAndLift(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		holder := w.Holder(t, c.Holder)
		made := w.Apply(t, holder, c)
		w.Seal(t)
		s := check(t, w)
		for _, step := range []struct {
			kind cert.ChangeKind
			want verify.Certificate
		}{
			{cert.Suspension, verify.CertificateSuspended},
			{cert.Lifting, verify.CertificateValid},
			{cert.Cancellation, verify.CertificateCancelled},
			{cert.Revocation, verify.CertificateRevoked},
		} {
			change(t, w, asked(c.ID, step.kind))
			if found, err := s.Code(t.Context(), string(made.Code)); err != nil || found.Certificate != step.want {
				t.Errorf("after %s: %s, %v", step.kind, found.Certificate, err)
			}
			_, _, err := w.Holding.File(t.Context(), holder, made.Code)
			if (err == nil) != (step.want == verify.CertificateValid) {
				t.Errorf("downloaded after %s: %v", step.kind, err)
			}
			w.Clock.Advance(time.Second)
		}
		if d := dossier(t, w, c.ID); len(d.Changes) != 4 || len(d.Versions) != 1 || len(d.Copies) != 1 {
			t.Errorf("%d changes, %d versions, %d copies", len(d.Changes), len(d.Versions), len(d.Copies))
		}
	})
}

func TestAReissueBringsBackANewVersion(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		holder := w.Holder(t, c.Holder)
		made := w.Apply(t, holder, c)
		w.Seal(t)
		change(t, w, asked(c.ID, cert.Revocation))
		w.Clock.Advance(time.Second)
		change(t, w, asked(c.ID, cert.Reissue))
		d := dossier(t, w, c.ID)
		if len(d.Versions) != 2 || d.Certificate.State != cert.Corrected {
			t.Fatalf("%d versions, %s", len(d.Versions), d.Certificate.State)
		}
		again := d.Versions[1]
		if again.State != cert.InForce || again.Version != 2 || again.ManagementNumber != c.ManagementNumber {
			t.Errorf("the new version: %+v", again)
		}
		found, err := check(t, w).Code(t.Context(), string(made.Code))
		if err != nil || found.Certificate != verify.CertificateCorrected || found.Standing.Kind != cert.Reissue ||
			found.Standing.Successor == nil || found.Standing.Successor.State != cert.InForce {
			t.Errorf("the old copy: %+v, %v", found.Standing, err)
		}
		w.Apply(t, holder, again)
		w.Seal(t)
	})
}

func TestAChangeThatIsNotPossible(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		lift := asked(c.ID, cert.Lifting)
		if _, err := w.Issuing.Propose(t.Context(), officer(), lift); fault.ReasonOf(err) != "change_not_possible" {
			t.Errorf("proposed: %v", err)
		}
		// Both could be proposed; once one is approved the other is not possible.
		revoke, cancel := propose(t, w, asked(c.ID, cert.Revocation)), propose(t, w, asked(c.ID, cert.Cancellation))
		if _, err := w.Approval.Approve(t.Context(), officer(), revoke); fault.KindOf(err) != fault.Denied {
			t.Errorf("the officer approves: %v", err)
		}
		if _, err := w.Approval.Approve(t.Context(), reviewer(), revoke); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Approval.Approve(t.Context(), reviewer(), cancel); fault.ReasonOf(err) != "change_not_possible" {
			t.Errorf("approved: %v", err)
		}
		if d := dossier(t, w, c.ID); len(d.Open) != 1 || d.Certificate.State != cert.Revoked {
			t.Errorf("%d open, %s", len(d.Open), d.Certificate.State)
		}
	})
}

func TestOvertaken(t *testing.T) {
	for _, test := range []struct {
		kind store.ProposalKind
		now  cert.State
		want bool
	}{
		{issuing.KindOf(cert.Suspension), cert.InForce, false},
		{issuing.KindOf(cert.Suspension), cert.Revoked, true},
		{issuing.KindOf(cert.Lifting), cert.InForce, true},
		{issuing.KindOf(cert.Correction), cert.Revoked, false},
		{issuing.KindOf(cert.Correction), cert.Corrected, true},
		{"seal.freeze", cert.Revoked, false},
	} {
		if got := issuing.Overtaken(store.Proposal{Kind: test.kind}, test.now); got != test.want {
			t.Errorf("%s of a certificate that is %s: %v", test.kind, test.now, got)
		}
	}
}

func TestWhatARequestMustSay(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	for name, test := range map[string]struct {
		edit func(*request)
		want fault.Reason
	}{
		"no reason":              {func(r *request) { r.Public = "  " }, "public_reason_missing"},
		"a number for all":       {func(r *request) { r.Public = "持证人电话19900007963" }, "number_in_public"},
		"a number in full width": {func(r *request) { r.Public = "持证人电话１９９００００７９６３" }, "number_in_public"},
		"no legal base":          {func(r *request) { r.LegalBase = "" }, "legal_base_missing"},
		"before the issue":       {func(r *request) { r.EffectiveOn = c.IssuedOn.AddDays(-1) }, "effective_before_issue"},
		"too far ahead":          {func(r *request) { r.EffectiveOn = w.Clock.Today().AddDays(400) }, "effective_too_late"},
		"an unknown change":      {func(r *request) { r.Kind = "melt" }, "change_not_possible"},
		"an empty correction":    {func(r *request) { r.Kind = cert.Correction }, "correction_empty"},
		"a certificate nowhere":  {func(r *request) { r.Certificate = "none" }, "not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			r := asked(c.ID, cert.Revocation)
			test.edit(&r)
			if _, err := w.Issuing.Propose(t.Context(), officer(), r); fault.ReasonOf(err) != test.want {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
	stranger := officer()
	stranger.Authority = "示例拍卖师协会"
	if _, err := w.Issuing.Propose(t.Context(), stranger, asked(c.ID, cert.Revocation)); !fault.Is(err, fault.NotFound) {
		t.Errorf("another authority proposes: %v", err)
	}
	if _, err := w.Issuing.Find(t.Context(), stranger.Authority, c.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("another authority reads: %v", err)
	}
}
