package sm2key_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"os/exec"
	"testing"

	"yinxin.example/yinxin/internal/signature/sm2key"
)

func unhex(t testing.TB, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The example of GB/T 32918.5-2017, A.2.
func TestTheStandardsExample(t *testing.T) {
	t.Parallel()
	public, err := sm2key.OfPoint(unhex(t, "04"+
		"09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"+
		"ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := sm2key.Z(public)
	if want := unhex(t, "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"); err != nil || !bytes.Equal(z, want) {
		t.Errorf("Z is %x", z)
	}
	message := []byte("message digest")
	e, err := sm2key.Digest(public, message)
	if want := unhex(t, "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"); err != nil || !bytes.Equal(e, want) {
		t.Errorf("e is %x", e)
	}
	var r, s big.Int
	r.SetString("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3", 16)
	s.SetString("b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa", 16)
	signature, err := asn1.Marshal(struct{ R, S *big.Int }{&r, &s})
	if err != nil || !sm2key.VerifyMessage(public, message, signature) {
		t.Error("the standard's signature is refused")
	}
	if sm2key.VerifyMessage(public, []byte("message digesT"), signature) || sm2key.Verify(public, e[:31], signature) {
		t.Error("another message's signature is accepted")
	}
}

// openssl reads the keys that are written here.
func TestKeysAreWrittenAsOthersReadThem(t *testing.T) {
	t.Parallel()
	private, err := sm2key.Generate()
	if err != nil {
		t.Fatal(err)
	}
	der, err := sm2key.MarshalPKCS8(private)
	if err != nil {
		t.Fatal(err)
	}
	read, err := sm2key.ParsePKCS8(der)
	if err != nil || !read.Equal(private) {
		t.Fatalf("read otherwise: %v", err)
	}
	openssl := exec.CommandContext(t.Context(), "openssl", "pkey", "-inform", "DER", "-pubout", "-outform", "DER")
	openssl.Stdin = bytes.NewReader(der)
	theirs, err := openssl.Output()
	ours, ourErr := sm2key.MarshalPKIX(private.Public())
	if err != nil || ourErr != nil || !bytes.Equal(theirs, ours) {
		t.Errorf("openssl writes the public key otherwise: %v %v", err, ourErr)
	}
	if public, err := sm2key.ParsePKIX(ours); err != nil || !public.Equal(private.Public()) {
		t.Errorf("the public key is read otherwise: %v", err)
	}
	theirs, err = exec.CommandContext(t.Context(), "openssl", "genpkey", "-algorithm", "SM2").Output()
	block, _ := pem.Decode(theirs)
	if err != nil || block == nil {
		t.Fatal(err)
	}
	if _, err := sm2key.ParsePKCS8(block.Bytes); err != nil {
		t.Errorf("openssl's key is refused: %v", err)
	}
}

func TestOtherKeysAreRefused(t *testing.T) {
	t.Parallel()
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(p256)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sm2key.ParsePKCS8(der); err == nil {
		t.Error("a P-256 key is read")
	}
	if _, err := sm2key.Z(p256.Public()); err == nil || sm2key.Is(p256.Public()) || sm2key.Verify(p256.Public(), make([]byte, 32), nil) {
		t.Error("a P-256 key is one of SM2")
	}
	one, _ := sm2key.Generate()
	two, _ := sm2key.Generate()
	mixed, err := sm2key.MarshalPKCS8(one)
	point, pointErr := sm2key.Point(two.Public())
	if err != nil || pointErr != nil {
		t.Fatal(err, pointErr)
	}
	copy(mixed[len(mixed)-len(point):], point)
	if _, err := sm2key.ParsePKCS8(mixed); err == nil {
		t.Error("a key with another's public key is read")
	}
	point[10] ^= 1
	if _, err := sm2key.OfPoint(point); err == nil {
		t.Error("a point off the curve is read")
	}
}

func FuzzParsePKCS8(f *testing.F) {
	private, err := sm2key.Generate()
	if err != nil {
		f.Fatal(err)
	}
	der, err := sm2key.MarshalPKCS8(private)
	if err != nil {
		f.Fatal(err)
	}
	public, err := sm2key.MarshalPKIX(private.Public())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(der)
	f.Add(public)
	f.Fuzz(func(t *testing.T, data []byte) {
		if k, err := sm2key.ParsePKCS8(data); err == nil && !sm2key.Is(k.Public()) {
			t.Error("a key that is none")
		}
		if k, err := sm2key.ParsePKIX(data); err == nil {
			if again, err := sm2key.MarshalPKIX(k); err != nil || !bytes.Equal(again, data) {
				t.Errorf("a public key has a second form: %x", data)
			}
		}
	})
}
