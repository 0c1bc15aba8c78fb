package ses_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// office is a root, a maker of seals and an authority under it.
type office struct {
	maker       ses.Maker
	key         *key.Private
	certificate *x509.Certificate
	params      ses.SealParams
}

func newOffice(t *testing.T) office {
	t.Helper()
	root := must(pki.NewRoot(t.Context(), must(key.Generate(cms.SM2))(t), pki.RootParams{
		CommonName: "印信演示根证书", From: noon(), Until: noon().AddDate(20, 0, 0)}))(t)
	issue := func(name string) (*key.Private, *x509.Certificate) {
		k := must(key.Generate(cms.SM2))(t)
		return k, must(pki.IssueSeal(t.Context(), root, k.Public(), pki.SealParams{
			Authority: name, Demo: true, From: noon(), Until: noon().AddDate(5, 0, 0)}))(t)
	}
	makerKey, maker := issue("示例制章中心")
	o := office{maker: ses.Maker{Certificate: maker, Key: makerKey}}
	o.key, o.certificate = issue("示例人事考试中心")
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	o.params = ses.SealParams{ID: "DEMO-0001", Vendor: "Yinxin", Type: 1, Name: "示例人事考试中心", Signers: []*x509.Certificate{o.certificate},
		CreatedAt: noon(), From: noon(), Until: noon().AddDate(3, 0, 0), Picture: ses.Picture{PNG: picture.Bytes(), Width: 40, Height: 40}}
	return o
}

func (o office) signer(t *testing.T) *ses.Signer {
	t.Helper()
	return must(ses.NewSigner(t.Context(), o.key, o.certificate, must(o.maker.Make(t.Context(), o.params))(t)))(t)
}

func protected() (sum []byte, of [4]int) {
	return digest.SM3.Sum([]byte("%PDF")), [4]int{0, 4, 10, 20}
}

func (o office) sealed(t *testing.T) sesread.Signature {
	t.Helper()
	sum, of := protected()
	return must(sesread.Parse(must(o.signer(t).Sign(t.Context(), sum, sesread.Range(of), noon().Add(time.Hour)))(t)))(t)
}

func TestWhatIsWrittenIsReadAndHolds(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	s := o.sealed(t)
	sum, of := protected()
	if err := s.Check(o.maker.Certificate, o.certificate, sum, of); err != nil {
		t.Error(err)
	}
	if s.Version != 4 || s.Seal.Version != 4 || s.Seal.ID != o.params.ID || s.Seal.Name != o.params.Name || s.Seal.Vendor != "Yinxin" ||
		s.Seal.Picture.Type != "PNG" || !bytes.Equal(s.Seal.Picture.Data, o.params.Picture.PNG) || s.Seal.Picture.Width != 40 ||
		!s.Seal.Until.Equal(o.params.Until) || !s.Time.Equal(noon().Add(time.Hour)) || s.Property != "/ByteRange [0 4 10 20]" {
		t.Errorf("%+v", s)
	}
	for _, der := range [][]byte{s.Certificate, s.Seal.Maker} {
		if _, err := x509cert.Parse(der); err != nil {
			t.Error(err)
		}
	}
	if again := must(sesread.ParseSeal(s.Seal.DER))(t); again.ID != o.params.ID {
		t.Errorf("%+v", again)
	}
}

// Each question of 7.3 has an answer of its own.
func TestEachQuestion(t *testing.T) {
	t.Parallel()
	o, other := newOffice(t), newOffice(t)
	good := o.sealed(t)
	sum, of := protected()
	for _, c := range []struct {
		name   string
		break_ func(s *sesread.Signature) (maker, signer *x509.Certificate, sum []byte, of [4]int)
		want   error
	}{
		{"a: another maker", func(*sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			return other.maker.Certificate, o.certificate, sum, of
		}, sesread.ErrSealSignature},
		{"a: a seal changed", func(s *sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			s.Seal.Signed = append(bytes.Clone(s.Seal.Signed), 0)
			return o.maker.Certificate, o.certificate, sum, of
		}, sesread.ErrSealSignature},
		{"b: another signer", func(*sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			return o.maker.Certificate, other.certificate, sum, of
		}, sesread.ErrSignature},
		{"c: a signer not listed", func(s *sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			s.Seal.Certificates = [][]byte{other.certificate.Raw}
			return o.maker.Certificate, o.certificate, sum, of
		}, sesread.ErrNotListed},
		{"c: listed by digest", func(s *sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			s.Seal.Certificates = nil
			s.Seal.Digests = []sesread.CertificateDigest{{Type: "SM3", Value: digest.SM3.Sum(o.certificate.Raw)}}
			return o.maker.Certificate, o.certificate, sum, of
		}, nil},
		{"c: listed by a digest of no kind", func(s *sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			s.Seal.Certificates = nil
			s.Seal.Digests = []sesread.CertificateDigest{{Type: "CRC", Value: nil}}
			return o.maker.Certificate, o.certificate, sum, of
		}, sesread.ErrNotListed},
		{"d: the seal ended before", func(s *sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			s.Seal.Until = s.Time.Add(-time.Second)
			return o.maker.Certificate, o.certificate, sum, of
		}, sesread.ErrSealTime},
		{"f: before the certificate", func(s *sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			s.Time, s.Seal.From = noon().Add(-time.Second), noon().Add(-time.Hour)
			return o.maker.Certificate, o.certificate, sum, of
		}, sesread.ErrSignerTime},
		{"g: another document", func(*sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			return o.maker.Certificate, o.certificate, digest.SM3.Sum([]byte("other")), of
		}, sesread.ErrDigest},
		{"g: another range", func(*sesread.Signature) (*x509.Certificate, *x509.Certificate, []byte, [4]int) {
			return o.maker.Certificate, o.certificate, sum, [4]int{0, 4, 10, 21}
		}, sesread.ErrRange},
	} {
		s := good
		maker, signer, sum, of := c.break_(&s)
		if err := s.Check(maker, signer, sum, of); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if err := good.CheckStamped(good.Time.Add(-time.Second)); !errors.Is(err, sesread.ErrTimestamp) {
		t.Errorf("h: %v", err)
	}
	if err := good.CheckStamped(good.Time); err != nil {
		t.Errorf("h: %v", err)
	}
}

func TestWhatDoesNotBelongTogetherIsRefused(t *testing.T) {
	t.Parallel()
	o, other := newOffice(t), newOffice(t)
	seal := must(o.maker.Make(t.Context(), o.params))(t)
	p256 := must(key.Generate(cms.P256))(t)
	incomplete := o.params
	incomplete.Picture.PNG = nil
	for name, c := range map[string]struct {
		err  error
		want fault.Reason
	}{
		"another's key":         {second(ses.NewSigner(t.Context(), other.key, o.certificate, seal)), "key_mismatch"},
		"another's certificate": {second(ses.NewSigner(t.Context(), other.key, other.certificate, seal)), "seal_not_for_signer"},
		"a key of P-256":        {second(ses.NewSigner(t.Context(), p256, o.certificate, seal)), "key_unsupported"},
		"no picture":            {second(o.maker.Make(t.Context(), incomplete)), "seal_params"},
		"another maker's key":   {second(ses.Maker{Certificate: o.maker.Certificate, Key: other.key}.Make(t.Context(), o.params)), "key_mismatch"},
	} {
		var e *fault.Error
		if !errors.As(c.err, &e) || e.Reason != c.want {
			t.Errorf("%s: %v", name, c.err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestContentsFillTheirHole(t *testing.T) {
	t.Parallel()
	s := newOffice(t).signer(t)
	sum, of := protected()
	for range 20 {
		digits := must(s.Contents(t.Context(), sum, of, noon()))(t)
		if len(digits) != s.ContentsLen() || strings.Trim(string(digits), "0123456789abcdef") != "" {
			t.Fatalf("%d digits", len(digits))
		}
	}
	if _, err := s.Contents(t.Context(), sum[:31], of, noon()); err == nil {
		t.Error("a digest of 31 bytes is sealed")
	}
}

// openssl shares no code with us: it finds every part where the standard has it.
func TestOpenSSLFindsTheParts(t *testing.T) {
	t.Parallel()
	sum, of := protected()
	der := must(newOffice(t).signer(t).Sign(t.Context(), sum, sesread.Range(of), noon()))(t)
	name := filepath.Join(t.TempDir(), "seal.der")
	if err := os.WriteFile(name, der, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "openssl", "asn1parse", "-inform", "DER", "-in", name).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	at := 0
	for _, want := range []string{
		"d=0", "cons: SEQUENCE", "d=1", "cons: SEQUENCE", "d=2", "INTEGER           :04", // SES_Signature, TBS_Sign, its version
		"d=2", "d=3", "d=4", "d=5", "IA5STRING         :ES", "INTEGER           :04", "IA5STRING         :Yinxin", "IA5STRING         :DEMO-0001",
		"d=5", "INTEGER           :01", "UTF8STRING        :", "INTEGER           :01", "OCTET STRING", "GENERALIZEDTIME   :20260304120000Z",
		"GENERALIZEDTIME   :20260304120000Z", "GENERALIZEDTIME   :20290304120000Z", "IA5STRING         :PNG", "OCTET STRING",
		"INTEGER           :28", "INTEGER           :28", "d=3", "OCTET STRING", "OBJECT            :SM2-with-SM3", "BIT STRING", // the maker's
		"d=2", "GENERALIZEDTIME   :20260304120000Z", "BIT STRING", "IA5STRING         :/ByteRange [0 4 10 20]",
		"d=1", "OCTET STRING", "OBJECT            :SM2-with-SM3", "BIT STRING",
	} {
		found := strings.Index(string(out[at:]), want)
		if found < 0 {
			t.Fatalf("no %q behind %d in\n%s", want, at, out)
		}
		at += found
		if !strings.HasPrefix(want, "d=") {
			at += len(want)
		}
	}
}
