package tspread

import (
	"bytes"
	"crypto"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"math/big"
	"slices"

	"yinxin.example/yinxin/internal/signature/cmsread"
)

// Why a token is not what was asked for, matched with errors.Is.
var (
	ErrImprint     = errors.New("tspread: the token is of another document")
	ErrNonce       = errors.New("tspread: the token answers another query")
	ErrPolicy      = errors.New("tspread: the token was made under another policy")
	ErrCertificate = errors.New("tspread: the token lacks its maker's certificate, or names another")
	ErrUsage       = errors.New("tspread: the token's maker may not make timestamps")
	ErrUntrusted   = errors.New("tspread: no path leads from the token's maker to a root that is trusted for timestamps")
	ErrSignature   = errors.New("tspread: the token's signature is wrong")
	ErrShape       = errors.New("tspread: the token holds what its maker did not sign")
)

// Token is a TimeStampToken whose contents have been read but not believed.
type Token struct {
	Info
	DER    []byte
	signed cmsread.SignedData
}

// ParseToken reads a token. It fails with ErrMalformed, ErrAlgorithm or
// ErrExtension.
func ParseToken(der []byte) (Token, error) {
	if len(der) > MaxResponse {
		return Token{}, ErrMalformed
	}
	signed, err := cmsread.Parse(der)
	if err != nil || signed.Length != len(der) || signed.ContentType != cmsread.OIDTSTInfo || len(signed.Signers) != 1 {
		return Token{}, ErrMalformed
	}
	info, err := parseInfo(signed.Content)
	return Token{Info: info, DER: der, signed: signed}, err
}

// Wanted is what a token has to answer.
type Wanted struct {
	Hash   crypto.Hash
	Digest []byte
	Nonce  *big.Int // nil where none was sent
	Policy string   // dotted OID; "" for any
}

// Answers compares a token with the query. It fails with ErrImprint, ErrNonce
// or ErrPolicy.
func (t Token) Answers(w Wanted) error {
	switch {
	case t.Hash != w.Hash || subtle.ConstantTimeCompare(t.Digest, w.Digest) != 1:
		return ErrImprint
	case w.Nonce != nil && (t.Nonce == nil || t.Nonce.Cmp(w.Nonce) != 0):
		return ErrNonce
	case w.Policy != "" && t.Policy != w.Policy:
		return ErrPolicy
	}
	return nil
}

// exact reports whether every byte of the token is its maker's or fixed by
// what is, as verify asks of timestamps in our own files: nobody can then turn
// a copy's bytes into others that verify too.
func (t Token) exact(path []*x509.Certificate) bool {
	const version = 3
	d, s := t.signed, t.signed.Signers[0]
	signerVersion := 1
	if s.Issuer == nil {
		signerVersion = 3
	}
	if !d.DER || d.Version != version || s.Version != signerVersion || d.Others > 0 || len(d.CRLs) > 0 || len(s.Unsigned) > 0 || len(d.Digests) != 1 {
		return false
	}
	if d.Digests[0].OID != s.DigestAlgorithm.OID || !bare(d.Digests[0]) || !bare(s.DigestAlgorithm) || !bare(s.SignatureAlgorithm) {
		return false
	}
	for i, der := range d.Certificates {
		same := func(other []byte) bool { return bytes.Equal(other, der) }
		onPath := slices.ContainsFunc(path, func(c *x509.Certificate) bool { return same(c.Raw) })
		if !onPath || slices.ContainsFunc(d.Certificates[:i], same) {
			return false
		}
	}
	return true
}

// bare reports whether an algorithm has no parameters, or NULL.
func bare(a cmsread.Algorithm) bool {
	return len(a.Parameters) == 0 || bytes.Equal(a.Parameters, []byte{5, 0})
}
