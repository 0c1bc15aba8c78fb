package verify_test

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// stamper asks the clock at a time, as the sealing does.
func (c clock) stamper(at time.Time) pades.Stamp {
	return func(_ context.Context, digest []byte) ([]byte, error) { return c.stampDigest(digest, at), nil }
}

// sealedWith is a copy whose signature bears a timestamp of the clock's.
func (w world) sealedWith(tb testing.TB, c clock, at time.Time) []byte {
	tb.Helper()
	return seal(tb, stampingPen{w.pen, c.stamper(at)}, packet(said().Properties()), nil)
}

// stampingPen is one that leaves room for a timestamp and fills it.
type stampingPen struct {
	*pades.Signer
	stamp pades.Stamp
}

func (r stampingPen) ContentsLen() int { return r.StampedLen(pades.TokenRoom) }

func (r stampingPen) Contents(ctx context.Context, digest []byte) ([]byte, error) {
	return r.Stamped(ctx, digest, r.ContentsLen(), r.stamp)
}

func raise(tb testing.TB, file []byte, m addition.Material, stamp pades.Stamp) []byte {
	tb.Helper()
	return must(pades.Raise(tb.Context(), file, m, stamp))(tb)
}

// proof is what proves the world's certificates and the clock's.
func (w world) proof(tb testing.TB, at time.Time) addition.Material {
	tb.Helper()
	return addition.Material{Certificates: [][]byte{w.root.Certificate.Raw}, Lists: [][]byte{goodList(tb, w.root, at)}}
}

// Every level that the sealing writes, and each that a copy is raised to, is
// valid, and said to be what it is.
func TestLevels(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	b, stampedAt := w.copyOf(t, said()), w.sealedWith(t, c, noon())
	proof, later := w.proof(t, noon()), w.proof(t, after(3))
	lt := raise(t, stampedAt, proof, nil)
	lta := raise(t, stampedAt, proof, c.stamper(after(1)))
	for name, f := range map[string]struct {
		file  []byte
		level string
		times []time.Time
	}{
		"B-B":                                    {b, "B-B", nil},
		"B-T":                                    {stampedAt, "B-T", []time.Time{noon()}},
		"B-LT":                                   {lt, "B-LT", []time.Time{noon()}},
		"B-LTA":                                  {lta, "B-LTA", []time.Time{noon(), after(1)}},
		"raised to B-T":                          {raise(t, b, addition.Material{}, c.stamper(after(1))), "B-T", []time.Time{after(1)}},
		"raised in steps":                        {raise(t, lt, addition.Material{}, c.stamper(after(2))), "B-LTA", []time.Time{noon(), after(2)}},
		"renewed":                                {raise(t, lta, later, c.stamper(after(4))), "B-LTA", []time.Time{noon(), after(1), after(4)}},
		"renewed with nothing new":               {raise(t, lta, proof, c.stamper(after(4))), "B-LTA", []time.Time{noon(), after(1), after(4)}},
		"more evidence behind a timestamp":       {raise(t, lta, later, nil), "B-LTA", []time.Time{noon(), after(1)}},
		"a late timestamp, then all of it":       {raise(t, raise(t, b, addition.Material{}, c.stamper(after(1))), proof, c.stamper(after(2))), "B-LTA", []time.Time{after(1), after(2)}},
		"the first revision of one that lasts":   {lta[:len(stampedAt)], "B-T", []time.Time{noon()}},
		"only evidence, its signature unstamped": {raise(t, b, proof, nil), "B-B", nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.check(t, f.file)
			s := r.Signers[0]
			if r.Verdict != verify.Valid || s.Level != f.level || !slices.EqualFunc(s.Times, f.times, time.Time.Equal) {
				t.Errorf("%s %v: %s %v, want %s %v", r.Verdict, r.Reasons, s.Level, s.Times, f.level, f.times)
			}
		})
	}
}

// What ends in a store without a timestamp is valid only where every byte of
// it follows from the copy and from who issued what it holds.
func TestAStoreWithoutATimestampIsSettled(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	file := w.sealedWith(t, c, noon())
	proof := w.proof(t, noon())
	good := raise(t, file, proof, nil)
	twin := bytes.Clone(proof.Lists[0])
	elsewhere := newRoot(t, "elsewhere")
	for name, f := range map[string]struct {
		file   []byte
		reason string
	}{
		"by another's hand":        {stored(t, file, proof.Certificates, proof.Lists), "addition_unproven"},
		"a stranger's authority":   {raise(t, file, addition.Material{Certificates: [][]byte{elsewhere.Certificate.Raw}}, nil), "addition_unproven"},
		"a stranger's list":        {raise(t, file, addition.Material{Lists: [][]byte{goodList(t, elsewhere, noon())}}, nil), "addition_unproven"},
		"a list's other twin":      {raise(t, file, addition.Material{Lists: [][]byte{otherTwin(t, twin)}}, nil), "addition_unproven"},
		"a list not in DER":        {raise(t, file, addition.Material{Lists: [][]byte{pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: proof.Lists[0]})}}, nil), "addition_unproven"},
		"after another's addition": {raise(t, stored(t, file, proof.Certificates, nil), addition.Material{Lists: proof.Lists}, nil), "addition_unproven"},
		"a byte behind it":         {append(bytes.Clone(good), '\n'), "trailing_bytes"},
	} {
		r := w.check(t, f.file)
		if r.Verdict == verify.Valid || !slices.Contains(r.Reasons, f.reason) {
			t.Errorf("%s: %s %v, want %s", name, r.Verdict, r.Reasons, f.reason)
		}
	}
	everyByte(t, w, good, 13)
}

func TestSealRevokedByWhatTheFileHolds(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	list := goodList(t, w.root, after(1), pki.Revocation{Serial: w.seal.SerialNumber, At: noon().Add(-time.Hour), Reason: 1})
	file := raise(t, w.sealedWith(t, c, noon()), addition.Material{Lists: [][]byte{list}}, nil)
	if r := w.check(t, file); r.Verdict == verify.Valid || !slices.Contains(r.Reasons, "seal_revoked") {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
}

func TestEveryByteOfOurOwnAdditionCounts(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	everyByte(t, w, raise(t, w.sealedWith(t, c, noon()), w.proof(t, noon()), c.stamper(after(1))), 29)
}

func digestOf(signed []byte) []byte {
	sum := sha256.Sum256(signed)
	return sum[:]
}

// otherTwin is a list with s of its ECDSA signature turned into n-s.
func otherTwin(tb testing.TB, list []byte) []byte {
	tb.Helper()
	var parts struct {
		List      asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	must(asn1.Unmarshal(list, &parts))(tb)
	var pair struct{ R, S *big.Int }
	must(asn1.Unmarshal(parts.Signature.Bytes, &pair))(tb)
	pair.S.Sub(elliptic.P256().Params().N, pair.S)
	parts.Signature.Bytes = must(asn1.Marshal(pair))(tb)
	parts.Signature.BitLength = 8 * len(parts.Signature.Bytes)
	return must(asn1.Marshal(parts))(tb)
}
