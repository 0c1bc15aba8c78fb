package verify_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/verify"
)

func (e esealed) signer(tb testing.TB) *ses.Signer {
	tb.Helper()
	return must(ses.NewSigner(tb.Context(), e.key, e.certificate, e.made(tb)))(tb)
}

// Two seals over one copy: P-256 for readers everywhere, SM2 for those who ask
// for it. The first revision alone stays a copy, and so does all of it.
func TestTwoSealsOverOneCopy(t *testing.T) {
	e := newEsealed(t)
	first := e.copyOf(t, said())
	both := must(e.signer(t).Append(t.Context(), first, noon().Add(time.Minute)))(t)
	if !bytes.HasPrefix(both, first) {
		t.Fatal("the copy is not the beginning")
	}
	for name, file := range map[string][]byte{"first revision": both[:len(first)], "both": both} {
		r := e.check(t, file)
		if r.Verdict != verify.Valid || r.Seal != verify.SealTrusted || r.Data == nil || r.Endorsement != verify.EndorsementValid {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
	}
	if r := e.check(t, both); len(r.Signers) != 2 || r.Signers[0].Level != "B-B" || r.Signers[1].Organization != authority || r.Signers[1].Level != "" {
		t.Errorf("%+v", r.Signers)
	}
	everyByte(t, e.world, both, 37)
	c := newClock(t, e.root, nil)
	lasting := raise(t, both, addition.Material{}, c.stamper(after(1)))
	if r := e.check(t, lasting); r.Verdict != verify.Valid {
		t.Errorf("with a timestamp over both: %s %v", r.Verdict, r.Reasons)
	}
}

func TestASecondSealThatIsNotTheAuthoritys(t *testing.T) {
	e := newEsealed(t)
	first := e.copyOf(t, said())
	elsewhere := newEsealed(t)
	other := e
	other.certificate = must(pki.IssueSeal(t.Context(), e.root, e.key.Public(), pki.SealParams{
		Authority: "示例税务师协会", From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)}))(t)
	other.params.Signers = append(slices.Clone(e.params.Signers), other.certificate)
	for name, c := range map[string]struct {
		by      esealed
		verdict verify.Verdict
		code    string
	}{
		"of another authority":         {other, verify.Invalid, "later_revision"},
		"under a root nobody trusts":   {elsewhere, verify.Indeterminate, "addition_unproven"},
		"made by a maker not believed": {func() esealed { o := e; o.maker = elsewhere.maker; return o }(), verify.Indeterminate, "eseal_maker_untrusted"},
	} {
		r := e.check(t, must(c.by.signer(t).Append(t.Context(), first, noon().Add(time.Minute)))(t))
		if r.Verdict != c.verdict || !slices.Contains(r.Reasons, c.code) {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
	}
}

// An electronic seal behind a stranger's signature does not make the file ours.
func TestAnElectronicSealBehindAStrangersSignature(t *testing.T) {
	e := newEsealed(t)
	foreign := seal(t, strangersPen(t, e.world), packet(said().Properties()), nil)
	both := must(e.signer(t).Append(t.Context(), foreign, noon().Add(time.Minute)))(t)
	if r := e.check(t, both); r.Verdict == verify.Valid {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
}

// A store may end a file with two seals without a timestamp over it, as one with
// a single seal: no byte of it is free.
func TestAStoreBehindTwoSeals(t *testing.T) {
	e := newEsealed(t)
	both := must(e.signer(t).Append(t.Context(), e.copyOf(t, said()), noon().Add(time.Minute)))(t)
	settled := raise(t, both, addition.Material{Certificates: [][]byte{e.root.Certificate.Raw}}, nil)
	if r := e.check(t, settled); r.Verdict != verify.Valid {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
	everyByte(t, e.world, settled, 41)
}
