package signin

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

func tiny(t *testing.T, atOnce int) *Hasher {
	t.Helper()
	h, err := NewHasher(Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, atOnce)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHashAndVerify(t *testing.T) {
	h := tiny(t, 2)
	one, err := h.Hash(t.Context(), "secret")
	if err != nil {
		t.Fatal(err)
	}
	two, _ := h.Hash(t.Context(), "secret")
	if one == two {
		t.Error("equal secrets are kept alike")
	}
	for secret, want := range map[string]bool{"secret": true, "Secret": false, "": false} {
		if got, err := h.Verify(t.Context(), one, secret); err != nil || got != want {
			t.Errorf("Verify(%q) = %v, %v", secret, got, err)
		}
	}
	if got, err := h.Verify(t.Context(), h.Decoy(), "secret"); err != nil || got {
		t.Errorf("the decoy: %v, %v", got, err)
	}
	if h.Stale(one) || !h.Stale("") {
		t.Error("stale is not told from fresh")
	}
}

// A string made by the reference implementation:
// echo -n password | argon2 somesalt -t 2 -m 16 -p 1 -id -e (RFC 9106's authors' test suite).
func TestVerifyReadsTheReferenceImplementation(t *testing.T) {
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, err := tiny(t, 1).Verify(t.Context(), reference, "password")
	if err != nil || !ok {
		t.Errorf("got %v, %v", ok, err)
	}
}

func TestHasherRunsAFewAtATime(t *testing.T) {
	h := tiny(t, 1)
	h.slots <- struct{}{} // one is under way
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := h.Hash(ctx, "secret"); err == nil {
		t.Error("a derivation began with no slot free")
	}
	<-h.slots
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := h.Hash(t.Context(), "secret"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestNewHasherRefuses(t *testing.T) {
	good := Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}
	for _, c := range []Cost{{}, {MemoryKiB: 7, Passes: 1, Lanes: 1}, {MemoryKiB: 8, Lanes: 1}, {MemoryKiB: 8, Passes: 1}, {MemoryKiB: 1 << 21, Passes: 1, Lanes: 1}} {
		if _, err := NewHasher(c, 1); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
	if _, err := NewHasher(good, 0); err == nil {
		t.Error("no slots were accepted")
	}
	if _, err := NewHasher(DefaultCost(), 4); err != nil {
		t.Error(err)
	}
}

func TestParsePHCRefuses(t *testing.T) {
	good := tiny(t, 1).Decoy()
	tests := map[string]string{
		"empty":           "",
		"argon2i":         strings.Replace(good, "argon2id", "argon2i", 1),
		"version":         strings.Replace(good, "v=19", "v=16", 1),
		"memory too much": strings.Replace(good, "m=8", "m=4194304", 1),
		"no passes":       strings.Replace(good, "t=1", "t=0", 1),
		"plus sign":       strings.Replace(good, "m=8", "m=+8", 1),
		"leading zero":    strings.Replace(good, "m=8", "m=08", 1),
		"one more":        good + "$",
		"short hash":      good[:len(good)-4],
		"padded":          good + "=",
		"long":            good + strings.Repeat("A", 300),
	}
	for name, s := range tests {
		if _, err := parsePHC(s); err == nil {
			t.Errorf("%s was accepted", name)
		} else if s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("%s: the error holds the string", name)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=1,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err == nil && p.String() != s {
			t.Errorf("%q reads as %q", s, p.String())
		}
	})
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"19900002212", "+86 199 0000 2212", "0085290000000", "+", "00", "86", "８６"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parsePhone(s)
		if err != nil {
			return
		}
		again, err := parsePhone(got)
		if err != nil || again != got || len(got) > 16 || strings.Trim(got, "+0123456789") != "" {
			t.Errorf("%q reads as %q, which reads as %q, %v", s, got, again, err)
		}
	})
}

func TestRecoveryCodesSurviveBeingWrittenDown(t *testing.T) {
	code := newCode(recoveryLength)
	typed := strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(strings.ToLower(code))
	if plainCode(typed) != plainCode(code) {
		t.Errorf("%q typed as %q reads as %q", code, typed, plainCode(typed))
	}
	if newCode(recoveryLength) == code {
		t.Error("two codes are equal")
	}
}

func TestTurnstileForgetsItsKeys(t *testing.T) {
	turns := newTurnstile()
	leave, err := turns.enter(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := turns.enter(ctx, "a"); err == nil {
		t.Error("two are inside")
	}
	other, err := turns.enter(ctx, "b")
	if err == nil {
		other()
	}
	leave()
	if n := len(turns.gates); n != 0 {
		t.Errorf("%d keys are remembered", n)
	}
}
