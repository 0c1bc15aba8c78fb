package cms

import "crypto/x509/pkix"

// Identifiers are how CMS names the algorithm's hash and its signatures.
func (a Algorithm) Identifiers() (digest, signature pkix.AlgorithmIdentifier) {
	return a.digestIdentifier(), a.signatureIdentifier()
}
