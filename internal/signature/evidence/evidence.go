// Package evidence gathers what proves the certificates of a seal years later:
// the certificates above them and their issuers' current revocation lists, from
// a folder where an operator, or whoever fetches them, keeps those.
package evidence

import (
	"bytes"
	"context"
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

const (
	// again is how long what was read from the folder is believed to be all.
	again = time.Minute
	// maxPath bounds the certificates between one and its root.
	maxPath = 8
	// maxList bounds a list that goes into each copy, in bytes: about 5,000
	// entries. Verifiers read 2 MiB of such proof in one file, ours among them,
	// and each renewal adds to it.
	maxList = 256 << 10
)

// Folder proves certificates with what lies in a folder: certificates (*.pem)
// and revocation lists (*.crl, DER). It is safe for concurrent use.
type Folder struct {
	path string
	now  func() time.Time

	mu     sync.Mutex
	read   time.Time
	certs  []*x509.Certificate
	lists  []*x509.RevocationList
	proven map[string]addition.Material // by the certificates asked about, since read
}

// NewFolder proves with what lies in the folder at the path; it need not be
// there yet.
func NewFolder(path string, now func() time.Time) *Folder { return &Folder{path: path, now: now} }

// Prove gives the certificates above those of a chain and of the tokens (DER of
// a TimeStampToken each), and the newest list of each issuer. It is
// Unavailable, evidence_missing, where an issuer is not known or has no list
// that is current, and revocation_list_too_long where that list is longer than copies
// may carry; Args["issuer"] names it.
func (f *Folder) Prove(_ context.Context, certificates []*x509.Certificate, tokens ...[]byte) (addition.Material, error) {
	const op = "evidence.Prove"
	key := keyOf(certificates, tokens)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.reread(); err != nil {
		return addition.Material{}, fault.Wrap(op, err)
	}
	if m, ok := f.proven[key]; ok {
		return m, nil
	}
	all := slices.Clone(certificates)
	for _, der := range tokens {
		token, err := cmsread.Parse(der)
		if err != nil {
			return addition.Material{}, fault.Wrap(op, err)
		}
		all = append(all, chain.Parse(token.Certificates)...)
	}
	m, err := f.prove(all)
	if err == nil {
		f.proven[key] = m
	}
	return m, fault.Wrap(op, err)
}

// keyOf is all certificates asked about, of tokens those that they bring along:
// an authority's are the same in all its tokens.
func keyOf(certificates []*x509.Certificate, tokens [][]byte) string {
	var b bytes.Buffer
	for _, c := range certificates {
		b.Write(c.Raw)
	}
	for _, der := range tokens {
		held, err := cmsread.Held(der)
		if err != nil {
			held = der // not in DER
		}
		b.Write(held)
	}
	return b.String()
}

// reread reads the folder again where that was not done for a while.
func (f *Folder) reread() error {
	now := f.now()
	if age := now.Sub(f.read); f.proven != nil && age >= 0 && age < again {
		return nil
	}
	f.certs, f.lists, f.proven = nil, nil, map[string]addition.Material{}
	for _, pattern := range []string{"*.pem", "*.crl"} {
		names, err := filepath.Glob(filepath.Join(f.path, pattern))
		if err != nil {
			return err
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			f.take(pattern, content)
		}
	}
	f.read = now
	return nil
}

// take keeps what can be read. A file that cannot proves nothing.
func (f *Folder) take(pattern string, content []byte) {
	if pattern == "*.pem" {
		if some, err := pki.ParseCertificates(content); err == nil {
			f.certs = append(f.certs, some...)
		}
		return
	}
	if list, err := x509.ParseRevocationList(content); err == nil {
		f.lists = append(f.lists, list)
	}
}

// prove follows every certificate up to one that issued itself.
func (f *Folder) prove(all []*x509.Certificate) (m addition.Material, err error) {
	known := slices.Concat(all, f.certs)
	for _, c := range all {
		for range maxPath {
			if bytes.Equal(c.RawIssuer, c.RawSubject) {
				break
			}
			issuer, list := issuerOf(c, known), f.listFor(c)
			if issuer == nil || list == nil || x509cert.CheckListSignedBy(list, issuer) != nil {
				return m, fault.New("evidence.prove", fault.Unavailable, "evidence_missing").With("issuer", c.Issuer.CommonName)
			}
			if len(list.Raw) > maxList {
				return m, fault.New("evidence.prove", fault.Unavailable, "revocation_list_too_long").With("issuer", c.Issuer.CommonName)
			}
			m.Certificates = append(m.Certificates, issuer.Raw)
			m.Lists = append(m.Lists, list.Raw)
			c = issuer
		}
	}
	return addition.Without(m, addition.Material{}), nil
}

func issuerOf(c *x509.Certificate, known []*x509.Certificate) *x509.Certificate {
	i := slices.IndexFunc(known, func(by *x509.Certificate) bool {
		return bytes.Equal(by.RawSubject, c.RawIssuer) && x509cert.CheckSignedBy(c, by) == nil
	})
	if i < 0 {
		return nil
	}
	return known[i]
}

// listFor is the newest list of a certificate's issuer that is current.
func (f *Folder) listFor(c *x509.Certificate) (newest *x509.RevocationList) {
	now := f.now()
	for _, list := range f.lists {
		if bytes.Equal(list.RawIssuer, c.RawIssuer) && !list.ThisUpdate.After(now) && list.NextUpdate.After(now) &&
			(newest == nil || list.ThisUpdate.After(newest.ThisUpdate)) {
			newest = list
		}
	}
	return newest
}
