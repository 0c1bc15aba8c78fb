//go:build pkcs11

package hsm_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/key/hsm"
	"yinxin.example/yinxin/internal/testenv"
)

const signers = 16

// clock goes on when it is told to.
type clock struct{ seconds atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(c.seconds.Load(), 0) }

// open opens a device on the token and closes it with the test.
func open(t *testing.T, token testenv.Token, now func() time.Time, pin func(context.Context) (string, error)) key.Device {
	t.Helper()
	if pin == nil {
		pin = func(context.Context) (string, error) { return token.PIN, nil }
	}
	device := hsm.Open(hsm.Config{
		Module: token.Module, Token: token.Label, PIN: pin, Sessions: signers, Now: now, Patience: 2 * time.Second,
	})
	t.Cleanup(func() {
		if err := device.Close(); err != nil {
			t.Error(err)
		}
	})
	return device
}

func generate(t *testing.T, device key.Device, id string, alg key.Algorithm) (string, key.Signer) {
	t.Helper()
	reference, s, err := device.Generate(t.Context(), id, alg)
	if err != nil {
		t.Fatal(err)
	}
	return reference, s
}

func verifies(s key.Signer, digest, signature []byte) bool {
	switch public := s.Public().(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(public, digest, signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(public, crypto.SHA256, digest, signature) == nil
	}
	return false
}

func digestOf(n int) []byte {
	sum := sha256.Sum256([]byte(strconv.Itoa(n)))
	return sum[:]
}

// signMany signs with so many signers at once and checks every signature.
func signMany(t *testing.T, s key.Signer, each int) {
	t.Helper()
	var all sync.WaitGroup
	for first := range signers {
		all.Go(func() {
			for i := range each {
				digest := digestOf(first*each + i)
				signature, err := s.Sign(t.Context(), digest)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Algorithm().CheckForm(signature); err != nil || !verifies(s, digest, signature) {
					t.Errorf("signature %d is not one: %v", i, err)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestKeysAreMadeInTheTokenAndSignAtOnce(t *testing.T) {
	token := testenv.SoftHSM(t)
	device := open(t, token, time.Now, nil)
	for _, alg := range []key.Algorithm{cms.P256, cms.RSA3072} {
		t.Run(alg.String(), func(t *testing.T) {
			reference, s := generate(t, device, "seal-"+alg.String(), alg)
			if s.Algorithm() != alg {
				t.Errorf("algorithm %s", s.Algorithm())
			}
			signMany(t, s, 8)
			again, other := generate(t, device, "seal-"+alg.String(), alg)
			if again != reference || !other.Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(s.Public()) {
				t.Error("asked again for the same ID it made another key")
			}
			if _, _, err := device.Generate(t.Context(), "seal-"+alg.String(), cms.P384); fault.ReasonOf(err) != "hsm_key_there" {
				t.Errorf("the ID with another algorithm: %v", err)
			}
		})
	}
	if _, _, err := device.Generate(t.Context(), "none", 0); fault.ReasonOf(err) != "key_unsupported" {
		t.Errorf("no algorithm: %v", err)
	}
}

func TestManyKeysAreMadeInTurn(t *testing.T) {
	device := open(t, testenv.SoftHSM(t), time.Now, nil)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			_, s, err := device.Generate(t.Context(), "key-"+strconv.Itoa(i), cms.P256)
			if err != nil {
				t.Error(err)
				return
			}
			signature, err := s.Sign(t.Context(), digestOf(i))
			if err != nil || !verifies(s, digestOf(i), signature) {
				t.Errorf("key %d: %v", i, err)
			}
		})
	}
	all.Wait()
}

// Keys made by others, such as a vendor's tool, are found by ID or label.
func TestKeysMadeByOthers(t *testing.T) {
	token := testenv.SoftHSM(t)
	for _, id := range []string{"0a", "0b"} {
		made := exec.CommandContext(t.Context(), testenv.Tool(t, "pkcs11-tool"), "--module", token.Module, "--token-label", token.Label,
			"--pin", token.PIN, "--keypairgen", "--key-type", "EC:prime256v1", "--usage-sign", "--id", id, "--label", "ceremony")
		if out, err := made.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	device := open(t, token, time.Now, nil)
	for reference, want := range map[string]fault.Reason{
		"pkcs11:id=%0A":                 "",
		"pkcs11:id=%0b;object=ceremony": "",
		"pkcs11:object=ceremony":        "hsm_key_ambiguous",
		"pkcs11:object=party":           "hsm_key_missing",
		"pkcs11:token=other;id=%0A":     "key_reference_malformed",
	} {
		s, err := device.Signer(t.Context(), reference)
		if fault.ReasonOf(err) != want {
			t.Errorf("%s: %v", reference, err)
		}
		if err == nil {
			signMany(t, s, 1)
		}
	}
}

func TestAWrongPINIsTriedOnce(t *testing.T) {
	token := testenv.SoftHSM(t)
	var pin atomic.Value
	pin.Store("999999")
	tries := new(clock)
	device := open(t, token, tries.now, func(context.Context) (string, error) { return pin.Load().(string), nil })
	for range 3 {
		_, err := device.Signer(t.Context(), "pkcs11:id=1")
		if fault.ReasonOf(err) != "hsm_pin_refused" || fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("wrong PIN: %v", err)
		}
		tries.seconds.Add(2)
	}
	pin.Store(token.PIN)
	generate(t, device, "seal", cms.P256)
}

func TestACallEndsWithItsContext(t *testing.T) {
	device := open(t, testenv.SoftHSM(t), time.Now, nil)
	_, s := generate(t, device, "seal", cms.P256)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Sign(ctx, digestOf(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := s.Sign(t.Context(), digestOf(1)[1:]); fault.ReasonOf(err) != "digest_length" {
		t.Errorf("short digest: %v", err)
	}
}

func TestNoSuchDevice(t *testing.T) {
	token := testenv.SoftHSM(t)
	for name, edit := range map[string]func(*testenv.Token){
		"no such module": func(k *testenv.Token) { k.Module = "/nowhere/module.so" },
		"no such token":  func(k *testenv.Token) { k.Label = "another" },
	} {
		other := token
		edit(&other)
		device := open(t, other, time.Now, nil)
		if _, err := device.Signer(t.Context(), "pkcs11:id=1"); fault.ReasonOf(err) != "hsm_unavailable" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
