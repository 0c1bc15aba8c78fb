package tsp

import (
	"context"
	"crypto"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/der"
	"yinxin.example/yinxin/internal/signature/tspread"
)

// Respond answers a query that could be read, with a token or with the refusal
// that a policy not ours deserves. It fails as the key does.
func (a *Authority) Respond(ctx context.Context, q tspread.Query) ([]byte, error) {
	const op = "tsp.Respond"
	if q.Policy != "" && q.Policy != a.params.Policy {
		return Refuse(tspread.UnacceptedPolicy)
	}
	oid, err := hashOID(q.Hash)
	if err != nil {
		return Refuse(tspread.BadAlg)
	}
	imprint := messageImprint{pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.NullRawValue}, q.Digest}
	token, err := a.token(ctx, asked{imprint, q.Nonce, q.Certificates})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	granted := der.Element(der.Sequence, []byte{der.Integer, 1, tspread.Granted})
	return der.Element(der.Sequence, granted, token.DER), nil
}

// RefuseUnread answers a query that tspread.ParseQuery could not read.
func RefuseUnread(err error) ([]byte, error) {
	switch {
	case errors.Is(err, tspread.ErrAlgorithm):
		return Refuse(tspread.BadAlg)
	case errors.Is(err, tspread.ErrExtension):
		return Refuse(tspread.UnacceptedExtension)
	default:
		return Refuse(tspread.BadDataFormat)
	}
}

// Refuse writes a response without a token, for one bit of PKIFailureInfo (RFC
// 3161, 2.4.2).
func Refuse(failure int) ([]byte, error) {
	bits := asn1.BitString{Bytes: make([]byte, failure/8+1), BitLength: failure + 1}
	bits.Bytes[failure/8] = 0x80 >> (failure % 8)
	type info struct {
		Status  int
		Failure asn1.BitString
	}
	return asn1.Marshal(struct{ Status info }{info{tspread.Rejection, bits}})
}

func hashOID(h crypto.Hash) (asn1.ObjectIdentifier, error) {
	for last := range 5 {
		oid := append(sha256OID()[:8], last)
		if (cmsread.Algorithm{OID: oid.String()}).Hash().Standard() == h {
			return oid, nil
		}
	}
	return nil, errors.New("tsp: a hash algorithm without a name")
}

// asked is what of a query goes into a token.
type asked struct {
	imprint      messageImprint
	nonce        *big.Int // nil for none
	certificates bool
}

// token makes a token of now. It fails as the key does, with tsa_unavailable
// while the authority's certificate is not valid, and with tsa_too_large.
func (a *Authority) token(ctx context.Context, q asked) (Token, error) {
	at := a.params.Now().UTC().Truncate(accuracy)
	if err := a.checkValid("tsp.token", at); err != nil {
		return Token{}, err
	}
	serial, err := newSerial()
	if err != nil {
		return Token{}, err
	}
	info, err := asn1.Marshal(tstInfo{
		Version: 1, Policy: a.policy, Imprint: q.imprint, Serial: serial, Time: at,
		Accuracy: said{Seconds: int(accuracy / time.Second)}, Nonce: q.nonce,
	})
	if err != nil {
		return Token{}, err
	}
	token, err := a.layout.sign(ctx, a.params.Key, info, q.certificates)
	if err != nil {
		return Token{}, err
	}
	if len(token) > MaxTokenLen {
		return Token{}, fault.New("tsp.token", fault.Invalid, "tsa_too_large")
	}
	return Token{DER: token, Time: at, Accuracy: accuracy}, nil
}

// tstInfo is RFC 3161, 2.4.2; ordering is FALSE, and so left out.
type tstInfo struct {
	Version  int
	Policy   asn1.RawValue
	Imprint  messageImprint
	Serial   *big.Int
	Time     time.Time `asn1:"generalized"`
	Accuracy said
	Nonce    *big.Int `asn1:"optional"`
}

// said is Accuracy in whole seconds.
type said struct{ Seconds int }
