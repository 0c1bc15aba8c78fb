package pades

import (
	"crypto/x509"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// checkChain checks that the first certificate may sign documents and that
// each is signed by the next (RFC 5280 section 6.1, without the questions of
// time, trust and revocation). An intermediate's own signature must be the one
// with the small s: no verifier could tell the certificate from its twin, and
// ours refuses copies that carry such a one.
func checkChain(chain []*x509.Certificate) error {
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	if seal := chain[0]; seal.IsCA || seal.KeyUsage&signs == 0 {
		return errors.New("pades: the first certificate may not sign documents")
	}
	for i := range len(chain) - 1 {
		if err := x509cert.CheckSignedBy(chain[i], chain[i+1]); err != nil {
			return fmt.Errorf("pades: certificate %d is not signed by the next: %w", i, err)
		}
		by, err := cms.AlgorithmOf(chain[i+1].PublicKey)
		if i > 0 && err == nil && by.CheckForm(chain[i].Signature) != nil {
			return fmt.Errorf("pades: the signature of certificate %d has a twin: its s is above n/2", i)
		}
	}
	return nil
}
