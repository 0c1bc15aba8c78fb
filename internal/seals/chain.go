package seals

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// ReadChain reads the chain that an authority's CA issued for a seal's key,
// PEM, and refuses one that checkers would not accept under the seal's name:
// all of them Invalid at the field chain, pem_malformed, chain_unusable (order,
// signatures, length, names or policies its issuers may not certify), chain_key_mismatch, chain_wrong_authority,
// chain_key_usage, chain_policy_missing, chain_demo where a demonstration's
// seal is asked for outside one or the reverse, and chain_not_valid where a
// certificate is not valid at the time.
func ReadChain(text []byte, s store.Seal, at time.Time, demo bool) ([]*x509.Certificate, error) {
	certificates, err := pki.ParseCertificates(text)
	if err == nil {
		err = CheckChain(certificates, s, at, demo)
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return nil, f.At("chain")
	}
	return certificates, err
}

// CheckChain is what ReadChain holds certificates to: the signing certificate
// first, each signed by the next, the root left in or out.
func CheckChain(certificates []*x509.Certificate, s store.Seal, at time.Time, demo bool) error {
	const op = "seals.CheckChain"
	request, err := x509cert.ParseRequest(s.Request)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return checkChain(certificates, request.RawSubjectPublicKeyInfo, s.Authority, at, demo)
}

// checkChain is CheckChain for a key that has no request yet.
func checkChain(certificates []*x509.Certificate, public []byte, authority string, at time.Time, demo bool) error {
	const op = "seals.CheckChain"
	if err := checkLinks(certificates, at); err != nil {
		return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "chain_unusable", Err: err}
	}
	signing := certificates[0]
	subject := signing.Subject.Organization
	switch {
	case !bytes.Equal(signing.RawSubjectPublicKeyInfo, public):
		return fault.New(op, fault.Invalid, "chain_key_mismatch")
	case len(subject) != 1 || subject[0] != authority:
		return fault.New(op, fault.Invalid, "chain_wrong_authority")
	case chain.Usage(signing, false) != nil || signing.KeyUsage == 0:
		return fault.New(op, fault.Invalid, "chain_key_usage")
	case !chain.HasPolicy(signing, statement.SealPolicy):
		return fault.New(op, fault.Invalid, "chain_policy_missing").With("policy", statement.SealPolicy)
	case chain.HasPolicy(signing, statement.DemoPolicy) != demo:
		return fault.New(op, fault.Invalid, "chain_demo")
	}
	for _, c := range certificates {
		if !validAt(c, at) {
			return fault.New(op, fault.Invalid, "chain_not_valid")
		}
	}
	return nil
}

func validAt(c *x509.Certificate, at time.Time) bool {
	return !at.Before(c.NotBefore) && !at.After(c.NotAfter)
}

const searches = 100 // one chain, at its several times

// checkLinks checks what a signature can be laid out with, and that checkers
// would follow it.
func checkLinks(certificates []*x509.Certificate, at time.Time) error {
	if len(certificates) == 0 {
		return errors.New("seals: an empty chain")
	}
	algorithm, err := cms.AlgorithmOf(certificates[0].PublicKey)
	if err != nil {
		return err
	}
	if _, err := cms.NewTemplate(certificates, algorithm); err != nil {
		return err
	}
	for i := range len(certificates) - 1 {
		if err := x509cert.CheckSignedBy(certificates[i], certificates[i+1]); err != nil {
			return fmt.Errorf("seals: certificate %d is not signed by the next: %w", i, err)
		}
	}
	search := chain.Search{Attempts: searches, Policy: statement.SealPolicy}
	_, err = search.Build(certificates[0], certificates[1:], certificates[len(certificates)-1:], at)
	if errors.Is(err, chain.ErrNoPath) || errors.Is(err, chain.ErrWeak) {
		return fmt.Errorf("seals: the issuers' constraints are not kept: %w", err)
	}
	// The root is compared byte for byte; whoever stands between must have one
	// signature only, or checkers could be handed its twin.
	for i := 1; i < len(certificates)-1; i++ {
		issuer, err := cms.AlgorithmOf(certificates[i+1].PublicKey)
		if err == nil {
			err = issuer.CheckForm(certificates[i].Signature)
		}
		if err != nil {
			return fmt.Errorf("seals: the signature of certificate %d: %w", i, err)
		}
	}
	return nil
}

// Certificate is what people compare of a seal's signing certificate.
type Certificate struct {
	Subject, Issuer, Serial string
	From, Until             time.Time
	SHA256                  string // of the certificate, hexadecimal, in groups of four digits
}

// Describe tells a seal's signing certificate; false while it has none.
func Describe(s store.Seal) (Certificate, bool) {
	if len(s.Chain) == 0 {
		return Certificate{}, false
	}
	c, err := x509cert.Parse(s.Chain[0])
	if err != nil {
		return Certificate{}, false
	}
	return describe(c), true
}

// ChainEnds is when the first certificate of a seal's chain ends, and the seal
// with it; false while it has no chain.
func ChainEnds(s store.Seal) (end time.Time, ok bool) {
	for _, der := range s.Chain {
		c, err := x509cert.Parse(der)
		if err != nil {
			return time.Time{}, false
		}
		if end.IsZero() || c.NotAfter.Before(end) {
			end = c.NotAfter
		}
	}
	return end, !end.IsZero()
}

func describe(c *x509.Certificate) Certificate {
	sum := sha256.Sum256(c.Raw)
	var groups []string
	for digits := hex.EncodeToString(sum[:]); digits != ""; digits = digits[4:] {
		groups = append(groups, digits[:4])
	}
	return Certificate{
		Subject: c.Subject.String(), Issuer: c.Issuer.String(), Serial: c.SerialNumber.Text(16),
		From: c.NotBefore, Until: c.NotAfter, SHA256: strings.Join(groups, " "),
	}
}
