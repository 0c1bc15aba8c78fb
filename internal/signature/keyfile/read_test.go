package keyfile_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/emmansun/gmsm/pkcs"
	"software.sslmate.com/src/go-pkcs12"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/keyfile"
	"yinxin.example/yinxin/internal/signature/pki"
)

const password = "a-password"

// certified is a key's certificate and its root's.
func certified(t testing.TB, public crypto.PublicKey) (leaf, root *x509.Certificate) {
	t.Helper()
	at := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
	private, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	issuer, err := pki.NewRoot(t.Context(), private, pki.RootParams{CommonName: "演示机构根", From: at, Until: at.AddDate(9, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	leaf, err = pki.IssueSeal(t.Context(), issuer, public, pki.SealParams{Authority: "示例协会", Demo: true, From: at, Until: at.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return leaf, issuer.Certificate
}

func TestPKCS12(t *testing.T) {
	t.Parallel()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, encoder := range map[string]*pkcs12.Encoder{"PBES2": pkcs12.Modern2023, "PBMAC1": pkcs12.Modern2026, "3DES": pkcs12.LegacyDES, "RC2": pkcs12.LegacyRC2} {
		for _, private := range []crypto.Signer{ec, rsaKey} {
			leaf, root := certified(t, private.Public())
			content, err := encoder.Encode(private, leaf, []*x509.Certificate{root}, password)
			if err != nil {
				t.Fatal(err)
			}
			k, chain, err := keyfile.Read(content, password)
			if err != nil || !private.Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(k.Public()) || !slices.EqualFunc(chain, []*x509.Certificate{leaf, root}, (*x509.Certificate).Equal) {
				t.Errorf("%s: %d certificates, %v", name, len(chain), err)
			}
			if _, _, err := keyfile.Read(content, "another"); fault.ReasonOf(err) != "key_file_password" {
				t.Errorf("%s, wrong password: %v", name, err)
			}
			if _, _, err := keyfile.Read(content[:len(content)/2], password); fault.ReasonOf(err) != "key_file_malformed" {
				t.Errorf("%s, cut off: %v", name, err)
			}
		}
	}
}

// bouncyCastle is a file of conformance/ofdrw/KeyFile.java: BER, with an SM2 key
// under Triple DES and certificates under RC2.
func bouncyCastle(t testing.TB) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "bouncycastle.p12"))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestWhatBouncyCastleWrites(t *testing.T) {
	t.Parallel()
	content := bouncyCastle(t)
	k, chain, err := keyfile.Read(content, password)
	if err != nil || k.Algorithm() != cms.SM2 || len(chain) != 2 || chain[0].Subject.CommonName != "演示印章" || chain[1].Subject.CommonName != "演示根证书" {
		t.Errorf("%v, %d certificates, %v", k, len(chain), err)
	}
	if _, _, err := keyfile.Read(content, "another"); fault.ReasonOf(err) != "key_file_password" {
		t.Errorf("wrong password: %v", err)
	}
	for n := range content {
		if _, _, err := keyfile.Read(content[:n], password); err == nil {
			t.Fatalf("%d of %d bytes are read", n, len(content))
		}
	}
}

// The number of iterations is the file's to choose; how long it takes is not.
func TestAHostileFileCostsNothing(t *testing.T) {
	t.Parallel()
	costly := bytes.Replace(bouncyCastle(t), []byte{0x02, 0x03, 0x01, 0x90, 0x00}, []byte{0x02, 0x03, 0x7f, 0xff, 0xff}, 1)
	if _, _, err := keyfile.Read(costly, password); fault.ReasonOf(err) != "key_file_costly" {
		t.Errorf("eight million iterations: %v", err)
	}
	nested := bytes.Repeat([]byte{0x30, 0x80}, keyfile.Max/2)
	if _, _, err := keyfile.Read(nested, password); fault.ReasonOf(err) != "key_file_malformed" {
		t.Errorf("half a million sequences in one another: %v", err)
	}
}

func TestPEM(t *testing.T) {
	t.Parallel()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	leaf, root := certified(t, private.Public())
	other, _ := certified(t, private.Public())
	pemKey := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	for name, test := range map[string]struct {
		content []byte
		want    fault.Reason
	}{
		"the root first":      {append(pki.EncodeCertificates(root, leaf, other), pemKey...), ""},
		"no key":              {pki.EncodeCertificates(leaf, root), "key_file_no_key"},
		"no certificate":      {pemKey, "key_file_no_certificate"},
		"another's":           {append(pki.EncodeCertificates(root), pemKey...), "key_file_mismatch"},
		"two keys":            {append(append(pki.EncodeCertificates(leaf), pemKey...), pemKey...), "key_file_several_keys"},
		"a key that is none":  {append(pki.EncodeCertificates(leaf), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der[:9]})...), "key_unsupported"},
		"neither PEM nor PFX": {[]byte("hello"), "key_file_malformed"},
		"too large":           {make([]byte, 2<<20), "key_file_malformed"},
	} {
		_, chain, err := keyfile.Read(test.content, "")
		if fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && !slices.EqualFunc(chain, []*x509.Certificate{leaf, root}, (*x509.Certificate).Equal) {
			t.Errorf("%s: %d certificates", name, len(chain))
		}
	}
}

// encryptedPEM has a key of a PKCS #12 file of this package's tests under PBES2.
func encryptedPEM(t testing.TB, private *ecdsa.PrivateKey, leaf *x509.Certificate) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	algorithm, data, err := pkcs.NewPBESEncrypter(pkcs.SM4CBC, pkcs.NewPBKDF2Opts(pkcs.SM3, 8, 1)).Encrypt(rand.Reader, []byte(password), der)
	if err != nil {
		t.Fatal(err)
	}
	encrypted, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{*algorithm, data})
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: encrypted}), pki.EncodeCertificates(leaf)...)
}

func FuzzRead(f *testing.F) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	leaf, root := certified(f, private.Public())
	content, err := pkcs12.Modern2023.WithIterations(1).Encode(private, leaf, []*x509.Certificate{root}, password)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add(bouncyCastle(f))
	f.Add(encryptedPEM(f, private, leaf))
	f.Add(pki.EncodeCertificates(leaf, root))
	f.Fuzz(func(t *testing.T, content []byte) {
		k, chain, err := keyfile.Read(content, password)
		if err == nil && (k == nil || len(chain) == 0) {
			t.Fatal("neither a key with its chain nor a reason")
		}
		if err != nil && fault.ReasonOf(err) == "" {
			t.Fatalf("no reason: %v", err)
		}
	})
}
