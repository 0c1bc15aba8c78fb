package chain

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
)

// names are what constraints are compared with and crypto/x509 does not look
// at; nil where they cannot be read.
type names struct {
	directories []directory
	mail        []string // of the subject
}

func newConstraints() *constraints {
	return &constraints{of: map[*x509.Certificate]subtrees{}, names: map[*x509.Certificate]*names{}, asIs: map[*x509.Certificate]*x509.Certificate{}}
}

// readNames collects the subject, where there is one, and what directory names
// stand beside it.
func readNames(c *x509.Certificate) *names {
	var n names
	subject, err := readDirectory(c.RawSubject)
	if err != nil {
		return nil
	}
	if len(subject) > 0 {
		n.directories = append(n.directories, subject)
	}
	emailAddress := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}
	for _, rdn := range subject {
		for _, a := range rdn {
			if !a.kind.Equal(emailAddress) {
				continue
			}
			if a.text == "" || !a.settled {
				return nil
			}
			n.mail = append(n.mail, a.text)
		}
	}
	extension, ok := extensionOf(c, asn1.ObjectIdentifier{2, 5, 29, 17})
	if !ok {
		return &n
	}
	outer, ok := elements(extension.Value, 1)
	if !ok || len(outer) != 1 {
		return nil
	}
	all, ok := elements(outer[0].Bytes, maxAltNames)
	if !ok {
		return nil
	}
	for _, name := range all {
		if name.Class != asn1.ClassContextSpecific || name.Tag != formDirectory {
			continue
		}
		d, err := readDirectory(name.Bytes)
		if err != nil {
			return nil
		}
		n.directories = append(n.directories, d)
	}
	return &n
}

func extensionOf(c *x509.Certificate, id asn1.ObjectIdentifier) (pkix.Extension, bool) {
	for _, e := range c.Extensions {
		if e.Id.Equal(id) {
			return e, true
		}
	}
	return pkix.Extension{}, false
}
