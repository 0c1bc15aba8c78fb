package verify_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

// printed makes a copy with the project's own press: fonts, photo, seal.
func printed(tb testing.TB, press *document.Press, pen *pades.Signer, s statement.Statement) []byte {
	tb.Helper()
	photo := must(os.ReadFile("../internal/document/testdata/photos/2021653886671000283.jpg"))(tb)
	u := must(press.PDF(document.Draft{Statement: s, Photo: photo, Seal: document.Seal{Authority: s.Authority}}, pen.ContentsLen()))(tb)
	contents := must(pen.Contents(tb.Context(), u.Sum(pen.DigestAlgorithm())))(tb)
	return bytes.Clone(must(u.Fill(contents))(tb))
}

func openPress(tb testing.TB) *document.Press {
	tb.Helper()
	return must(document.OpenPress(tb.Context(), tb.TempDir(), ""))(tb)
}

func TestCopiesOfThePress(t *testing.T) {
	press := openPress(t)
	w := newWorld(t, false)
	file := printed(t, press, w.pen, said())
	r := w.check(t, file)
	if r.Verdict != verify.Valid || len(r.Reasons) > 0 {
		t.Fatalf("%s %v", r.Verdict, r.Reasons)
	}
	if r.Data.Name != said().Name || r.Data.ValidUntil != said().ValidUntil.String() {
		t.Errorf("%+v", r.Data)
	}
	for _, a := range onAnyCopy() {
		if r := w.check(t, a.make(t, w, file)); r.Verdict == verify.Valid {
			t.Errorf("%s: valid", a.name)
		}
	}
	everyByte(t, w, file, 1013)
}

// everyByte flips single bits of a file, step bytes apart, where its beginning
// and its seal are known, and reads each in full besides.
func everyByte(t *testing.T, w world, file []byte, step int) {
	t.Helper()
	opts := verify.Options{Trust: w.trust(t), At: dayAfter()}
	check(t, file, opts)
	for i := 0; i < len(file); i += step {
		for _, bit := range []byte{1, 0x20} {
			changed := bytes.Clone(file)
			changed[i] ^= bit
			r, err := verify.Check(context.Background(), changed, opts)
			var own *verify.Error
			if err != nil && !errors.As(err, &own) {
				t.Fatal(err)
			}
			sameInFull(t, r, err, changed, opts)
			if err == nil && r.Verdict == verify.Valid {
				t.Fatalf("byte %d (%q) flipped by %#x: valid", i, file[i], bit)
			}
		}
	}
}

// A second copy of the same template begins like the first; what is remembered
// of the first must not speak for the second, nor for one with a changed
// beginning.
func TestKnownBeginnings(t *testing.T) {
	press := openPress(t)
	w := newWorld(t, false)
	other := said()
	other.Name, other.Code = "李㐁", "0123456789ABD"
	opts := verify.Options{Trust: w.trust(t), At: dayAfter()}
	first := check(t, printed(t, press, w.pen, said()), opts)
	file := printed(t, press, w.pen, other)
	if r := check(t, file, opts); r.Verdict != verify.Valid || r.Data.Name != other.Name || first.Data.Name == other.Name {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
	// Were the short way not taken, it would be many times as much.
	if n := testing.AllocsPerRun(20, func() { _, _ = verify.Check(t.Context(), file, opts) }); n > 150 {
		t.Errorf("%.0f allocations for a copy whose beginning is known", n)
	}
	long := other
	long.FontSet = strings.Repeat("f", 2000) // its metadata have a length of their own
	for range 2 {
		if r := check(t, printed(t, press, w.pen, long), opts); r.Verdict != verify.Valid || r.Data.FontSet != long.FontSet {
			t.Errorf("more metadata than usual: %s %v", r.Verdict, r.Reasons)
		}
	}
	for _, at := range []int{9, 200, len(file) / 4, len(file) / 2, len(file) - 2000} {
		changed := bytes.Clone(file)
		changed[at] ^= 1
		if r := check(t, changed, opts); r.Verdict == verify.Valid {
			t.Errorf("byte %d: valid", at)
		}
	}
	w.seal, w.pen = newSealOf(t, cms.P384, w.root, pki.SealParams{Authority: authority, From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)})
	if r := check(t, printed(t, press, w.pen, said()), opts); r.Verdict != verify.Valid {
		t.Errorf("another hash: %s %v", r.Verdict, r.Reasons)
	}
}

func BenchmarkRawVerify(b *testing.B) {
	private := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(b)
	digest := make([]byte, 32)
	signature := must(ecdsa.SignASN1(rand.Reader, private, digest))(b)
	b.ReportAllocs()
	for b.Loop() {
		if !ecdsa.VerifyASN1(&private.PublicKey, digest, signature) {
			b.Fatal("a good signature was refused")
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	press := openPress(b)
	w := newWorld(b, false)
	file := printed(b, press, w.pen, said())
	opts := verify.Options{Trust: w.trust(b), At: dayAfter()}
	b.ReportAllocs()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if r, err := verify.Check(b.Context(), file, opts); err != nil || r.Verdict != verify.Valid {
			b.Fatal(r.Reasons, err)
		}
	}
}
