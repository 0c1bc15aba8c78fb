package pbe_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"testing"

	"github.com/emmansun/gmsm/pkcs"

	"yinxin.example/yinxin/internal/signature/pbe"
)

const password = "口令 one"

func secret() []byte { return []byte("what was encrypted, of no particular length") }

// What gmsm encrypts is opened here, in every combination it has that is read.
func TestWhatOthersEncrypt(t *testing.T) {
	t.Parallel()
	const salt, iterations = 16, 1000
	for name, by := range map[string]pkcs.PBESEncrypter{
		"AES-128, SHA-1":           pkcs.NewPBESEncrypter(pkcs.AES128CBC, pkcs.NewPBKDF2Opts(pkcs.SHA1, salt, iterations)),
		"AES-192, SHA-224":         pkcs.NewPBESEncrypter(pkcs.AES192CBC, pkcs.NewPBKDF2Opts(pkcs.SHA224, salt, iterations)),
		"AES-256, SHA-256":         pkcs.NewPBESEncrypter(pkcs.AES256CBC, pkcs.NewPBKDF2Opts(pkcs.SHA256, salt, iterations)),
		"AES-256, SHA-384":         pkcs.NewPBESEncrypter(pkcs.AES256CBC, pkcs.NewPBKDF2Opts(pkcs.SHA384, salt, iterations)),
		"AES-256, SHA-512":         pkcs.NewPBESEncrypter(pkcs.AES256CBC, pkcs.NewPBKDF2Opts(pkcs.SHA512, salt, iterations)),
		"Triple DES, SHA-1":        pkcs.NewPBESEncrypter(pkcs.TripleDESCBC, pkcs.NewPBKDF2Opts(pkcs.SHA1, salt, iterations)),
		"SM4, SM3":                 pkcs.NewPBESEncrypter(pkcs.SM4CBC, pkcs.NewPBKDF2Opts(pkcs.SM3, salt, iterations)),
		"SM4 as CFCA names it":     pkcs.NewPBESEncrypter(pkcs.SM4, pkcs.NewPBKDF2Opts(pkcs.SM3, salt, iterations)),
		"the names of GM/T 0091":   pkcs.NewSMPBESEncrypter(salt, iterations),
		"its derivation, for PBES": pkcs.NewPBESEncrypter(pkcs.SM4CBC, pkcs.NewSMPBKDF2Opts(salt, iterations)),
	} {
		algorithm, content, err := by.Encrypt(rand.Reader, []byte(password), secret())
		if err != nil {
			t.Fatal(err)
		}
		plain, err := pbe.New(password).Decrypt(*algorithm, content)
		if err != nil || !bytes.Equal(plain, secret()) {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
		if plain, err := pbe.New("another").Decrypt(*algorithm, content); err == nil && bytes.Equal(plain, secret()) {
			t.Errorf("%s: opened with another password", name)
		}
		if _, err := pbe.New(password).Decrypt(*algorithm, content[1:]); !errors.Is(err, pbe.ErrMalformed) {
			t.Errorf("%s, cut off: %v", name, err)
		}
	}
}

// params are those of PBES2; tests change one.
type params struct {
	Derivation struct {
		OID    asn1.ObjectIdentifier
		Params struct {
			Salt       []byte
			Iterations int64
			KeyLength  int `asn1:"optional"`
			PRF        pkix.AlgorithmIdentifier
		}
	}
	Scheme struct {
		OID    asn1.ObjectIdentifier
		Vector []byte
	}
}

func usual() *params {
	var p params
	p.Derivation.OID = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	p.Derivation.Params.Salt, p.Derivation.Params.Iterations = make([]byte, 16), 2048
	p.Derivation.Params.PRF = pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}, Parameters: asn1.NullRawValue}
	p.Scheme.OID, p.Scheme.Vector = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, make([]byte, 16)
	return &p
}

func marshalled(t testing.TB, oid asn1.ObjectIdentifier, params any) pkix.AlgorithmIdentifier {
	t.Helper()
	der, err := asn1.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	return pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.RawValue{FullBytes: der}}
}

func pbes2() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13} }

// What a hostile file asks for is refused before it is done.
func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	scrypt := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
	for name, test := range map[string]struct {
		change func(p *params)
		want   error
	}{
		"a billion iterations": {func(p *params) { p.Derivation.Params.Iterations = 1 << 30 }, pbe.ErrCostly},
		"more than an int":     {func(p *params) { p.Derivation.Params.Iterations = 1 << 62 }, pbe.ErrCostly},
		"one too many":         {func(p *params) { p.Derivation.Params.Iterations = pbe.MaxWork + 1 }, pbe.ErrCostly},
		"none":                 {func(p *params) { p.Derivation.Params.Iterations = 0 }, pbe.ErrMalformed},
		"less than none":       {func(p *params) { p.Derivation.Params.Iterations = -1 }, pbe.ErrMalformed},
		"a salt of 2 KB":       {func(p *params) { p.Derivation.Params.Salt = make([]byte, 2<<10) }, pbe.ErrMalformed},
		"a vector too short":   {func(p *params) { p.Scheme.Vector = make([]byte, 15) }, pbe.ErrMalformed},
		"no vector":            {func(p *params) { p.Scheme.Vector = nil }, pbe.ErrMalformed},
		"a key too long":       {func(p *params) { p.Derivation.Params.KeyLength = 1 << 20 }, pbe.ErrMalformed},
		"another derivation":   {func(p *params) { p.Derivation.OID = scrypt }, pbe.ErrUnsupported},
		"another cipher":       {func(p *params) { p.Scheme.OID = scrypt }, pbe.ErrUnsupported},
		"another hash":         {func(p *params) { p.Derivation.Params.PRF.Algorithm = scrypt }, pbe.ErrUnsupported},
	} {
		p := usual()
		test.change(p)
		if _, err := pbe.New(password).Decrypt(marshalled(t, pbes2(), *p), make([]byte, 32)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := pbe.New(password).Decrypt(marshalled(t, scrypt, 1), make([]byte, 32)); !errors.Is(err, pbe.ErrUnsupported) {
		t.Errorf("another scheme: %v", err)
	}
	if _, err := pbe.New(password).Decrypt(marshalled(t, pbes2(), 1), make([]byte, 32)); !errors.Is(err, pbe.ErrMalformed) {
		t.Errorf("other parameters: %v", err)
	}
	if _, err := pbe.New(password).Decrypt(marshalled(t, pbes2(), *usual()), nil); !errors.Is(err, pbe.ErrMalformed) {
		t.Errorf("nothing at all: %v", err)
	}
}

// All derivations of one file share what may be spent, each digest of a key
// counted.
func TestTheWorkOfAFileIsBounded(t *testing.T) {
	t.Parallel()
	p := usual()
	p.Derivation.Params.Iterations = pbe.MaxWork / 4
	p.Derivation.Params.PRF.Algorithm = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 7} // two digests of SHA-1 for 32 octets
	algorithm := marshalled(t, pbes2(), *p)
	o := pbe.New(password)
	p.Derivation.Params.Iterations++
	more := marshalled(t, pbes2(), *p)
	if _, err := o.Decrypt(algorithm, make([]byte, 16)); errors.Is(err, pbe.ErrCostly) {
		t.Errorf("half of it: %v", err)
	}
	if _, err := o.Decrypt(more, make([]byte, 16)); !errors.Is(err, pbe.ErrCostly) {
		t.Errorf("more than the other half: %v", err)
	}
}

func FuzzDecrypt(f *testing.F) {
	seed := marshalled(f, pbes2(), *usual())
	f.Add("1.2.840.113549.1.5.13", seed.Parameters.FullBytes, make([]byte, 32))
	legacy := marshalled(f, pbes2(), struct {
		Salt       []byte
		Iterations int
	}{make([]byte, 8), 2048})
	for _, oid := range []string{"1.2.840.113549.1.12.1.3", "1.2.840.113549.1.12.1.5", "1.2.840.113549.1.12.1.6"} {
		f.Add(oid, legacy.Parameters.FullBytes, make([]byte, 32))
	}
	f.Fuzz(func(t *testing.T, name string, der, content []byte) {
		var oid asn1.ObjectIdentifier
		for _, arc := range bytes.Split([]byte(name), []byte(".")) {
			n := 0
			for _, digit := range arc {
				n = n*10 + int(digit-'0')
			}
			oid = append(oid, n)
		}
		plain, err := pbe.New(password).Decrypt(pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.RawValue{FullBytes: der}}, content)
		if err == nil && len(plain) >= len(content) {
			t.Error("nothing was padded")
		}
	})
}
