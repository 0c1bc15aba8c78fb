package vault_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
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

func TestRotationKeepsOldTextsAndIndexes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := create(t, dir, master(t, 1))
	other := reopen(t, dir, master(t, 1)) // a second process
	before, index := v.Seal("p", []byte("old")), v.Index("p", "x")

	number, err := v.Rotate(t.Context())
	if err != nil || number != 2 || v.CurrentKey() != 2 {
		t.Fatalf("rotated to %d (current %d): %v", number, v.CurrentKey(), err)
	}
	after := v.Seal("p", []byte("new"))
	if vault.KeyOf(before) != 1 || vault.KeyOf(after) != 2 {
		t.Errorf("key numbers %d and %d", vault.KeyOf(before), vault.KeyOf(after))
	}
	for name, v := range map[string]*vault.Vault{"same": v, "other process": other, "restarted": reopen(t, dir, master(t, 1))} {
		for want, sealed := range map[string][]byte{"old": before, "new": after} {
			if got, err := v.Open("p", sealed); err != nil || string(got) != want {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		if !bytes.Equal(v.Index("p", "x"), index) {
			t.Errorf("%s: rotation changed the index", name)
		}
		if v.CurrentKey() != 2 {
			t.Errorf("%s: current key %d", name, v.CurrentKey())
		}
	}
	forged := bytes.Clone(after)
	forged[4] = 9
	_, err = v.Open("p", forged)
	wantReason(t, err, "data_key_unknown")
}

func TestRotationsAtOnceNeverShareANumber(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	create(t, dir, master(t, 1))
	var wg sync.WaitGroup
	numbers := make(chan uint32, 8)
	for range cap(numbers) {
		v := reopen(t, dir, master(t, 1))
		wg.Go(func() {
			n, err := v.Rotate(t.Context())
			for fault.ReasonOf(err) == "keyring_busy" {
				n, err = v.Rotate(t.Context())
			}
			if err != nil {
				t.Error(err)
			}
			numbers <- n
		})
	}
	wg.Wait()
	close(numbers)
	seen := make(map[uint32]bool)
	for n := range numbers {
		seen[n] = true
	}
	if len(seen) != cap(numbers) || reopen(t, dir, master(t, 1)).CurrentKey() != 9 {
		t.Errorf("numbers given: %v", seen)
	}
}

func TestChangingTheMasterKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := create(t, dir, master(t, 1))
	if _, err := v.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	sealed, index, wrapped := v.Seal("p", []byte("text")), v.Index("p", "x"), v.Wrap("k", []byte("secret"))

	_, err := vault.Open(t.Context(), dir, noon, master(t, 2))
	wantReason(t, err, "master_key_wrong")

	both := reopen(t, dir, master(t, 2), master(t, 1))
	if got, err := both.Unwrap("k", wrapped); err != nil || string(got) != "secret" {
		t.Errorf("under the older key: %q, %v", got, err)
	}
	rewrapped, changed, err := both.Rewrap("k", wrapped)
	if err != nil || !changed {
		t.Fatalf("rewrap: changed %v, %v", changed, err)
	}
	if _, changed, err := both.Rewrap("k", rewrapped); err != nil || changed {
		t.Errorf("second rewrap: changed %v, %v", changed, err)
	}
	if err := both.RewrapRing(t.Context()); err != nil {
		t.Fatal(err)
	}

	_, err = vault.Open(t.Context(), dir, noon, master(t, 1))
	wantReason(t, err, "master_key_wrong")
	alone := reopen(t, dir, master(t, 2))
	if got, err := alone.Open("p", sealed); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := alone.Unwrap("k", rewrapped); err != nil || string(got) != "secret" {
		t.Errorf("%q, %v", got, err)
	}
	if !bytes.Equal(alone.Index("p", "x"), index) {
		t.Error("the index changed with the master key")
	}
	_, err = alone.Unwrap("k", wrapped)
	wantReason(t, err, "master_key_wrong")
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

// TestCrashesLeaveNothingInTheWay stages what a process killed at the worst
// moment leaves: its lock file, and a key ring half written beside the old one.
func TestCrashesLeaveNothingInTheWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sealed := create(t, dir, master(t, 1)).Seal("p", []byte("text"))
	for name, content := range map[string]string{"keyring.json.next": `{"format":1,`, "keyring.json.lock": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	v := reopen(t, dir, master(t, 1))
	if number, err := v.Rotate(t.Context()); err != nil || number != 2 {
		t.Errorf("rotated to %d, %v", number, err)
	}
	if got, err := reopen(t, dir, master(t, 1)).Open("p", sealed); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestFailedRotationChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := create(t, dir, master(t, 1))
	ring := filepath.Join(dir, "keyring.json")
	if err := os.WriteFile(ring, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := v.Rotate(t.Context())
	wantReason(t, err, "keyring_damaged")
	if v.CurrentKey() != 1 {
		t.Errorf("current key %d", v.CurrentKey())
	}
	if got, err := v.Open("p", v.Seal("p", []byte("text"))); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Rotate(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
