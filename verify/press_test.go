package verify_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/pades"
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

// everyByte flips single bits of a file, step bytes apart.
func everyByte(t *testing.T, w world, file []byte, step int) {
	t.Helper()
	opts := verify.Options{Trust: w.trust(t), At: dayAfter()}
	for i := 0; i < len(file); i += step {
		for _, bit := range []byte{1, 0x20} {
			changed := bytes.Clone(file)
			changed[i] ^= bit
			r, err := verify.Check(context.Background(), changed, opts)
			var own *verify.Error
			if err != nil && !errors.As(err, &own) {
				t.Fatal(err)
			}
			if err == nil && r.Verdict == verify.Valid {
				t.Fatalf("byte %d (%q) flipped by %#x: valid", i, file[i], bit)
			}
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
