package cmsread_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
)

// signed is a seal over "content" with its certificates.
type signed struct {
	seal, root *x509.Certificate
	key        *key.Private
	der        []byte
	digest     []byte
}

func sign(tb testing.TB, alg cms.Algorithm) signed {
	tb.Helper()
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rootKey, err := key.Generate(cms.P256)
	check(err)
	root, err := pki.NewRoot(tb.Context(), rootKey, pki.RootParams{CommonName: "Root", From: from, Until: from.AddDate(9, 0, 0)})
	check(err)
	k, err := key.Generate(alg)
	check(err)
	seal, err := pki.IssueSeal(tb.Context(), root, k.Public(), pki.SealParams{Authority: "示例协会", From: from, Until: from.AddDate(5, 0, 0)})
	check(err)
	template, err := cms.NewTemplate([]*x509.Certificate{seal, root.Certificate}, alg)
	check(err)
	h := alg.Hash().New()
	h.Write([]byte("content"))
	content := h.Sum(nil)
	value, err := k.Sign(tb.Context(), template.AttributesDigest(nil, content))
	check(err)
	return signed{seal, root.Certificate, k, template.SignedData(content, value), content}
}

func TestParseAndCheck(t *testing.T) {
	for _, alg := range []cms.Algorithm{cms.P256, cms.P384, cms.RSA2048, cms.SM2} {
		s := sign(t, alg)
		d, err := cmsread.Parse(append(bytes.Clone(s.der), 0, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		if d.Length != len(s.der) || !d.DER || d.ContentType != cmsread.OIDData || d.Content != nil || len(d.Certificates) != 2 || len(d.Signers) != 1 {
			t.Errorf("%+v", d)
		}
		signer := d.Signers[0]
		cert, err := signer.Certificate([]*x509.Certificate{s.root, s.seal})
		if err != nil || !cert.Equal(s.seal) {
			t.Fatalf("%v %v", cert, err)
		}
		if err := signer.Check(cmsread.OIDData, s.digest, cert); err != nil {
			t.Error(err)
		}
		if err := signer.CheckSigningCertificate(cert); err != nil || !signer.HasSigningCertificate() {
			t.Error(err)
		}
		other := sha256.Sum256([]byte("other"))
		for name, c := range map[string]struct{ got, want error }{
			"another document":     {signer.Check(cmsread.OIDData, other[:], cert), cmsread.ErrDigest},
			"another content type": {signer.Check(cmsread.OIDTSTInfo, s.digest, cert), cmsread.ErrAttributes},
			"another certificate":  {signer.CheckSigningCertificate(s.root), cmsread.ErrSigningCertificate},
		} {
			if !errors.Is(c.got, c.want) {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
			}
		}
		if alg == cms.P256 {
			if err := signer.Check(cmsread.OIDData, s.digest, s.root); !errors.Is(err, cmsread.ErrSignature) {
				t.Errorf("another key: %v", err)
			}
		}
		if _, err := signer.Certificate([]*x509.Certificate{s.root}); !errors.Is(err, cmsread.ErrNoCertificate) {
			t.Error(err)
		}
	}
}

// indefinite writes every constructed element with an indefinite length and
// cuts octet strings in two, as some makers' BER does.
func indefinite(tb testing.TB, der []byte) []byte {
	tb.Helper()
	var v asn1.RawValue
	if _, err := asn1.Unmarshal(der, &v); err != nil {
		tb.Fatal(err)
	}
	tag := v.FullBytes[0]
	if !v.IsCompound {
		if v.Class == asn1.ClassUniversal && v.Tag == asn1.TagOctetString && len(v.Bytes) > 40 {
			out := []byte{0x24, 0x80}
			for _, part := range [][]byte{v.Bytes[:20], v.Bytes[20:]} {
				element, err := asn1.Marshal(part)
				if err != nil {
					tb.Fatal(err)
				}
				out = append(out, element...)
			}
			return append(out, 0, 0)
		}
		return v.FullBytes
	}
	out := []byte{tag, 0x80}
	for rest := v.Bytes; len(rest) > 0; {
		var m asn1.RawValue
		next, err := asn1.Unmarshal(rest, &m)
		if err != nil {
			tb.Fatal(err)
		}
		if isCertificate(m) {
			out = append(out, m.FullBytes...)
		} else {
			out = append(out, indefinite(tb, m.FullBytes)...)
		}
		rest = next
	}
	return append(out, 0, 0)
}

func isCertificate(v asn1.RawValue) bool {
	_, err := x509.ParseCertificate(v.FullBytes)
	return err == nil
}

func TestBER(t *testing.T) {
	s := sign(t, cms.P256)
	ber := indefinite(t, s.der)
	d, err := cmsread.Parse(append(bytes.Clone(ber), 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if d.DER || d.Length != len(ber) {
		t.Errorf("DER %v, length %d of %d", d.DER, d.Length, len(ber))
	}
	if err := d.Signers[0].Check(cmsread.OIDData, s.digest, s.seal); err != nil {
		t.Error(err)
	}
	if err := d.Signers[0].CheckSigningCertificate(s.seal); err != nil {
		t.Error(err)
	}
}

// No single bit of the signed attributes, the signature or the structure may
// change without notice. The certificates and the digest's name in SignedData
// are nobody's signed data here; the caller fixes them.
func TestBitsOfTheSigner(t *testing.T) {
	s := sign(t, cms.P256)
	from := bytes.LastIndex(s.der, s.root.Raw)
	if at := bytes.LastIndex(s.der, s.seal.Raw); at > from {
		from = at + len(s.seal.Raw)
	} else {
		from += len(s.root.Raw)
	}
	for i := from; i < len(s.der); i++ {
		changed := bytes.Clone(s.der)
		changed[i] ^= 1
		d, err := cmsread.Parse(changed)
		if err != nil || len(d.Signers) != 1 {
			continue
		}
		signer := d.Signers[0]
		cert, err := signer.Certificate([]*x509.Certificate{s.seal})
		if err == nil && signer.Check(cmsread.OIDData, s.digest, cert) == nil && d.Length == len(s.der) && !sameMeaning(d) {
			t.Errorf("byte %d of %d: %x -> %x unnoticed", i, len(s.der), s.der[i], changed[i])
		}
	}
}

// sameMeaning: the SignerInfo's version number is not signed.
func sameMeaning(d cmsread.SignedData) bool { return d.Signers[0].Version != 1 }

func FuzzParse(f *testing.F) {
	s := sign(f, cms.P256)
	f.Add(s.der)
	f.Add(indefinite(f, s.der))
	f.Add([]byte{0x30, 0x80, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := cmsread.Parse(data)
		if err != nil {
			return
		}
		if d.Length > len(data) {
			t.Fatalf("%d bytes of %d", d.Length, len(data))
		}
		for _, signer := range d.Signers {
			_ = signer.Check(cmsread.OIDData, s.digest, s.seal)
			_ = signer.CheckSigningCertificate(s.seal)
		}
		d.Imprint()
		held, err := cmsread.Held(data)
		if d.DER && (err != nil || !bytes.Contains(held, bytes.Join(d.Certificates[:min(len(d.Certificates), 1)], nil))) {
			t.Errorf("%x are held, %v", held, err)
		}
	})
}

func TestHeldAreTheCertificates(t *testing.T) {
	t.Parallel()
	s := sign(t, cms.P256)
	d, err := cmsread.Parse(s.der)
	if err != nil {
		t.Fatal(err)
	}
	held, err := cmsread.Held(s.der)
	if err != nil || held[0] != 0xa0 || !bytes.HasSuffix(held, bytes.Join(d.Certificates, nil)) {
		t.Errorf("%x, %v", held, err)
	}
	for n := range s.der[:60] {
		if held, err := cmsread.Held(s.der[:n]); err == nil && len(held) > 0 {
			t.Errorf("of %d bytes %x are held", n, held)
		}
	}
	if _, err := cmsread.Held(indefinite(t, s.der)); err == nil {
		t.Error("what is not in DER is read")
	}
}

// Whatever a timestamp encloses and a signer's attributes hold: no panic, and
// an imprint is of a hash that can be calculated.
func FuzzTimestamp(f *testing.F) {
	info, _ := hex.DecodeString("304f0201010603292a033031300d060960864801650304020105000420" + strings.Repeat("00", 32) + "020101180f32303236303330343034303030305a")
	f.Add(info)
	f.Add([]byte{0x30, 0x80, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		d := cmsread.SignedData{ContentType: cmsread.OIDTSTInfo, Content: data}
		if i, ok := d.Imprint(); ok && (i.Hash.New() == nil || i.Time.IsZero() || i.Matches([]byte("something"), data) && len(i.Value) == 0) {
			t.Errorf("%+v", i)
		}
		for _, name := range []string{"1.2.840.113583.1.1.8", "1.2.840.113549.1.9.16.2.14", "1.2.840.113549.1.9.16.2.24"} {
			s := cmsread.Signer{Unsigned: []cmsread.Attribute{{OID: name, Values: [][]byte{data}}}}
			s.RevocationValues()
			for _, token := range s.Timestamps() {
				_, _ = cmsread.Parse(token)
			}
		}
	})
}

func TestImprint(t *testing.T) {
	info, _ := hex.DecodeString("304f0201010603292a033031300d060960864801650304020105000420" + strings.Repeat("00", 32) + "020101180f32303236303330343034303030305a")
	i, ok := cmsread.SignedData{ContentType: cmsread.OIDTSTInfo, Content: info}.Imprint()
	if want := time.Date(2026, 3, 4, 4, 0, 0, 0, time.UTC); !ok || i.Hash != digest.SHA256 || !i.Time.Equal(want) || i.Matches([]byte("x")) {
		t.Errorf("%+v %v", i, ok)
	}
}

// Others name SM2 signatures 1.2.156.10197.1.301.1; the key and the hash must
// fit all the same.
func TestSM2IsReadUnderItsOtherName(t *testing.T) {
	s := sign(t, cms.SM2)
	written, other := []byte{0x30, 0x0a, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75}, cmsread.Algorithm{OID: "1.2.156.10197.1.301.1"}
	if !bytes.Contains(s.der, written) {
		t.Fatal("1.2.156.10197.1.501 is not what is written")
	}
	d, err := cmsread.Parse(s.der)
	if err != nil {
		t.Fatal(err)
	}
	p256 := sign(t, cms.P256)
	for name, c := range map[string]struct {
		edit func(*cmsread.Signer)
		cert *x509.Certificate
		want error
	}{
		"as written":       {func(*cmsread.Signer) {}, s.seal, nil},
		"its other name":   {func(x *cmsread.Signer) { x.SignatureAlgorithm = other }, s.seal, nil},
		"NULL parameters":  {func(x *cmsread.Signer) { x.SignatureAlgorithm.Parameters = []byte{5, 0} }, s.seal, nil},
		"other parameters": {func(x *cmsread.Signer) { x.SignatureAlgorithm.Parameters = []byte{2, 1, 0} }, s.seal, cmsread.ErrUnsupported},
		"named ECDSA":      {func(x *cmsread.Signer) { x.SignatureAlgorithm.OID = "1.2.840.10045.4.3.2" }, s.seal, cmsread.ErrUnsupported},
		"another hash":     {func(x *cmsread.Signer) { x.DigestAlgorithm.OID = "2.16.840.1.101.3.4.2.1" }, s.seal, cmsread.ErrAttributes},
		"another's key":    {func(*cmsread.Signer) {}, sign(t, cms.SM2).seal, cmsread.ErrSignature},
		"another curve":    {func(*cmsread.Signer) {}, p256.seal, cmsread.ErrAttributes},
		"a changed value":  {func(x *cmsread.Signer) { x.Signature = append([]byte{}, x.Signature...); x.Signature[20] ^= 1 }, s.seal, cmsread.ErrSignature},
		"ECDSA with its key": {func(x *cmsread.Signer) {
			x.SignatureAlgorithm.OID, x.DigestAlgorithm.OID = "1.2.840.10045.4.3.2", "2.16.840.1.101.3.4.2.1"
		}, s.seal, cmsread.ErrAttributes},
	} {
		signer := d.Signers[0]
		c.edit(&signer)
		if err := signer.Check(cmsread.OIDData, s.digest, c.cert); !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
