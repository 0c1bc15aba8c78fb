package verify

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// trustFile is trust.json: {"roots":[{"sha256":"<hex of the root's DER>",
// "uses":["seal","time"], "seals":[{"authority":"…", "qualifications":["…"],
// "from":"2000-01-01"}], "compromised":"<RFC 3339>"}], "certificates":[{"sha256":
// "<hex of the certificate's DER>", "compromised_at":"<RFC 3339>"}]}. Absent uses mean seal;
// absent seals or qualifications mean every one, an empty list none. A root of
// the use revocation may answer, itself or by responders it certifies, for the
// certificates of every issuer.
type trustFile struct {
	Roots []struct {
		SHA256 string   `json:"sha256"`
		Uses   []string `json:"uses"`
		Seals  []struct {
			Authority      string     `json:"authority"`
			Qualifications []string   `json:"qualifications"`
			From           civil.Date `json:"from"`
		} `json:"seals"`
		Compromised time.Time `json:"compromised"`
	} `json:"roots"`
	Certificates []struct {
		SHA256        string    `json:"sha256"`
		CompromisedAt time.Time `json:"compromised_at"`
	} `json:"certificates"`
}

// restrict makes the roots those of trust.json, and every other certificate an
// intermediate. An unknown key or a root without its certificate is an error:
// a limit that is misspelt must not be a limit that is ignored.
func (t *Trust) restrict(text []byte) error {
	var file trustFile
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return fmt.Errorf("verify: trust.json: %w", err)
	}
	if d.More() {
		return errors.New("verify: trust.json: something follows the object")
	}
	all := t.roots
	t.roots = nil
	for _, entry := range file.Roots {
		c := certificateOf(all, strings.ToLower(entry.SHA256))
		if c == nil {
			return fmt.Errorf("verify: trust.json: no *.pem holds the root %.16q", entry.SHA256)
		}
		r := root{certificate: c, uses: entry.Uses, compromised: entry.Compromised}
		if r.uses == nil {
			r.uses = []string{useSeal}
		}
		for _, use := range r.uses {
			if !slices.Contains([]string{useSeal, useTime, useRevocation}, use) {
				return fmt.Errorf("verify: trust.json: unknown use %.16q", use)
			}
		}
		if entry.Seals != nil {
			r.seals = []sealRule{}
		}
		for _, s := range entry.Seals {
			r.seals = append(r.seals, sealRule{s.Authority, s.Qualifications, s.From})
		}
		t.addRoot(r)
	}
	for _, entry := range file.Certificates {
		sum, err := hex.DecodeString(entry.SHA256)
		if err != nil || len(sum) != sha256.Size || entry.CompromisedAt.IsZero() {
			return fmt.Errorf("verify: trust.json: certificate %.16q needs sha256 and compromised_at", entry.SHA256)
		}
		t.Compromise([sha256.Size]byte(sum), entry.CompromisedAt)
	}
	t.evidence.Responders = t.anchors(useRevocation)
	for _, r := range all {
		if certificateOf(t.roots, fingerprint(r.certificate)) == nil {
			t.intermediates = append(t.intermediates, r.certificate)
		}
	}
	return nil
}

func certificateOf(roots []root, sha256 string) *x509.Certificate {
	for _, r := range roots {
		if fingerprint(r.certificate) == sha256 {
			return r.certificate
		}
	}
	return nil
}

// allows reports whether a seal under this root may seal a qualification's
// certificate for an authority on a day.
func (r root) allows(authority, qualification string, on civil.Date) bool {
	if r.seals == nil {
		return true
	}
	for _, s := range r.seals {
		named := s.qualifications == nil || slices.Contains(s.qualifications, qualification)
		if s.authority == authority && named && !on.Before(s.from) {
			return true
		}
	}
	return false
}
