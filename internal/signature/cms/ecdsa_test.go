package cms_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
)

type pair struct{ R, S *big.Int }

func encode(t *testing.T, r, s *big.Int) []byte {
	t.Helper()
	der, err := asn1.Marshal(pair{r, s})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestLowSGivesTheVerifyingTwin(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		algorithm cms.Algorithm
		curve     elliptic.Curve
	}{{cms.P256, elliptic.P256()}, {cms.P384, elliptic.P384()}} {
		private, err := ecdsa.GenerateKey(tc.curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		half := new(big.Int).Rsh(tc.curve.Params().N, 1)
		digest := sha256.Sum256([]byte("a page"))
		var flipped int
		for range 64 {
			raw, err := ecdsa.SignASN1(rand.Reader, private, digest[:])
			if err != nil {
				t.Fatal(err)
			}
			low, err := tc.algorithm.LowS(raw)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(raw, low) {
				flipped++
				if tc.algorithm.CheckForm(raw) == nil {
					t.Error("a signature with a high s passed CheckForm")
				}
			}
			var got pair
			if _, err := asn1.Unmarshal(low, &got); err != nil || got.S.Cmp(half) > 0 {
				t.Fatalf("%v: s > n/2 (%v)", tc.algorithm, err)
			}
			if !ecdsa.VerifyASN1(&private.PublicKey, digest[:], low) {
				t.Fatalf("%v: the low-s signature does not verify", tc.algorithm)
			}
			if err := tc.algorithm.CheckForm(low); err != nil {
				t.Fatal(err)
			}
			if len(low) > tc.algorithm.MaxSignatureLen() {
				t.Fatalf("%v: %d bytes, more than MaxSignatureLen", tc.algorithm, len(low))
			}
		}
		if flipped == 0 {
			t.Errorf("%v: none of 64 signatures had a high s", tc.algorithm)
		}
	}
}

func TestCheckForm(t *testing.T) {
	t.Parallel()
	n := elliptic.P256().Params().N
	half := new(big.Int).Rsh(n, 1)
	one := big.NewInt(1)
	longest := encode(t, new(big.Int).Sub(n, one), half)
	for name, tc := range map[string]struct {
		algorithm cms.Algorithm
		signature []byte
		ok        bool
	}{
		"smallest":           {cms.P256, encode(t, one, one), true},
		"s just n/2":         {cms.P256, encode(t, one, half), true},
		"r largest":          {cms.P256, longest, true},
		"s just above n/2":   {cms.P256, encode(t, one, new(big.Int).Add(half, one)), false},
		"s is n-1":           {cms.P256, encode(t, one, new(big.Int).Sub(n, one)), false},
		"s is n":             {cms.P256, encode(t, one, n), false},
		"s is n+1":           {cms.P256, encode(t, one, new(big.Int).Add(n, one)), false},
		"r is n":             {cms.P256, encode(t, n, one), false},
		"r zero":             {cms.P256, encode(t, new(big.Int), one), false},
		"s zero":             {cms.P256, encode(t, one, new(big.Int)), false},
		"s negative":         {cms.P256, encode(t, one, big.NewInt(-1)), false},
		"padded integer":     {cms.P256, []byte{0x30, 7, 2, 2, 0, 1, 2, 1, 1}, false},
		"long-form length":   {cms.P256, []byte{0x30, 0x81, 6, 2, 1, 1, 2, 1, 1}, false},
		"byte after the end": {cms.P256, append(encode(t, one, one), 0), false},
		"third integer":      {cms.P256, []byte{0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1}, false},
		"one integer":        {cms.P256, []byte{0x30, 3, 2, 1, 1}, false},
		"empty":              {cms.P256, nil, false},
		"too wide for P-256": {cms.P256, encode(t, new(big.Int).Lsh(one, 300), one), false},
		"wide on P-384":      {cms.P384, encode(t, new(big.Int).Lsh(one, 300), one), true},
		"RSA of its length":  {cms.RSA2048, make([]byte, 256), true},
		"RSA a byte short":   {cms.RSA2048, make([]byte, 255), false},
		"RSA of another key": {cms.RSA3072, make([]byte, 256), false},
		"no algorithm":       {0, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tc.algorithm.CheckForm(tc.signature)
			if (err == nil) != tc.ok {
				t.Fatalf("CheckForm gave %v", err)
			}
			if err != nil && fault.ReasonOf(err) != "signature_not_canonical" {
				t.Errorf("reason %q", fault.ReasonOf(err))
			}
		})
	}
	if len(longest) != cms.P256.MaxSignatureLen() {
		t.Errorf("longest signature has %d bytes, MaxSignatureLen says %d", len(longest), cms.P256.MaxSignatureLen())
	}
}

// FuzzCheckForm holds the hand-written reader to encoding/asn1 and math/big.
func FuzzCheckForm(f *testing.F) {
	f.Add([]byte{0x30, 6, 2, 1, 1, 2, 1, 1})
	f.Add([]byte{0x30, 7, 2, 2, 0, 0x80, 2, 1, 1})
	f.Add([]byte{0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0})
	f.Fuzz(func(t *testing.T, signature []byte) {
		for algorithm, curve := range map[cms.Algorithm]elliptic.Curve{cms.P256: elliptic.P256(), cms.P384: elliptic.P384()} {
			n := curve.Params().N
			var p pair
			rest, err := asn1.Unmarshal(signature, &p)
			inRange := err == nil && len(rest) == 0 &&
				p.R.Sign() > 0 && p.R.Cmp(n) < 0 && p.S.Sign() > 0 && p.S.Cmp(n) < 0
			if inRange {
				again, err := asn1.Marshal(p)
				inRange = err == nil && bytes.Equal(again, signature)
			}
			want := inRange && p.S.Cmp(new(big.Int).Rsh(n, 1)) <= 0
			if got := algorithm.CheckForm(signature) == nil; got != want {
				t.Fatalf("%v: CheckForm says %v, encoding/asn1 %v", algorithm, got, want)
			}
			low, err := algorithm.LowS(signature)
			if (err == nil) != inRange {
				t.Fatalf("%v: LowS gave %v for a signature in range: %v", algorithm, err, inRange)
			}
			if err == nil && algorithm.CheckForm(low) != nil {
				t.Fatalf("%v: LowS made a signature CheckForm refuses", algorithm)
			}
		}
	})
}
