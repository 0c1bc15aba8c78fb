package cmsread

const (
	oidRevocationArchival = "1.2.840.113583.1.1.8"       // adbe-revocationInfoArchival (ISO 32000-2, 12.8.3.3.2)
	oidRevocationValues   = "1.2.840.113549.1.9.16.2.24" // id-aa-ets-revocationValues (ETSI EN 319 122-1, A.1.2)
)

// OIDSignatureTimestamp is id-aa-signatureTimeStampToken (RFC 3161, appendix A).
const OIDSignatureTimestamp = "1.2.840.113549.1.9.16.2.14"

// RevocationValues gives the revocation lists and OCSP responses, in DER, that
// a signer's attributes hold: Adobe's signed attribute and ETSI's unsigned
// one, which have one shape.
func (s Signer) RevocationValues() (lists, answers [][]byte) {
	for _, a := range append(append([]Attribute{}, s.Signed...), s.Unsigned...) {
		if a.OID != oidRevocationArchival && a.OID != oidRevocationValues {
			continue
		}
		for _, value := range a.Values {
			n, _, err := parse(value)
			if err != nil || n.tag != tagSequence {
				continue
			}
			for _, field := range n.members {
				switch field.tag {
				case context0:
					lists = append(lists, elements(field)...)
				case context1:
					answers = append(answers, elements(field)...)
				}
			}
		}
	}
	return lists, answers
}

// elements gives the members of the SEQUENCE OF that an explicit tag holds.
func elements(field node) [][]byte {
	if len(field.members) != 1 {
		return nil
	}
	var out [][]byte
	for _, m := range field.members[0].members {
		out = append(out, m.raw)
	}
	return out
}

// Timestamps gives the timestamps of the signature's value, as they stand in
// the unsigned attributes.
func (s Signer) Timestamps() [][]byte {
	var out [][]byte
	for _, a := range s.Unsigned {
		if a.OID == OIDSignatureTimestamp {
			out = append(out, a.Values...)
		}
	}
	return out
}
