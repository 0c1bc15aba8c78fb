package chain

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"strings"
)

// constraints judges the names on paths by the constraints of the issuers
// above them. It reads each certificate once.
type constraints struct {
	of    map[*x509.Certificate]subtrees
	names map[*x509.Certificate]*names
	asIs  map[*x509.Certificate]*x509.Certificate
}

// admit gives issuers as crypto/x509 can be shown them: those whose constraints
// cannot be followed are left out, and those it would refuse only for naming
// directories critically are shown without that mark.
func (k *constraints) admit(issuers []*x509.Certificate) []*x509.Certificate {
	out := make([]*x509.Certificate, 0, len(issuers))
	for _, c := range issuers {
		extension, constrained := extensionOf(c, asn1.ObjectIdentifier{2, 5, 29, 30})
		if !constrained {
			out = append(out, c)
			continue
		}
		s, ok := readSubtrees(extension.Value)
		if !ok || s.others && extension.Critical {
			continue
		}
		k.of[c] = s
		shown := *c
		shown.UnhandledCriticalExtensions = slices.DeleteFunc(slices.Clone(c.UnhandledCriticalExtensions), extension.Id.Equal)
		k.asIs[&shown] = c
		out = append(out, &shown)
	}
	return out
}

// unmark puts the certificates themselves in the place of those shown.
func (k *constraints) unmark(path []*x509.Certificate) []*x509.Certificate {
	for i, c := range path {
		if original := k.asIs[c]; original != nil {
			path[i] = original
		}
	}
	return path
}

// hold reports whether the names of every certificate on a path are those that
// the issuers above it may certify (6.1.3 (b) and (c)).
func (k *constraints) hold(path []*x509.Certificate) bool {
	for i := len(path) - 1; i > 0; i-- {
		limit, constrained := k.of[path[i]]
		if !constrained {
			continue
		}
		for j, c := range path[:i] {
			selfIssued := bytes.Equal(c.RawSubject, c.RawIssuer)
			if (j == 0 || !selfIssued) && !k.keeps(c, path[i], limit) {
				return false
			}
		}
	}
	return true
}

// keeps holds one certificate against one issuer's constraints.
func (k *constraints) keeps(c, issuer *x509.Certificate, limit subtrees) bool {
	n := k.namesOf(c)
	if n == nil {
		return false
	}
	for _, d := range n.directories {
		if !limit.allow(d) {
			return false
		}
	}
	for _, address := range slices.Concat(n.mail, c.EmailAddresses) {
		under := func(base string) bool { return mailWithin(address, base) }
		if len(issuer.PermittedEmailAddresses) > 0 && !slices.ContainsFunc(issuer.PermittedEmailAddresses, under) ||
			slices.ContainsFunc(issuer.ExcludedEmailAddresses, under) {
			return false
		}
	}
	for _, u := range c.URIs {
		under := func(base string) bool { return hostWithin(u.Hostname(), base) }
		if len(issuer.PermittedURIDomains) > 0 && !slices.ContainsFunc(issuer.PermittedURIDomains, under) {
			return false
		}
	}
	return true
}

// mailWithin is narrower than crypto/x509: a host stands for itself, and only
// with a dot before it for those below it.
func mailWithin(address, base string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return false
	}
	local, host := address[:at], address[at+1:]
	if i := strings.LastIndexByte(base, '@'); i >= 0 {
		return local == base[:i] && strings.EqualFold(host, base[i+1:])
	}
	return hostWithin(host, base)
}

func hostWithin(host, base string) bool {
	if strings.HasPrefix(base, ".") {
		return len(host) > len(base) && strings.EqualFold(host[len(host)-len(base):], base)
	}
	return base == "" || strings.EqualFold(host, base)
}

func (k *constraints) namesOf(c *x509.Certificate) *names {
	n, known := k.names[c]
	if !known {
		n = readNames(c)
		k.names[c] = n
	}
	return n
}
