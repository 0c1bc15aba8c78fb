package verify_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/verify"
)

// esealed is an authority with a key of SM2 under the world's root, and who
// makes its electronic seal.
type esealed struct {
	world
	key         *key.Private
	certificate *x509.Certificate
	maker       ses.Maker
	params      ses.SealParams
}

func newEsealed(tb testing.TB) esealed {
	tb.Helper()
	e := esealed{world: newWorld(tb, false)}
	issue := func(name string, root *pki.Issuer) (*key.Private, *x509.Certificate) {
		k := must(key.Generate(cms.SM2))(tb)
		return k, must(pki.IssueSeal(tb.Context(), root, k.Public(), pki.SealParams{
			Authority: name, From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)}))(tb)
	}
	e.key, e.certificate = issue(authority, e.root)
	k, c := issue("示例制章中心", e.root)
	e.maker = ses.Maker{Certificate: c, Key: k}
	e.params = ses.SealParams{ID: "DEMO-0001", Vendor: "Yinxin", Type: 1, Name: authority, Signers: []*x509.Certificate{e.certificate},
		CreatedAt: noon(), From: noon().AddDate(0, 0, -1), Until: noon().AddDate(3, 0, 0), Picture: ses.Picture{PNG: []byte("\x89PNG"), Width: 40, Height: 40}}
	return e
}

func (e esealed) made(tb testing.TB) ses.Seal {
	tb.Helper()
	return must(e.maker.Make(tb.Context(), e.params))(tb)
}

// esealPen signs with an electronic seal. Bent may change the SES_Signature
// before it goes into its hole.
type esealPen struct {
	*ses.Signer
	at   time.Time
	bent func(digits []byte) []byte
	room int // digits of the hole; 0 for as many as the signature takes
}

// ContentsLen is how many digits the hole has.
func (p esealPen) ContentsLen() int { return max(p.room, p.Signer.ContentsLen()) }

func handlerOf(p pen) string {
	if _, ok := p.(esealPen); ok {
		return "/" + ses.Filter + " /SubFilter /" + ses.SubFilter
	}
	return "/Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
}

// Contents makes an esealPen a pen; fill asks contentsOf.
func (esealPen) Contents(context.Context, []byte) ([]byte, error) { return nil, errors.ErrUnsupported }

func (p esealPen) contentsOf(tb testing.TB, sum []byte, byteRange [4]int) []byte {
	tb.Helper()
	digits := must(p.Signer.Contents(tb.Context(), sum, byteRange, p.at))(tb)
	if p.bent != nil {
		digits = p.bent(digits)
	}
	return append(digits, bytes.Repeat([]byte("0"), p.ContentsLen()-len(digits))...)
}

func (e esealed) copyWith(tb testing.TB, s ses.Seal, bent func(digits []byte) []byte) []byte {
	tb.Helper()
	signer := must(ses.NewSigner(tb.Context(), e.key, e.certificate, s))(tb)
	return seal(tb, esealPen{Signer: signer, at: noon(), bent: bent}, packet(said().Properties()), nil)
}

// printed is a copy of the real press.
func (e esealed) printed(tb testing.TB) []byte {
	tb.Helper()
	signer := must(ses.NewSigner(tb.Context(), e.key, e.certificate, e.made(tb)))(tb)
	d := document.Draft{Statement: said(), Seal: document.Seal{Authority: authority}, Electronic: true}
	unsigned := must(openPress(tb).PDF(d, signer.ContentsLen()))(tb)
	digits := must(signer.Contents(tb.Context(), unsigned.Sum(signer.DigestAlgorithm()), unsigned.Range(), noon()))(tb)
	return slices.Clone(must(unsigned.Fill(digits))(tb))
}

func TestCopiesUnderAnElectronicSeal(t *testing.T) {
	e := newEsealed(t)
	file := e.printed(t)
	r := e.check(t, file)
	if r.Verdict != verify.Valid || r.Integrity != verify.Intact || r.Seal != verify.SealTrusted || len(r.Reasons) != 0 || r.Data == nil ||
		r.Signers[0].Organization != authority || r.Signers[0].Level != "" {
		t.Fatalf("%+v", r)
	}
	if r := check(t, file, verify.Options{Trust: newWorld(t, false).trust(t), At: dayAfter()}); r.Verdict != verify.Indeterminate || r.Seal != verify.SealUntrusted {
		t.Errorf("nobody's root: %s %v", r.Verdict, r.Reasons)
	}
	everyByte(t, e.world, file, 1013)
	everyByte(t, e.world, e.copyWith(t, e.made(t), nil), 29)
}

// What follows an SES_Signature in its hole, and digits written otherwise, make
// another file that must not be valid.
func TestElectronicSealsHaveOneForm(t *testing.T) {
	e := newEsealed(t)
	for name, bent := range map[string]func([]byte) []byte{
		"padding":  func(d []byte) []byte { d[len(d)-1] = '1'; return d },
		"nothing":  func(d []byte) []byte { return bytes.Repeat([]byte("0"), len(d)) },
		"cut":      func(d []byte) []byte { return append(bytes.Repeat([]byte("0"), 4), d[:len(d)-4]...) },
		"no value": func(d []byte) []byte { copy(d[len(d)-160:], bytes.Repeat([]byte("0"), 160)); return d },
	} {
		if r := e.check(t, e.copyWith(t, e.made(t), bent)); r.Verdict == verify.Valid {
			t.Errorf("%s: %s", name, r.Verdict)
		}
	}
	upper := e.copyWith(t, e.made(t), nil)
	from := bytes.LastIndex(upper, []byte("/Contents <")) + len("/Contents <")
	end := from + bytes.IndexByte(upper[from:], '>')
	copy(upper[from:end], bytes.ToUpper(upper[from:end]))
	if r := e.check(t, upper); !slices.Contains(r.Reasons, "contents_not_canonical") {
		t.Errorf("capital digits: %s %v", r.Verdict, r.Reasons)
	}
}

// esealSpecimens has a file for each code that only electronic seals have.
func esealSpecimens() map[string]specimen {
	of := func(change func(t *testing.T, e *esealed) ses.Seal, bent func([]byte) []byte) specimen {
		return func(t *testing.T, _ world) verify.Report {
			t.Helper()
			e := newEsealed(t)
			return e.check(t, e.copyWith(t, change(t, &e), bent))
		}
	}
	made := func(t *testing.T, e *esealed) ses.Seal { t.Helper(); return e.made(t) }
	return map[string]specimen{
		"eseal_version_unknown": of(made, func(digits []byte) []byte {
			return bytes.Replace(digits, []byte("020104"), []byte("020109"), 1)
		}),
		"eseal_maker_untrusted": of(func(t *testing.T, e *esealed) ses.Seal {
			t.Helper()
			e.maker = newEsealed(t).maker
			return e.made(t)
		}, nil),
		"eseal_forged": of(func(t *testing.T, e *esealed) ses.Seal {
			t.Helper()
			s := e.made(t)
			s.DER = bytes.Replace(s.DER, []byte("DEMO-0001"), []byte("DEMO-0002"), 1)
			return s
		}, nil),
		"eseal_signer_not_listed": of(func(t *testing.T, e *esealed) ses.Seal {
			t.Helper()
			mine, other := e.made(t), newEsealed(t)
			e.params.Signers = other.params.Signers
			mine.DER = e.made(t).DER
			return mine
		}, nil),
		"eseal_time_wrong": of(func(t *testing.T, e *esealed) ses.Seal {
			t.Helper()
			e.params.Until = noon().Add(-time.Second)
			return e.made(t)
		}, nil),
	}
}

// A stranger may put an electronic seal into a file that passes itself off as
// ours: it is not believed for that, whoever trusts the stranger.
func TestAStrangersElectronicSealMakesNoCopy(t *testing.T) {
	e := newEsealed(t)
	e.certificate = must(pki.IssueClock(t.Context(), e.root, e.key.Public(), pki.ClockParams{CommonName: authority, From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)}))(t)
	e.params.Signers = []*x509.Certificate{e.certificate}
	if r := e.check(t, e.copyWith(t, e.made(t), nil)); r.Verdict == verify.Valid || !slices.Contains(r.Reasons, "not_an_authority_seal") {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
}
