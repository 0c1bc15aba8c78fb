package vault_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/vault"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func master(t *testing.T, fill byte) *vault.MasterKey {
	t.Helper()
	m, err := vault.NewMasterKey(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func create(t *testing.T, dir string, m *vault.MasterKey) *vault.Vault {
	t.Helper()
	v, err := vault.Create(t.Context(), dir, noon, m)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func reopen(t *testing.T, dir string, m *vault.MasterKey, older ...*vault.MasterKey) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.Context(), dir, noon, m, older...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantReason(t *testing.T, err error, reason fault.Reason) {
	t.Helper()
	if fault.ReasonOf(err) != reason {
		t.Errorf("error %v, want reason %s", err, reason)
	}
}

func TestSealedTextsProperties(t *testing.T) {
	t.Parallel()
	v := create(t, t.TempDir(), master(t, 1))
	rapid.Check(t, func(t *rapid.T) {
		purpose, other := rapid.String().Draw(t, "purpose"), rapid.String().Draw(t, "other")
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed := v.Seal(purpose, plain)
		if got, err := v.Open(purpose, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened to %x, %v", got, err)
		}
		if len(plain) > 8 && bytes.Contains(sealed, plain) {
			t.Fatal("the plain text shows")
		}
		if purpose != other {
			if _, err := v.Open(other, sealed); err == nil {
				t.Fatal("opened for another purpose")
			}
		}
		changed := bytes.Clone(sealed)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := v.Open(purpose, changed); err == nil {
			t.Fatal("opened although a bit was changed")
		}
		if _, err := v.Open(purpose, sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")]); err == nil {
			t.Fatal("opened although cut")
		}
		if bytes.Equal(sealed, v.Seal(purpose, plain)) {
			t.Fatal("sealing twice gave the same bytes")
		}
	})
}

func TestIndexFindsAndOnlyFinds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := create(t, dir, master(t, 1))
	again := reopen(t, dir, master(t, 1))
	stranger := create(t, t.TempDir(), master(t, 1))
	rapid.Check(t, func(t *rapid.T) {
		purpose, normal := rapid.String().Draw(t, "purpose"), rapid.String().Draw(t, "normal")
		index := v.Index(purpose, normal)
		if len(index) != 32 || !bytes.Equal(index, again.Index(purpose, normal)) {
			t.Fatal("the same text is not found again")
		}
		if bytes.Equal(index, stranger.Index(purpose, normal)) {
			t.Fatal("another folder has the same index")
		}
		// The border between purpose and text must not move.
		joined := purpose + normal
		cut := rapid.IntRange(0, len(joined)).Draw(t, "cut")
		if joined[:cut] != purpose && bytes.Equal(index, v.Index(joined[:cut], joined[cut:])) {
			t.Fatal("another purpose gives the same index")
		}
	})
}

func TestWrappedKeysProperties(t *testing.T) {
	t.Parallel()
	v := create(t, t.TempDir(), master(t, 1))
	rapid.Check(t, func(t *rapid.T) {
		purpose := rapid.String().Draw(t, "purpose")
		secret := rapid.SliceOf(rapid.Byte()).Draw(t, "secret")
		wrapped := v.Wrap(purpose, secret)
		if got, err := v.Unwrap(purpose, wrapped); err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("unwrapped to %x, %v", got, err)
		}
		if _, err := v.Unwrap(purpose+"/", wrapped); fault.ReasonOf(err) != "wrapped_key_damaged" {
			t.Fatalf("another purpose: %v", err)
		}
		changed := bytes.Clone(wrapped)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "at")] ^= 0x10
		if _, err := v.Unwrap(purpose, changed); err == nil {
			t.Fatal("unwrapped although changed")
		}
	})
}

func TestCreateAndOpenRefuse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := vault.Open(t.Context(), dir, noon, master(t, 1))
	wantReason(t, err, "keyring_missing")

	create(t, dir, master(t, 1))
	_, err = vault.Create(t.Context(), dir, noon, master(t, 1))
	wantReason(t, err, "keyring_exists")

	ring := filepath.Join(dir, "keyring.json")
	info, err := os.Stat(ring)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key ring has mode %v (%v)", info.Mode(), err)
	}
	content, err := os.ReadFile(ring)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"empty":         "",
		"cut":           string(content[:len(content)/2]),
		"more after":    string(content) + "{}",
		"format":        strings.Replace(string(content), `"format": 1`, `"format": 2`, 1),
		"number":        strings.Replace(string(content), `"number": 1`, `"number": 0`, 1),
		"unknown field": strings.Replace(string(content), `"format"`, `"form": 1, "format"`, 1),
	} {
		if err := os.WriteFile(ring, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Open(t.Context(), dir, noon, master(t, 1)); fault.ReasonOf(err) != "keyring_damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNothingSecretIsPrinted(t *testing.T) {
	t.Parallel()
	m := master(t, 0xab)
	v := create(t, t.TempDir(), m)
	holder := struct {
		V *vault.Vault
		m *vault.MasterKey
	}{v, m}
	var out strings.Builder
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("x", "vault", v, "master", m)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb, v, m, holder)
	}
	for _, secret := range []string{strings.Repeat("ab", 8), "171 171", "0xab, 0xab"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q shows in %s", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), m.String()) || len(m.String()) != len("master key ")+16 {
		t.Errorf("the key's name is not shown: %s", out.String())
	}
	_, err := v.Open("person/number", v.Seal("other", []byte("110105199001011234")))
	if err == nil || strings.Contains(err.Error(), "110105") || strings.Contains(err.Error(), hex.EncodeToString([]byte("110105"))) {
		t.Errorf("error %v", err)
	}
}
