package hsm_test

import (
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key/hsm"
)

func TestReferences(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"pkcs11:id=%01%fF":              "pkcs11:id=%01%FF",
		"pkcs11:id=seal-1":              "pkcs11:id=seal-1",
		"pkcs11:object=a%20b;id=%3B":    "pkcs11:id=%3B;object=a%20b",
		"pkcs11:object=%E5%8D%B0":       "pkcs11:object=%E5%8D%B0",
		"":                              "",
		"pkcs11:":                       "",
		"pkcs11:id=":                    "",
		"pkcs11:id=1;id=2":              "",
		"pkcs11:id=1;":                  "",
		"pkcs11:token=t;id=1":           "",
		"pkcs11:id=1?pin-value=1":       "",
		"pkcs11:id=%0":                  "",
		"pkcs11:id=%zz":                 "",
		"pkcs11:object=印":               "",
		"sdf:1":                         "",
		"pkcs11:object=a/b":             "",
		"pkcs11:id=1;pin-source=file:x": "",
	} {
		r, err := hsm.ParseReference(uri)
		if want == "" {
			if fault.ReasonOf(err) != "key_reference_malformed" {
				t.Errorf("%q: %+v, %v", uri, r, err)
			}
			continue
		}
		if err != nil || r.String() != want {
			t.Errorf("%q: %s, %v", uri, r, err)
		}
	}
}

func FuzzParseReference(f *testing.F) {
	f.Add("pkcs11:id=%01%FF;object=a%20b")
	f.Fuzz(func(t *testing.T, uri string) {
		r, err := hsm.ParseReference(uri)
		if err != nil {
			return
		}
		again, err := hsm.ParseReference(r.String())
		if err != nil || string(again.ID) != string(r.ID) || again.Label != r.Label {
			t.Fatalf("%q became %+v and then %+v, %v", uri, r, again, err)
		}
	})
}
