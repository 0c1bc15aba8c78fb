package verify

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// Trust is whom you believe: roots, what each may be used for, and the
// revocation lists at hand. The zero Trust, like nil, believes nobody. A Trust
// is safe for use from many goroutines and remembers chains it has checked and
// how copies begin, at most a few megabytes; make it once and keep it.
type Trust struct {
	bundles       bundles
	begin         beginnings
	statements    statement.Reader
	roots         []root
	intermediates []*x509.Certificate
	evidence      chain.Evidence
	compromised   map[[sha256.Size]byte]time.Time // since when, by the digest of the certificate's DER
}

// root is one anchor with the limits of trust.json; seals is nil where none
// are named, and then a seal may seal for the O of its own subject.
type root struct {
	certificate *x509.Certificate
	uses        []string
	seals       []sealRule
	compromised time.Time
}

type sealRule struct {
	authority      string
	qualifications []string // nil: every one
	from           civil.Date
}

const (
	useSeal       = "seal"
	useTime       = "time"
	useRevocation = "revocation"

	maxTrustFile = 16 << 20
)

// ParseTrust reads roots from PEM text and revocation lists in DER or PEM.
// Every certificate is a root good for every use. It fails where the text
// holds no certificate or anything cannot be read.
func ParseTrust(pemText []byte, crls ...[]byte) (*Trust, error) {
	certificates, err := parsePEM(pemText)
	if err != nil {
		return nil, err
	}
	if len(certificates) == 0 {
		return nil, errors.New("verify: the trust holds no certificate")
	}
	t := &Trust{}
	for _, c := range certificates {
		t.addRoot(root{certificate: c, uses: []string{useSeal, useTime}})
	}
	for _, crl := range crls {
		if err := t.addList(crl); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// LoadTrust reads a PEM file of roots, or a folder: *.pem (certificates),
// *.crl (revocation lists, DER or PEM), *.ocsp (OCSP responses, DER) and
// trust.json, which says which of the certificates are roots and for what.
// Without trust.json all of them are, for seals and time.
func LoadTrust(pemOrDir string) (*Trust, error) {
	info, err := os.Stat(pemOrDir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		text, err := readSmall(pemOrDir)
		if err != nil {
			return nil, err
		}
		return ParseTrust(text)
	}
	return loadFolder(pemOrDir)
}

func loadFolder(dir string) (*Trust, error) {
	pems, err := readAll(dir, "*.pem")
	if err != nil {
		return nil, err
	}
	crls, err := readAll(dir, "*.crl")
	if err != nil {
		return nil, err
	}
	t, err := ParseTrust(bytes.Join(pems, []byte("\n")), crls...)
	if err != nil {
		return nil, fmt.Errorf("%w (in %s)", err, filepath.Base(dir))
	}
	answers, err := readAll(dir, "*.ocsp")
	if err != nil {
		return nil, err
	}
	for _, answer := range answers {
		if err := t.addAnswer(answer); err != nil {
			return nil, err
		}
	}
	text, err := readSmall(filepath.Join(dir, "trust.json"))
	if errors.Is(err, os.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	return t, t.restrict(text)
}

func readAll(dir, pattern string) ([][]byte, error) {
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out [][]byte
	for _, name := range names {
		text, err := readSmall(name)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

func readSmall(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxTrustFile {
		return nil, fmt.Errorf("verify: %s is larger than 16 MiB", filepath.Base(name))
	}
	return os.ReadFile(name)
}

func parsePEM(text []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return out, nil
		}
		text = rest
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, _, err := x509cert.ParseTolerant(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("verify: a trusted certificate cannot be read: %w", err)
		}
		out = append(out, c)
	}
}

func (t *Trust) addRoot(r root) {
	if !slices.ContainsFunc(t.roots, func(have root) bool { return have.certificate.Equal(r.certificate) }) {
		t.roots = append(t.roots, r)
	}
}

func (t *Trust) addList(data []byte) error {
	list, err := chain.ParseList(data)
	if err != nil {
		return fmt.Errorf("verify: a revocation list cannot be read: %w", err)
	}
	t.evidence.Lists = append(t.evidence.Lists, list)
	return nil
}

func (t *Trust) addAnswer(data []byte) error {
	answer, err := chain.ParseAnswer(data)
	if err != nil {
		return fmt.Errorf("verify: an OCSP response cannot be read: %w", err)
	}
	t.evidence.Answers = append(t.evidence.Answers, answer)
	return nil
}

// anchors lists the roots that are good for a use.
func (t *Trust) anchors(use string) []*x509.Certificate {
	if t == nil {
		return nil
	}
	var out []*x509.Certificate
	for _, r := range t.roots {
		if slices.Contains(r.uses, use) {
			out = append(out, r.certificate)
		}
	}
	return out
}

// rootOf finds the root that a path ends in.
func (t *Trust) rootOf(path []*x509.Certificate) root {
	for _, r := range t.roots {
		if r.certificate.Equal(path[len(path)-1]) {
			return r
		}
	}
	return root{}
}

func fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}
