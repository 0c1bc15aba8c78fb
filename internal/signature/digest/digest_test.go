package digest_test

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"hash"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/signature/digest"
)

func all() []digest.Algorithm {
	return []digest.Algorithm{digest.SHA1, digest.SHA224, digest.SHA256, digest.SHA384, digest.SHA512, digest.SM3}
}

// The digests of "abc": FIPS 180-4's examples and GB/T 32905-2016, A.1.
func TestKnownDigests(t *testing.T) {
	t.Parallel()
	want := map[digest.Algorithm]string{
		digest.SHA1:   "a9993e364706816aba3e25717850c26c9cd0d89d",
		digest.SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		digest.SM3:    "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
	}
	for algorithm, digits := range want {
		if got := hex.EncodeToString(algorithm.Sum([]byte("a"), []byte("bc"))); got != digits {
			t.Errorf("%s of abc is %s", algorithm, got)
		}
	}
}

func TestEveryAlgorithmIsWhole(t *testing.T) {
	t.Parallel()
	for _, a := range all() {
		if got := len(a.Sum(nil)); got != a.Size() || a.New().Size() != got {
			t.Errorf("%s has %d bytes and says %d", a, got, a.Size())
		}
		if digest.OfOID(a.OID()) != a {
			t.Errorf("%s is not found by its OID", a)
		}
		if a != digest.SM3 && a.Standard().Size() != a.Size() {
			t.Errorf("%s is another one of the standard library", a)
		}
	}
	var none digest.Algorithm
	if none.New() != nil || none.Sum() != nil || none.Size() != 0 || digest.OfOID("1.2.3") != 0 {
		t.Error("the zero algorithm is one")
	}
}

// What stands on saved and cloned states: templates of files, and beginnings
// that are known.
func TestStatesAreSavedAndCloned(t *testing.T) {
	t.Parallel()
	begin, end := strings.Repeat("begin", 100), []byte("end")
	for _, a := range all() {
		want := a.Sum([]byte(begin), end)
		h := a.New()
		h.Write([]byte(begin))
		clone, err := h.(hash.Cloner).Clone()
		if err != nil {
			t.Fatal(a, err)
		}
		saved, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			t.Fatal(a, err)
		}
		h.Write([]byte("something else"))
		clone.Write(end)
		restored := a.New()
		if err := restored.(encoding.BinaryUnmarshaler).UnmarshalBinary(saved); err != nil {
			t.Fatal(a, err)
		}
		restored.Write(end)
		if !bytes.Equal(clone.Sum(nil), want) || !bytes.Equal(restored.Sum(nil), want) {
			t.Errorf("%s forgets its state", a)
		}
	}
}
