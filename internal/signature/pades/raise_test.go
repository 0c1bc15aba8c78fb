package pades_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pades"
)

// asked is an authority that answers with a token and remembers what for.
type asked struct {
	token   []byte
	err     error
	digests [][]byte
}

func (a *asked) stamp(_ context.Context, digest []byte) ([]byte, error) {
	a.digests = append(a.digests, bytes.Clone(digest))
	return a.token, a.err
}

func TestStampedLeavesRoomForTheToken(t *testing.T) {
	t.Parallel()
	s := newSigner(t, newWorld(t, cms.P256))
	digest := digestOf(s, []byte("a page"))
	token := bytes.Repeat([]byte{0x30}, 900)
	authority := &asked{token: token}
	contents, err := s.Stamped(t.Context(), digest, s.StampedLen(1000), authority.stamp)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(string(contents))
	if err != nil || len(contents) != s.StampedLen(1000) || !bytes.Contains(raw, token) || len(authority.digests) != 1 {
		t.Fatalf("%d digits, %v, asked %d times", len(contents), err, len(authority.digests))
	}
	authority.token = make([]byte, 1100)
	if _, err := s.Stamped(t.Context(), digest, s.StampedLen(1000), authority.stamp); fault.ReasonOf(err) != "timestamp_too_large" || !fault.Is(err, fault.Unavailable) {
		t.Errorf("a token too large: %v", err)
	}
	down := errors.New("down")
	if _, err := s.Stamped(t.Context(), digest, s.StampedLen(1000), (&asked{err: down}).stamp); !errors.Is(err, down) {
		t.Errorf("authority down: %v", err)
	}
	if _, err := s.Stamped(t.Context(), digest[:9], s.StampedLen(1000), authority.stamp); fault.ReasonOf(err) != "digest_length" {
		t.Errorf("another digest: %v", err)
	}
}

// small is a file in the grammar of our copies, with nothing sealed.
func small(id string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	at := []int{}
	for _, body := range []string{
		"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [ 4 0 R ] >> >>",
		"2 0 obj\n<< /Type /Pages /Count 1 /Kids [ 3 0 R ] >>",
		"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [ 4 0 R ] >>",
		"4 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /Rect [0 0 0 0] /F 132 >>",
	} {
		at = append(at, b.Len())
		b.WriteString(body + "\nendobj\n")
	}
	xref := b.Len()
	b.WriteString("xref\n0 5\n0000000000 65535 f \n")
	for _, offset := range at {
		b.WriteString(strings.Repeat("0", 10-len(itoa(offset))) + itoa(offset) + " 00000 n \n")
	}
	b.WriteString("trailer\n<< /Size 5 /Root 1 0 R /ID [ <" + id + "> <" + id + "> ] >>\nstartxref\n" + itoa(xref) + "\n%%EOF\n")
	return b.Bytes()
}

func itoa(n int) string {
	digits := ""
	for ; n > 0 || digits == ""; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return digits
}

func TestRaise(t *testing.T) {
	t.Parallel()
	file := small("00")
	evidence := addition.Material{Certificates: [][]byte{{1}, {2}, {1}}, Lists: [][]byte{{3}}}
	stored, err := pades.Raise(t.Context(), file, evidence, nil)
	if err != nil || !bytes.HasPrefix(stored, file) || bytes.Count(stored, []byte("%%EOF")) != 2 {
		t.Fatalf("%v:\n%s", err, stored)
	}
	if n := bytes.Count(stored, []byte("/Length 1 ")); n != 3 {
		t.Errorf("%d streams, want each one once", n)
	}
	authority := &asked{token: bytes.Repeat([]byte{0xab}, 100)}
	stamped, err := pades.Raise(t.Context(), stored, evidence, authority.stamp)
	if err != nil || !bytes.HasPrefix(stamped, stored) || !bytes.Contains(stamped, bytes.Repeat([]byte("ab"), 100)) {
		t.Fatalf("%v:\n%s", err, stamped)
	}
	if bytes.Contains(stamped[len(stored):], []byte("stream")) || !bytes.Contains(stamped[len(stored):], []byte("/DSS 5 0 R")) {
		t.Errorf("the store is not kept as it is:\n%s", stamped[len(stored):])
	}
	again, err := pades.Raise(t.Context(), stamped, addition.Material{Lists: [][]byte{{4}}}, authority.stamp)
	if err != nil || !bytes.Contains(again[len(stamped):], []byte("/Fields [ 4 0 R 9 0 R 12 0 R ]")) {
		t.Errorf("%v:\n%s", err, again[len(stamped):])
	}
}

func TestRaiseRefuses(t *testing.T) {
	t.Parallel()
	file := small("00")
	evidence := addition.Material{Lists: [][]byte{{3}}}
	stored, err := pades.Raise(t.Context(), file, evidence, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]struct {
		file   []byte
		reason fault.Reason
	}{
		"no PDF":             {[]byte("x"), "copy_not_extendable"},
		"bytes behind":       {append(bytes.Clone(file), '\n'), "copy_not_extendable"},
		"no form":            {bytes.Replace(file, []byte("/Fields"), []byte("/Feilds"), 1), "copy_not_extendable"},
		"has it all already": {stored, "nothing_to_add"},
	} {
		if _, err := pades.Raise(t.Context(), f.file, evidence, nil); fault.ReasonOf(err) != f.reason {
			t.Errorf("%s: %v, want %s", name, err, f.reason)
		}
	}
	large := &asked{token: make([]byte, pades.TokenRoom+1)}
	if _, err := pades.Raise(t.Context(), file, evidence, large.stamp); fault.ReasonOf(err) != "timestamp_too_large" {
		t.Errorf("a token too large: %v", err)
	}
}

func TestLevelsHaveTheirNames(t *testing.T) {
	t.Parallel()
	for _, l := range pades.Levels() {
		if got, err := pades.ParseLevel(l.String()); got != l || err != nil {
			t.Errorf("%s is read as %s, %v", l, got, err)
		}
	}
	if got, err := pades.ParseLevel(""); got != pades.BaselineB || err != nil {
		t.Errorf("nothing is read as %s, %v", got, err)
	}
	if _, err := pades.ParseLevel("b-x"); fault.ReasonOf(err) != "seal_level_unknown" {
		t.Errorf("b-x: %v", err)
	}
}
