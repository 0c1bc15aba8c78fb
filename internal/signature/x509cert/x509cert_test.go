package x509cert_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

const authority = "示例协会"

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func from() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

func root(tb testing.TB, alg cms.Algorithm) *pki.Issuer {
	tb.Helper()
	k := must(key.Generate(alg))(tb)
	return must(pki.NewRoot(tb.Context(), k, pki.RootParams{CommonName: "示例根证书", From: from(), Until: from().AddDate(9, 0, 0)}))(tb)
}

func leaf(tb testing.TB, by *pki.Issuer, alg cms.Algorithm) *x509.Certificate {
	tb.Helper()
	k := must(key.Generate(alg))(tb)
	return must(pki.IssueSeal(tb.Context(), by, k.Public(), pki.SealParams{Authority: authority, From: from(), Until: from().AddDate(5, 0, 0)}))(tb)
}

// edited signs a certificate again after a change of the parts of its content:
// 0 version, 1 serial number, 2 algorithm, 3 issuer, ..., 5 subject, 7 extensions.
func edited(tb testing.TB, by *pki.Issuer, c *x509.Certificate, edit func(parts []asn1.RawValue)) []byte {
	tb.Helper()
	var parts []asn1.RawValue
	_, err := asn1.Unmarshal(c.RawTBSCertificate, &parts)
	if err != nil {
		tb.Fatal(err)
	}
	edit(parts)
	content := must(asn1.Marshal(parts))(tb)
	var whole struct {
		Content, Algorithm asn1.RawValue
		Signature          asn1.BitString
	}
	if _, err := asn1.Unmarshal(must(pki.Sign(tb.Context(), by.Key, content))(tb), &whole); err != nil {
		tb.Fatal(err)
	}
	whole.Algorithm = parts[2]
	return must(asn1.Marshal(whole))(tb)
}

// replaced changes octets of a part without changing its length.
func replaced(tb testing.TB, part *asn1.RawValue, old, with []byte) {
	tb.Helper()
	if !bytes.Contains(part.FullBytes, old) || len(old) != len(with) {
		tb.Fatalf("%x is not in %x", old, part.FullBytes)
	}
	part.FullBytes = bytes.Replace(part.FullBytes, old, with, 1)
}

func TestSignaturesOfEveryPair(t *testing.T) {
	t.Parallel()
	for _, above := range []cms.Algorithm{cms.SM2, cms.P256} {
		for _, below := range []cms.Algorithm{cms.SM2, cms.P384} {
			by := root(t, above)
			c := leaf(t, by, below)
			if err := x509cert.CheckSignedBy(c, by.Certificate); err != nil {
				t.Errorf("%s under %s: %v", below, above, err)
			}
			if x509cert.CheckSignedBy(c, root(t, above).Certificate) == nil || x509cert.CheckSignedBy(c, c) == nil {
				t.Errorf("%s under %s: anybody's", below, above)
			}
			if x509cert.SignedWithSM2(c) != (above == cms.SM2) || sm2key.Is(c.PublicKey) != (below == cms.SM2) {
				t.Errorf("%s under %s is taken for something else", below, above)
			}
			list := must(x509.ParseRevocationList(must(pki.CRL(t.Context(), by, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: from(), NextUpdate: from().AddDate(0, 0, 1)}))(t)))(t)
			if err := x509cert.CheckListSignedBy(list, by.Certificate); err != nil || x509cert.CheckListSignedBy(list, root(t, above).Certificate) == nil {
				t.Errorf("list of %s: %v", above, err)
			}
		}
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	for _, alg := range []cms.Algorithm{cms.SM2, cms.P256} {
		k := must(key.Generate(alg))(t)
		der := must(pki.NewRequest(t.Context(), k, authority, true))(t)
		r, err := x509cert.ParseRequest(der)
		if err != nil || x509cert.CheckRequest(r) != nil || !slices.Equal(r.Subject.Organization, []string{authority}) || len(r.Extensions) != 3 || !bytes.Equal(r.Raw, der) {
			t.Fatalf("%s: %+v %v", alg, r, err)
		}
		if public, ok := r.PublicKey.(interface{ Equal(x any) bool }); ok && !public.Equal(k.Public()) {
			t.Errorf("%s: another key", alg)
		}
		der[len(der)-1] ^= 1
		if r, err := x509cert.ParseRequest(der); err == nil && x509cert.CheckRequest(r) == nil {
			t.Errorf("%s: a changed signature holds", alg)
		}
	}
}

// A strict parser refuses each of these; every tolerance is named.
func TestEachTolerance(t *testing.T) {
	t.Parallel()
	by := root(t, cms.SM2)
	good := leaf(t, by, cms.SM2)
	printable := func(parts []asn1.RawValue) {
		replaced(t, &parts[5], append([]byte{0x0c, byte(len(authority))}, authority...), append([]byte{0x13, byte(len(authority))}, authority...))
	}
	ia5 := func(parts []asn1.RawValue) {
		replaced(t, &parts[5], append([]byte{0x0c, byte(len(authority))}, authority...), append([]byte{0x16, byte(len(authority))}, authority...))
	}
	null := func(parts []asn1.RawValue) {
		parts[2] = asn1.RawValue{FullBytes: append([]byte{0x30, 0x0c}, append(x509cert.SM2WithSM3()[2:], 5, 0)...)}
	}
	names := func(parts []asn1.RawValue) { // the key identifier's OCTET STRING is no list of names
		replaced(t, &parts[7], []byte{0x55, 0x1d, 0x0e}, []byte{0x55, 0x1d, 0x11})
	}
	for name, c := range map[string]struct {
		edit func([]asn1.RawValue)
		want []x509cert.Tolerance
	}{
		"good":              {func([]asn1.RawValue) {}, nil},
		"PrintableString":   {printable, []x509cert.Tolerance{x509cert.NameCharacters}},
		"IA5String":         {ia5, []x509cert.Tolerance{x509cert.NameCharacters}},
		"NULL parameters":   {null, []x509cert.Tolerance{x509cert.NullParameters}},
		"alternative names": {names, []x509cert.Tolerance{x509cert.AlternativeNames}},
		"all": {func(parts []asn1.RawValue) { printable(parts); null(parts); names(parts) },
			[]x509cert.Tolerance{x509cert.NullParameters, x509cert.NameCharacters, x509cert.AlternativeNames}},
	} {
		der := edited(t, by, good, c.edit)
		if _, err := x509cert.Parse(der); (err == nil) != (c.want == nil) {
			t.Errorf("%s, strictly: %v", name, err)
		}
		read, tolerated, err := x509cert.ParseTolerant(der)
		if err != nil || !slices.Equal(tolerated, c.want) {
			t.Fatalf("%s: %v %v", name, tolerated, err)
		}
		if !bytes.Equal(read.Raw, der) || x509cert.CheckSignedBy(read, by.Certificate) != nil || !slices.Equal(read.Subject.Organization, []string{authority}) {
			t.Errorf("%s: not what stands there: %v", name, read.Subject)
		}
		if has := slices.ContainsFunc(read.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 17}) }); has != slices.Contains(c.want, x509cert.AlternativeNames) {
			t.Errorf("%s: alternative names: %v", name, has)
		}
	}
}

// What is not named is not tolerated.
func TestNothingElseIsTolerated(t *testing.T) {
	t.Parallel()
	by := root(t, cms.SM2)
	good := leaf(t, by, cms.SM2)
	for name, edit := range map[string]func([]asn1.RawValue){
		"a name that is no UTF-8": func(parts []asn1.RawValue) {
			replaced(t, &parts[5], append([]byte{0x0c, byte(len(authority))}, authority...), append([]byte{0x13, byte(len(authority)), 0xff}, authority[1:]...))
		},
		"a negative serial number": func(parts []asn1.RawValue) {
			parts[1] = asn1.RawValue{FullBytes: []byte{2, 1, 0x80}}
		},
		"another algorithm's parameters": func(parts []asn1.RawValue) {
			parts[2] = asn1.RawValue{FullBytes: append([]byte{0x30, 0x0d}, append(x509cert.SM2WithSM3()[2:], 4, 1, 0)...)}
		},
		"a point that is not on the curve": func(parts []asn1.RawValue) {
			parts[6].FullBytes = bytes.Clone(parts[6].FullBytes)
			parts[6].FullBytes[len(parts[6].FullBytes)-1] ^= 1
		},
		"a critical extension that cannot be read": func(parts []asn1.RawValue) {
			replaced(t, &parts[7], []byte{0x55, 0x1d, 0x13, 0x01, 0x01, 0xff}, []byte{0x55, 0x1d, 0x0f, 0x01, 0x01, 0xff})
		},
	} {
		c, tolerated, err := x509cert.ParseTolerant(edited(t, by, good, edit))
		if err == nil && x509cert.CheckSignedBy(c, by.Certificate) == nil {
			t.Errorf("%s: read, with %v", name, tolerated)
		}
	}
	// Certificates without SM2 have no tolerances at all.
	other := root(t, cms.P256)
	p256 := edited(t, other, leaf(t, other, cms.P256), func(parts []asn1.RawValue) {
		replaced(t, &parts[5], append([]byte{0x0c, byte(len(authority))}, authority...), append([]byte{0x13, byte(len(authority))}, authority...))
	})
	if _, _, err := x509cert.ParseTolerant(p256); err == nil {
		t.Error("a P-256 certificate is tolerated")
	}
}

func TestAnIssuerThatMayNotIssue(t *testing.T) {
	t.Parallel()
	by := root(t, cms.SM2)
	k := must(key.Generate(cms.SM2))(t)
	middle := must(pki.IssueSeal(t.Context(), by, k.Public(), pki.SealParams{Authority: authority, From: from(), Until: from().AddDate(5, 0, 0)}))(t)
	c := leaf(t, &pki.Issuer{Certificate: middle, Key: k}, cms.SM2)
	if err := x509cert.CheckSignedBy(c, middle); err == nil {
		t.Error("a seal issues certificates")
	}
}

func FuzzParse(f *testing.F) {
	by := root(f, cms.SM2)
	c := leaf(f, by, cms.SM2)
	f.Add(c.Raw)
	f.Add(edited(f, by, c, func(parts []asn1.RawValue) {
		replaced(f, &parts[7], []byte{0x55, 0x1d, 0x0e}, []byte{0x55, 0x1d, 0x11})
	}))
	f.Add(must(pki.NewRequest(f.Context(), by.Key, authority, false))(f))
	f.Fuzz(func(t *testing.T, der []byte) {
		strict, strictErr := x509cert.Parse(der)
		read, tolerated, err := x509cert.ParseTolerant(der)
		if strictErr == nil && (err != nil || len(tolerated) > 0 || !bytes.Equal(strict.Raw, read.Raw)) {
			t.Errorf("tolerance refuses or names %v: %v", tolerated, err)
		}
		if err == nil && !bytes.Equal(read.Raw, der) {
			t.Error("another certificate is read")
		}
		if std, stdErr := x509.ParseCertificate(der); stdErr == nil && (strictErr != nil || !std.Equal(strict)) && !sm2key.Is(strictKey(strict)) {
			t.Errorf("crypto/x509 reads what is refused here: %v", strictErr)
		}
		if r, err := x509cert.ParseRequest(der); err == nil {
			_ = x509cert.CheckRequest(r)
		}
	})
}

func strictKey(c *x509.Certificate) any {
	if c == nil {
		return nil
	}
	return c.PublicKey
}
