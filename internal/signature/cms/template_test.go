package cms_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
)

// The shapes of RFC 5652, read by encoding/asn1 rather than by our own code.
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content signedData `asn1:"explicit,tag:0"`
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Encapsulated struct{ Type asn1.ObjectIdentifier }
		Certificates asn1.RawValue `asn1:"tag:0"`
		Signers      []signerInfo  `asn1:"set"`
	}
	signerInfo struct {
		Version   int
		Issuer    struct{ Name, Serial asn1.RawValue }
		Digest    pkix.AlgorithmIdentifier
		Signed    asn1.RawValue `asn1:"tag:0"`
		Algorithm pkix.AlgorithmIdentifier
		Signature []byte
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
)

func certificate(t *testing.T, public crypto.PublicKey, issuerName string) *x509.Certificate {
	t.Helper()
	issuerKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	issuer := &x509.Certificate{Subject: pkix.Name{CommonName: issuerName}, PublicKey: issuerKey.Public()}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(0x81fe),
		Subject:      pkix.Name{CommonName: "示例人事考试中心"},
		NotBefore:    noon, NotAfter: noon.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, issuer, public, issuerKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ecdsaKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func unmarshal(t *testing.T, der []byte, into any) {
	t.Helper()
	rest, err := asn1.Unmarshal(der, into)
	if err != nil || len(rest) != 0 {
		t.Fatalf("not one DER value: %v, %d bytes left", err, len(rest))
	}
}

func TestSignedDataHoldsItsParts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		algorithm cms.Algorithm
		curve     elliptic.Curve
		digestOID string
		signOID   string
	}{
		{cms.P256, elliptic.P256(), "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"},
		{cms.P384, elliptic.P384(), "2.16.840.1.101.3.4.2.2", "1.2.840.10045.4.3.3"},
	} {
		t.Run(tc.algorithm.String(), func(t *testing.T) {
			t.Parallel()
			leaf := certificate(t, ecdsaKey(t, tc.curve).Public(), "印信演示根证书")
			other := certificate(t, ecdsaKey(t, tc.curve).Public(), "B")
			template, err := cms.NewTemplate([]*x509.Certificate{leaf, other}, tc.algorithm)
			if err != nil {
				t.Fatal(err)
			}
			digest := bytes.Repeat([]byte{0xd1}, tc.algorithm.Hash().Size())
			for _, length := range []int{1, 70, tc.algorithm.MaxSignatureLen()} {
				signature := bytes.Repeat([]byte{0x51}, length)
				der := template.SignedData(digest, signature)

				var info contentInfo
				unmarshal(t, der, &info)
				signed := info.Content
				signer := signed.Signers[0]
				got := map[string]any{
					"content type": info.Type.String(), "version": signed.Version, "signers": len(signed.Signers),
					"encapsulated": signed.Encapsulated.Type.String(), "signer version": signer.Version,
					"digests": signed.Digests[0].Algorithm.String(), "digest": signer.Digest.Algorithm.String(),
					"digest parameters": len(signer.Digest.Parameters.FullBytes),
					"algorithm":         signer.Algorithm.Algorithm.String(), "signature": signer.Signature,
					"issuer": signer.Issuer.Name.FullBytes,
				}
				want := map[string]any{
					"content type": "1.2.840.113549.1.7.2", "version": 1, "signers": 1,
					"encapsulated": "1.2.840.113549.1.7.1", "signer version": 1,
					"digests": tc.digestOID, "digest": tc.digestOID, "digest parameters": 0,
					"algorithm": tc.signOID, "signature": signature, "issuer": leaf.RawIssuer,
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("signature of %d bytes (-want +got):\n%s", length, diff)
				}
				retagged := slices.Clone(signer.Signed.FullBytes)
				retagged[0] = 0x31
				if !bytes.Equal(retagged, template.SignedAttributes(digest)) {
					t.Error("the attributes in the SignerInfo are not those that are signed")
				}
				certificates := [][]byte{leaf.Raw, other.Raw}
				slices.SortFunc(certificates, bytes.Compare)
				if !bytes.Equal(signed.Certificates.Bytes, slices.Concat(certificates...)) {
					t.Error("the certificates are not in DER's order")
				}
				if again, err := asn1.Marshal(info); err != nil || !bytes.Equal(again, der) {
					t.Errorf("encoding/asn1 writes it otherwise (%v)", err)
				}
				if length == tc.algorithm.MaxSignatureLen() && len(der) != template.MaxLen() {
					t.Errorf("%d bytes, MaxLen says %d", len(der), template.MaxLen())
				}
			}
		})
	}
}

func TestSignedAttributesAreTheThreeOfPAdES(t *testing.T) {
	t.Parallel()
	for algorithm, order := range map[cms.Algorithm][]string{
		cms.P256: {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"},
		// A SHA-384 digest makes message-digest the longest, hence the last.
		cms.P384: {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.16.2.47", "1.2.840.113549.1.9.4"},
	} {
		curve := elliptic.P256()
		if algorithm == cms.P384 {
			curve = elliptic.P384()
		}
		leaf := certificate(t, ecdsaKey(t, curve).Public(), "A")
		template, err := cms.NewTemplate([]*x509.Certificate{leaf}, algorithm)
		if err != nil {
			t.Fatal(err)
		}
		digest := bytes.Repeat([]byte{0xff}, algorithm.Hash().Size())
		var attributes []attribute
		rest, err := asn1.UnmarshalWithParams(template.SignedAttributes(digest), &attributes, "set")
		if err != nil || len(rest) != 0 {
			t.Fatal(err)
		}
		values := make(map[string][]byte)
		var got []string
		for _, a := range attributes {
			got = append(got, a.Type.String())
			values[a.Type.String()] = a.Values[0].FullBytes
		}
		if diff := cmp.Diff(order, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", algorithm, diff)
		}
		if v := values["1.2.840.113549.1.9.4"]; !bytes.Equal(v[2:], digest) {
			t.Errorf("message-digest is %x", v)
		}
		var reference struct{ Certs []struct{ Hash []byte } }
		unmarshal(t, values["1.2.840.113549.1.9.16.2.47"], &reference)
		if hash := sha256.Sum256(leaf.Raw); !bytes.Equal(reference.Certs[0].Hash, hash[:]) {
			t.Error("signing-certificate-v2 names another certificate")
		}
		sum := algorithm.Hash().New()
		sum.Write(template.SignedAttributes(digest))
		if !bytes.Equal(template.AttributesDigest(nil, digest), sum.Sum(nil)) {
			t.Error("AttributesDigest is not the hash of SignedAttributes")
		}
	}
}

func TestTemplateLeavesNoTraceOfEarlierUse(t *testing.T) {
	leaf := certificate(t, ecdsaKey(t, elliptic.P256()).Public(), "A")
	template, err := cms.NewTemplate([]*x509.Certificate{leaf}, cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	first := template.SignedData(make([]byte, 32), []byte{1})
	template.SignedData(bytes.Repeat([]byte{9}, 32), bytes.Repeat([]byte{9}, 71))
	if !bytes.Equal(first, template.SignedData(make([]byte, 32), []byte{1})) {
		t.Error("equal digest and signature gave other bytes")
	}
	if allocs := testing.AllocsPerRun(50, func() { template.SignedData(make([]byte, 32), []byte{1}) }); allocs > 3 {
		t.Errorf("%v allocations", allocs)
	}
	for name, der := range map[string][]byte{
		"short digest":   template.SignedData(make([]byte, 31), []byte{1}),
		"no signature":   template.SignedData(make([]byte, 32), nil),
		"long signature": template.SignedData(make([]byte, 32), make([]byte, 72)),
		"attributes":     template.SignedAttributes(make([]byte, 48)),
		"hash":           template.AttributesDigest(nil, make([]byte, 48)),
	} {
		if der != nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

func TestNewTemplateRefuses(t *testing.T) {
	t.Parallel()
	p256 := certificate(t, ecdsaKey(t, elliptic.P256()).Public(), "A")
	p521 := certificate(t, ecdsaKey(t, elliptic.P521()).Public(), "A")
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	edwards := certificate(t, public, "A")
	for name, tc := range map[string]struct {
		chain     []*x509.Certificate
		algorithm cms.Algorithm
		reason    fault.Reason
	}{
		"no certificate":    {nil, cms.P256, "chain_unusable"},
		"twice the same":    {[]*x509.Certificate{p256, p256}, cms.P256, "chain_unusable"},
		"too many":          {make([]*x509.Certificate, 9), cms.P256, "chain_unusable"},
		"another algorithm": {[]*x509.Certificate{p256}, cms.P384, "key_mismatch"},
		"P-521":             {[]*x509.Certificate{p521}, cms.P384, "key_mismatch"},
		"Ed25519":           {[]*x509.Certificate{edwards}, cms.P256, "key_mismatch"},
		"no algorithm":      {[]*x509.Certificate{p256}, 0, "key_mismatch"},
	} {
		if _, err := cms.NewTemplate(tc.chain, tc.algorithm); fault.ReasonOf(err) != tc.reason {
			t.Errorf("%s: %v, want %s", name, err, tc.reason)
		}
	}
}

func TestAlgorithmNames(t *testing.T) {
	t.Parallel()
	names := map[string]bool{"none": true}
	for _, a := range cms.Algorithms() {
		if names[a.String()] {
			t.Errorf("algorithm %d is called %s like another", a, a)
		}
		names[a.String()] = true
	}
}
