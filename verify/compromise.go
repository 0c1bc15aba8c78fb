package verify

import (
	"crypto/sha256"
	"time"
)

// Compromise declares since when the key of a certificate, named by the SHA-256
// of its DER, may have been in other hands, as certificates of trust.json do; of
// several moments the earliest counts. Whoever has a key writes any date into
// what it signs: from then on nothing by it is believed but what is proven to be
// older, by a trusted timestamp or by Options.KnownAt, whatever time is asked
// about. It is called before t is first used for checking.
func (t *Trust) Compromise(certificate [sha256.Size]byte, since time.Time) {
	if t.compromised == nil {
		t.compromised = map[[sha256.Size]byte]time.Time{}
	}
	if have, ok := t.compromised[certificate]; !ok || since.Before(have) {
		t.compromised[certificate] = since
	}
}

// restrictCompromised applies what is declared of the certificates of a path.
func (c *checker) restrictCompromised(j *judged) {
	if len(c.trust.compromised) == 0 {
		return
	}
	for _, cert := range j.path {
		since, ok := c.trust.compromised[sha256.Sum256(cert.Raw)]
		switch {
		case !ok:
		case j.proven.IsZero() || !j.proven.Before(since):
			j.distrust(reasonSealCompromised)
			return
		default:
			j.outlived = true
		}
	}
}

// know takes in when the caller knows a copy of ours to have existed.
func (c *checker) know(j *judged) {
	if j.ours && !c.knownAt.IsZero() && (j.proven.IsZero() || c.knownAt.Before(j.proven)) {
		j.proven = c.knownAt
	}
}

// TimeBound reports whether the answer could be better if the file were known
// to be older: the seal's certificate has expired since, was revoked, or its key
// was compromised. A register that knows the file then gives Options.KnownAt.
func (r Report) TimeBound() bool {
	return r.Seal == SealUntrusted && (r.has(reasonSealExpired) || r.has(reasonSealRevoked) || r.has(reasonSealCompromised))
}
