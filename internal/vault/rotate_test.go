package vault_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/vault"
)

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
