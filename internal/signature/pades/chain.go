package pades

import (
	"crypto/x509"
	"errors"
	"fmt"
)

// checkChain checks that the first certificate may sign documents and that
// each is signed by the next (RFC 5280 section 6.1, without the questions of
// time, trust and revocation).
func checkChain(chain []*x509.Certificate) error {
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	if seal := chain[0]; seal.IsCA || seal.KeyUsage&signs == 0 {
		return errors.New("pades: the first certificate may not sign documents")
	}
	for i := range len(chain) - 1 {
		if err := chain[i].CheckSignatureFrom(chain[i+1]); err != nil {
			return fmt.Errorf("pades: certificate %d is not signed by the next: %w", i, err)
		}
	}
	return nil
}
