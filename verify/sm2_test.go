package verify_test

import (
	"bytes"
	"math/big"
	"testing"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// rootOf makes a root with a key of an algorithm.
func rootOf(tb testing.TB, alg cms.Algorithm) *pki.Issuer {
	tb.Helper()
	k := must(key.Generate(alg))(tb)
	return must(pki.NewRoot(tb.Context(), k, pki.RootParams{CommonName: "示例国密根证书", From: noon().AddDate(-1, 0, 0), Until: noon().AddDate(20, 0, 0)}))(tb)
}

func sealParams() pki.SealParams {
	return pki.SealParams{Authority: authority, From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)}
}

// worldOf is a root and a seal with keys of their own algorithms.
func worldOf(tb testing.TB, above, below cms.Algorithm) world {
	tb.Helper()
	root := rootOf(tb, above)
	seal, pen := newSealOf(tb, below, root, sealParams())
	return world{root, seal, pen}
}

func TestSM2Seals(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]world{
		"SM2 under SM2":     worldOf(t, cms.SM2, cms.SM2),
		"SM2 under P-256":   worldOf(t, cms.P256, cms.SM2),
		"P-256 under SM2":   worldOf(t, cms.SM2, cms.P256),
		"SM2 under an RSA":  worldOf(t, cms.RSA2048, cms.SM2),
		"RSA-2048 under it": worldOf(t, cms.SM2, cms.RSA2048),
	} {
		file := w.copyOf(t, said())
		if r := w.check(t, file); r.Verdict != verify.Valid || len(r.Reasons) > 0 {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
		if r := check(t, file, verify.Options{Trust: newWorld(t, false).trust(t), At: dayAfter()}); r.Seal != verify.SealUntrusted {
			t.Errorf("%s: %s under a strange root", name, r.Seal)
		}
		if r := check(t, file, verify.Options{At: dayAfter()}); r.Seal != verify.SealUntrusted || r.Integrity != verify.Intact {
			t.Errorf("%s: %s, %s without trust", name, r.Seal, r.Integrity)
		}
		if r := check(t, file, verify.Options{Trust: w.trust(t), At: noon().AddDate(6, 0, 0)}); r.Verdict == verify.Valid {
			t.Errorf("%s: valid after its end", name)
		}
	}
}

// A root of the same name whose key signed nothing is another root.
func TestAnSM2RootOfTheSameNameIsAnother(t *testing.T) {
	t.Parallel()
	w := worldOf(t, cms.SM2, cms.SM2)
	file := w.copyOf(t, said())
	w.root = rootOf(t, cms.SM2)
	if r := w.check(t, file); r.Seal != verify.SealUntrusted {
		t.Errorf("%s %v", r.Seal, r.Reasons)
	}
}

func TestSM2SealsAreRevoked(t *testing.T) {
	t.Parallel()
	w := worldOf(t, cms.SM2, cms.SM2)
	file := w.copyOf(t, said())
	list := func(by *pki.Issuer, revoked ...pki.Revocation) []byte {
		return must(pki.CRL(t.Context(), by, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: noon(), NextUpdate: noon().AddDate(0, 0, 7), Revoked: must(pki.EntriesOf(revoked...))(t)}))(t)
	}
	revoked := pki.Revocation{Serial: w.seal.SerialNumber, At: noon(), Reason: 1}
	opts := func(crl []byte) verify.Options { return verify.Options{Trust: w.trust(t, crl), At: dayAfter()} }
	if r := check(t, file, opts(list(w.root, revoked))); r.Verdict == verify.Valid {
		t.Errorf("revoked: %s %v", r.Verdict, r.Reasons)
	}
	if r := check(t, file, opts(list(w.root))); r.Verdict != verify.Valid || len(r.Notes) != 1 {
		t.Errorf("not revoked: %s %v %v", r.Verdict, r.Reasons, r.Notes)
	}
	forged := list(&pki.Issuer{Certificate: w.root.Certificate, Key: rootOf(t, cms.SM2).Key}, revoked)
	if r := check(t, file, opts(forged)); r.Verdict != verify.Valid {
		t.Errorf("a list signed by another key: %s %v", r.Verdict, r.Reasons)
	}
}

func TestEveryByteOfAnSM2Copy(t *testing.T) {
	t.Parallel()
	w := worldOf(t, cms.SM2, cms.SM2)
	everyByte(t, w, w.copyOf(t, said()), 31)
}

// The same template, the same seal: what is remembered of one copy serves the
// next, and speaks for no other.
func TestSM2CopiesOfThePress(t *testing.T) {
	t.Parallel()
	press := openPress(t)
	w := worldOf(t, cms.SM2, cms.SM2)
	opts := verify.Options{Trust: w.trust(t), At: dayAfter()}
	other := said()
	other.Name = "李四"
	first, second := printed(t, press, w.pen, said()), printed(t, press, w.pen, other)
	for _, file := range [][]byte{first, second} {
		if r := check(t, file, opts); r.Verdict != verify.Valid {
			t.Fatalf("%s %v", r.Verdict, r.Reasons)
		}
	}
	if r := check(t, bytes.Replace(second, []byte("李四"), []byte("李五"), 1), opts); r.Verdict == verify.Valid {
		t.Error("a changed copy is valid")
	}
}
