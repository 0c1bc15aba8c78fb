package bench

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"

	"github.com/emmansun/gmsm/sm2"

	"yinxin.example/yinxin/internal/signature/cms"
)

// BenchmarkSeal and BenchmarkCheck are for profiles; the figures are Run's.
func BenchmarkSeal(b *testing.B) { sealOnce(b, benchSealer(b)) }

func BenchmarkSealSM2(b *testing.B) {
	private, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	s := benchSealerWith(b, private)
	together := s.overlapping(s.press.AtOnce())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := together(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func sealOnce(b *testing.B, s *sealer) {
	b.Helper()
	s.prepare()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := s.seal(b.Context(), i%len(s.drafts), false); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck takes turns among a batch of copies, more than the caches
// nearest to a core hold.
func BenchmarkCheck(b *testing.B) {
	s := benchSealer(b)
	s.prepare()
	for i := range s.drafts {
		if err := s.seal(b.Context(), i, true); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := s.check(b.Context(), i%len(s.taken)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRawVerify(b *testing.B) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	raw, err := verifyRaw(private)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := raw(0); err != nil {
			b.Fatal(err)
		}
	}
}

func benchSealer(b *testing.B) *sealer {
	b.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	return benchSealerWith(b, private)
}

func benchSealerWith(b *testing.B, private crypto.Signer) *sealer {
	b.Helper()
	o, err := openOffice(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(o.close)
	signer, err := o.signer(b.Context(), private)
	if err != nil {
		b.Fatal(err)
	}
	return newSealer(o, signer, ecdsaBatch)
}

// BenchmarkSealLTA seals a batch at a time, and includes the timestamp
// authority's work.
func BenchmarkSealLTA(b *testing.B) {
	plain := benchSealer(b)
	c, err := plain.openClock(b.Context(), cms.P256)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := c.close(); err != nil {
			b.Error(err)
		}
	})
	whole := newLastingSealer(plain, c, false).side()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := whole(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
