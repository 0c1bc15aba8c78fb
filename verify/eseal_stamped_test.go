package verify_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/verify"
)

const tokenRoom = 4 << 10

// esealedAt is a copy under an electronic seal whose signature is of noon and
// has a timestamp that the token makes.
func (e esealed) esealedAt(tb testing.TB, stamp ses.Stamp) []byte {
	tb.Helper()
	signer := must(ses.NewSigner(tb.Context(), e.key, e.certificate, e.made(tb)))(tb)
	digits := signer.StampedLen(tokenRoom)
	file := seal(tb, esealPen{Signer: signer, at: noon(), room: digits}, packet(said().Properties()), nil)
	return e.refilled(tb, signer, file, stamp)
}

// refilled signs what surrounds the hole of a copy anew.
func (e esealed) refilled(tb testing.TB, signer *ses.Signer, file []byte, stamp ses.Stamp) []byte {
	tb.Helper()
	from, end := holeOf(tb, file)
	sum := digest.SM3.Sum(file[:from-1], file[end+1:])
	out := bytes.Clone(file)
	copy(out[from:], must(signer.Stamped(tb.Context(), sum, [4]int{0, from - 1, end + 1, len(file) - end - 1}, noon(), end-from, stamp))(tb))
	return out
}

func TestElectronicSealsWithATimestamp(t *testing.T) {
	e := newEsealed(t)
	c := newClock(t, e.root, nil)
	at := func(moment time.Time) ses.Stamp {
		return func(_ context.Context, digest []byte) ([]byte, error) { return c.stampDigest(digest, moment), nil }
	}
	file := e.esealedAt(t, at(noon().Add(time.Second)))
	r := e.check(t, file)
	s := r.Signers[0]
	if r.Verdict != verify.Valid || s.Level != "" || !slices.EqualFunc(s.Times, []time.Time{noon().Add(time.Second)}, time.Time.Equal) || !s.ProvenAt.Equal(noon().Add(time.Second)) {
		t.Errorf("%s %v, level %q, times %v", r.Verdict, r.Reasons, s.Level, s.Times)
	}
	if r := check(t, file, verify.Options{Trust: e.trust(t), At: noon().AddDate(6, 0, 0)}); r.Verdict == verify.Valid && len(s.Times) == 0 {
		t.Errorf("years later: %s %v", r.Verdict, r.Reasons)
	}
	everyByte(t, e.world, file, 37)

	elsewhere := newEsealed(t)
	stranger := newClock(t, elsewhere.root, nil)
	for name, test := range map[string]struct {
		file   []byte
		reason string
	}{
		"of another signature": {e.esealedAt(t, func(context.Context, []byte) ([]byte, error) {
			return c.stampDigest(make([]byte, 32), noon()), nil
		}), "timestamp_mismatch"},
		"by somebody not trusted": {e.esealedAt(t, func(_ context.Context, digest []byte) ([]byte, error) {
			return stranger.stampDigest(digest, noon()), nil
		}), "addition_unproven"},
		"an hour before the sealing": {e.esealedAt(t, at(noon().Add(-time.Hour))), "eseal_time_wrong"},
		"taken out":                  {unstamped(t, file), "contents_not_canonical"},
	} {
		if r := e.check(t, test.file); r.Verdict == verify.Valid || !slices.Contains(r.Reasons, test.reason) {
			t.Errorf("a timestamp %s: %s %v", name, r.Verdict, r.Reasons)
		}
	}
}

// unstamped takes the timestamp out of an SES_Signature, and lets the rest be.
func unstamped(tb testing.TB, file []byte) []byte {
	tb.Helper()
	from, end := holeOf(tb, file)
	der := must(hex.DecodeString(string(file[from:end])))(tb)
	s := must(sesread.Parse(der))(tb)
	const header = 4
	inner := der[header : s.Length-explicitLen(len(s.Timestamp))]
	made := append([]byte{0x30, 0x82, byte(len(inner) >> 8), byte(len(inner))}, inner...)
	if _, err := sesread.Parse(made); err != nil {
		tb.Fatal(err)
	}
	out := bytes.Clone(file)
	digits := bytes.Repeat([]byte("0"), end-from)
	hex.Encode(digits, made)
	copy(out[from:], digits)
	return out
}

// explicitLen is the length of [0] with a BIT STRING of a token, both longer
// than 255 bytes.
func explicitLen(token int) int {
	const header, unused = 4, 1
	return header + header + unused + token
}
