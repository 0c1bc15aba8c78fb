package verify_test

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// Whoever stole a key dates what it signs at will. After the compromise nothing
// verifies; before it, what a trusted timestamp or a register proves to be older.
func TestAfterTheCompromise(t *testing.T) {
	w := newWorld(t, false)
	c := newClock(t, w.root, nil)
	since := noon().Add(time.Hour)
	plain := w.copyOf(t, said())
	backDated := said() // the thief's: it says a day when all was well
	backDated.Code, backDated.MadeAt, backDated.AppliedAt = "0123456789ABD", noon().AddDate(0, 0, -3), noon().AddDate(0, 0, -3)
	forged := w.copyOf(t, backDated)
	before, after := w.sealedWith(t, c, noon()), w.sealedWith(t, c, since.Add(time.Minute))
	sum := sha256.Sum256(w.seal.Raw)
	declared := fmt.Sprintf(`"certificates":[{"sha256":"%x","compromised_at":"%s"}]`, sum, since.UTC().Format(time.RFC3339))
	list := must(pki.CRL(t.Context(), w.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: since.Add(2 * time.Hour), NextUpdate: since.AddDate(1, 0, 0),
		Revoked: must(pki.EntriesOf(pki.Revocation{Serial: w.seal.SerialNumber, At: since.Add(time.Hour), Since: since, Reason: 1}))(t)}))(t)
	for name, f := range map[string]struct {
		file  []byte
		at    time.Time
		known time.Time
		good  bool
	}{
		"no time":                                   {plain, dayAfter(), time.Time{}, false},
		"timestamped before":                        {before, dayAfter(), time.Time{}, true},
		"timestamped after":                         {after, dayAfter(), time.Time{}, false},
		"a register has it from before":             {plain, dayAfter(), noon(), true},
		"a register has it from then on":            {plain, dayAfter(), since, false},
		"back-dated with the stolen key":            {forged, dayAfter(), time.Time{}, false},
		"back-dated, and asked about that day":      {forged, noon(), time.Time{}, false},
		"timestamped before, asked about that day":  {before, noon().Add(time.Minute), time.Time{}, true},
		"timestamped after, which a register has":   {after, dayAfter(), noon(), true},
		"timestamped after, asked about the moment": {after, since.Add(time.Minute), time.Time{}, false},
	} {
		for source, reason := range map[string]string{"trust.json": "seal_compromised", "list": "seal_revoked"} {
			t.Run(name+", "+source, func(t *testing.T) {
				dir := t.TempDir()
				write(t, filepath.Join(dir, "root.pem"), string(w.pem()))
				if source == "list" {
					write(t, filepath.Join(dir, "root.crl"), string(list))
				} else {
					write(t, filepath.Join(dir, "trust.json"), fmt.Sprintf(`{"roots":[{"sha256":"%x","uses":["seal","time"]}],%s}`, sha256.Sum256(w.root.Certificate.Raw), declared))
				}
				r := check(t, f.file, verify.Options{Trust: must(verify.LoadTrust(dir))(t), At: f.at, KnownAt: f.known})
				if f.good != (r.Verdict == verify.Valid) || f.good == slices.Contains(r.Reasons, reason) || f.good == r.TimeBound() {
					t.Errorf("%s %v", r.Verdict, r.Reasons)
				}
				if source == "trust.json" && f.good != slices.Contains(r.Notes, "compromised_later") {
					t.Errorf("notes %v", r.Notes)
				}
			})
		}
	}
}

func TestTheEarliestCompromiseCounts(t *testing.T) {
	w := newWorld(t, false)
	trust := w.trust(t)
	sum := sha256.Sum256(w.seal.Raw)
	trust.Compromise(sum, noon().Add(time.Hour))
	trust.Compromise(sum, noon().Add(-time.Hour))
	trust.Compromise(sum, noon().Add(2*time.Hour))
	r := check(t, w.copyOf(t, said()), verify.Options{Trust: trust, At: dayAfter(), KnownAt: noon()})
	if !slices.Contains(r.Reasons, "seal_compromised") {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
}

// A limit that is misspelt must not be a limit that is ignored.
func TestADeclarationThatIsNoneIsAnError(t *testing.T) {
	w := newWorld(t, false)
	for _, declared := range []string{
		`{"sha256":"00","compromised_at":"2026-03-04T00:00:00Z"}`,
		fmt.Sprintf(`{"sha256":"%x"}`, sha256.Sum256(w.seal.Raw)),
		fmt.Sprintf(`{"sha256":"%x","compromised":"2026-03-04T00:00:00Z"}`, sha256.Sum256(w.seal.Raw)),
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "root.pem"), string(w.pem()))
		write(t, filepath.Join(dir, "trust.json"), `{"roots":[],"certificates":[`+declared+`]}`)
		if _, err := verify.LoadTrust(dir); err == nil {
			t.Errorf("no error for %s", declared)
		}
	}
}

// compromised is a copy whose key was in other hands from then on, and which a
// register knows from another time on.
func compromised(since, known time.Time) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		trust := w.trust(t)
		trust.Compromise(sha256.Sum256(w.seal.Raw), since)
		return check(t, w.copyOf(t, said()), verify.Options{Trust: trust, At: dayAfter(), KnownAt: known})
	}
}
