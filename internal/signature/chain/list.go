package chain

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// List is a revocation list (RFC 5280, 5), ready to be asked.
type List struct {
	list    *x509.RevocationList
	scope   scope
	entries map[string]*x509.RevocationListEntry // by serial number
}

// ParseList reads a revocation list in DER or PEM.
func ParseList(data []byte) (*List, error) {
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	list, err := x509.ParseRevocationList(data)
	if err != nil {
		return nil, err
	}
	l := &List{list: list, scope: scopeOf(list), entries: make(map[string]*x509.RevocationListEntry, len(list.RevokedCertificateEntries))}
	for i := range list.RevokedCertificateEntries {
		e := &list.RevokedCertificateEntries[i]
		// A certificate taken off hold again (removeFromCRL, 8) is good.
		if e.SerialNumber != nil && e.ReasonCode != 8 {
			l.entries[string(e.SerialNumber.Bytes())] = e
		}
	}
	return l, nil
}

// Issuer is the DER of the name of whoever issued the list.
func (l *List) Issuer() []byte { return l.list.RawIssuer }

// Raw is the list in DER.
func (l *List) Raw() []byte { return l.list.Raw }

// Settled reports whether a list is the issuer's and could not be written
// otherwise without its key: its signature verifies and has no twin.
func (l *List) Settled(issuer *x509.Certificate) bool {
	by, err := cms.AlgorithmOf(issuer.PublicKey)
	return err == nil && by.CheckForm(l.list.Signature) == nil && l.speaksOf(issuer) && l.signedBy(issuer)
}

func (l *List) speaksOf(issuer *x509.Certificate) bool {
	return l.scope != unreadable && bytes.Equal(l.list.RawIssuer, issuer.RawSubject)
}

func (l *List) signedBy(issuer *x509.Certificate) bool {
	return x509cert.CheckListSignedBy(l.list, issuer) == nil
}

// says gives what the list says of a certificate of its issuer's.
func (l *List) says(cert *x509.Certificate) word {
	w := word{this: l.list.ThisUpdate, next: l.list.NextUpdate, clears: l.scope == whole}
	if e := l.entries[string(cert.SerialNumber.Bytes())]; e != nil {
		w.revoked, w.lost = earliest(e.RevocationTime, e.Extensions), compromised(e.ReasonCode)
	}
	return w
}

// word is what one list or answer says of one certificate.
type word struct {
	revoked    time.Time // zero where it is not
	lost       bool      // because its key was in other hands
	this, next time.Time // next is zero where the word has no end
	clears     bool      // that it is not revoked means that it is good
}
