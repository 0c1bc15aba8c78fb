package pfx_test

import (
	"encoding/asn1"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/signature/pbe"
	"yinxin.example/yinxin/internal/signature/pfx"
)

func oid(arcs ...int) asn1.ObjectIdentifier { return arcs }

// explicit puts a value under the tag [0].
func explicit(t testing.TB, value any) asn1.RawValue {
	t.Helper()
	return asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: marshal(t, value)}
}

func marshal(t testing.TB, value any) []byte {
	t.Helper()
	der, err := asn1.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

type content struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

type bag struct {
	ID    asn1.ObjectIdentifier
	Value asn1.RawValue
}

// file is one without a MAC, of bags in the clear.
func file(t testing.TB, version int, kind asn1.ObjectIdentifier, safes int, bags ...bag) []byte {
	t.Helper()
	var list []content
	for range safes {
		list = append(list, content{oid(1, 2, 840, 113549, 1, 7, 1), explicit(t, marshal(t, bags))})
	}
	return marshal(t, struct {
		Version int
		Safe    content
	}{version, content{kind, explicit(t, marshal(t, list))}})
}

func data() asn1.ObjectIdentifier   { return oid(1, 2, 840, 113549, 1, 7, 1) }
func signed() asn1.ObjectIdentifier { return oid(1, 2, 840, 113549, 1, 7, 2) }

func key(t testing.TB) bag {
	return bag{oid(1, 2, 840, 113549, 1, 12, 10, 1, 1), explicit(t, struct{ Version int }{0})}
}

func certificate(t testing.TB, kind asn1.ObjectIdentifier) bag {
	return bag{oid(1, 2, 840, 113549, 1, 12, 10, 1, 3), explicit(t, content{kind, explicit(t, []byte("certificate"))})}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	x509, sdsi := oid(1, 2, 840, 113549, 1, 9, 22, 1), oid(1, 2, 840, 113549, 1, 9, 22, 2)
	crl := bag{oid(1, 2, 840, 113549, 1, 12, 10, 1, 4), explicit(t, "a list")}
	var many []bag
	for range 129 {
		many = append(many, crl)
	}
	for name, test := range map[string]struct {
		file               []byte
		keys, certificates int
		want               error
	}{
		"a key and a certificate": {file(t, 3, data(), 1, key(t), certificate(t, x509)), 1, 1, nil},
		"a list between":          {file(t, 3, data(), 1, crl, key(t)), 1, 0, nil},
		"a certificate not X.509": {file(t, 3, data(), 1, certificate(t, sdsi)), 0, 0, nil},
		"two safes":               {file(t, 3, data(), 2, key(t)), 2, 0, nil},
		"nothing":                 {file(t, 3, data(), 0), 0, 0, nil},
		"another version":         {file(t, 2, data(), 1, key(t)), 0, 0, pfx.ErrMalformed},
		"signed with a key":       {file(t, 3, signed(), 1, key(t)), 0, 0, pbe.ErrUnsupported},
		"too many safes":          {file(t, 3, data(), 17, key(t)), 0, 0, pfx.ErrMalformed},
		"too many bags":           {file(t, 3, data(), 1, many...), 0, 0, pfx.ErrMalformed},
		"something behind":        {append(file(t, 3, data(), 1, key(t)), 0), 0, 0, pfx.ErrMalformed},
		"no file":                 {nil, 0, 0, pfx.ErrMalformed},
	} {
		got, err := pfx.Open(test.file, "")
		if !errors.Is(err, test.want) || len(got.Keys) != test.keys || len(got.Certificates) != test.certificates {
			t.Errorf("%s: %d keys, %d certificates, %v", name, len(got.Keys), len(got.Certificates), err)
		}
		for _, k := range got.Keys {
			got.Clear()
			if k[0] != 0 {
				t.Errorf("%s: the key is not overwritten", name)
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(file(f, 3, data(), 1, key(f), certificate(f, oid(1, 2, 840, 113549, 1, 9, 22, 1))))
	made, err := os.ReadFile(filepath.Join("..", "keyfile", "testdata", "bouncycastle.p12"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(made)
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := pfx.Open(data, "a-password")
		if err != nil && len(found.Keys)+len(found.Certificates) > 0 {
			t.Error("something was found in a file that is refused")
		}
	})
}
