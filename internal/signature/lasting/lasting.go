// Package lasting reads how long a copy can be proven by what it bears: its
// level of PAdES, and when the chain of its newest timestamp ends. It says
// nothing about whether any of that is valid.
package lasting

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// Proof is what a copy bears.
type Proof struct {
	Level pades.Level
	Clock Clock // the newest timestamp's; zero where there is none

	Seal   []*x509.Certificate // that the seals hold, the first one's first
	Tokens [][]byte            // its timestamps, DER of a TimeStampToken each, oldest first
	Stamps int                 // how many of them are document timestamps
}

// Clock is who made a timestamp.
type Clock struct {
	Ends      time.Time // when the first certificate of its chain ends, as far as that is at hand
	Algorithm string    // of its key and digest: "p256-sha256", "rsa2048-sha256"
}

var errForm = errors.New("lasting: no copy of ours")

// Read reads a copy of ours. It fails with copy_not_extendable for another file.
func Read(ctx context.Context, file []byte) (Proof, error) {
	const op = "lasting.Read"
	pdf, err := pdfread.Open(ctx, file, pdfread.DefaultLimits(len(file)))
	if err != nil {
		return Proof{}, unreadable(op, err)
	}
	p, err := read(pdf.Final())
	if err != nil {
		return Proof{}, unreadable(op, err)
	}
	return p, nil
}

func unreadable(op string, err error) error {
	return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "copy_not_extendable", Err: err}
}

// read follows the form's fields: the seal's first, then each document
// timestamp, as they were appended.
func read(view *pdfread.View) (p Proof, err error) {
	form := view.Dict(view.Catalog()["AcroForm"])
	var newest pdfread.Object // field of the newest document timestamp
	for i, field := range view.Array(form["Fields"]) {
		value := view.Dict(view.Dict(field)["V"])
		contents, ok := view.Resolve(value["Contents"]).(pdfread.String)
		if !ok {
			return p, errForm
		}
		if view.Name(value["SubFilter"]) == "ETSI.RFC3161" {
			token, err := cmsread.Parse(contents.Bytes)
			if err != nil {
				return p, err
			}
			p.Tokens = append(p.Tokens, contents.Bytes[:token.Length])
			p.Stamps, newest = p.Stamps+1, field
			continue
		}
		if i > 0 {
			err = p.readSecond(contents.Bytes)
		} else {
			err = p.readSeal(contents.Bytes)
		}
		if err != nil {
			return p, err
		}
	}
	if p.Seal == nil {
		return p, errForm
	}
	kept := addition.Of(view)
	p.Level = level(p, kept, covers(view, newest))
	if len(p.Tokens) == 0 {
		return p, nil
	}
	p.Clock, err = ClockOf(p.Tokens[len(p.Tokens)-1], kept.Certificates)
	return p, err
}

func (p *Proof) readSeal(contents []byte) error {
	container, err := cmsread.Parse(contents)
	if err != nil {
		return err
	}
	if p.Seal = chain.Parse(container.Certificates); len(p.Seal) == 0 || len(container.Signers) != 1 {
		return errForm
	}
	p.Tokens = append(p.Tokens, container.Signers[0].Timestamps()...)
	return nil
}

// readSecond reads the electronic seal that seals a copy once more.
func (p *Proof) readSecond(contents []byte) error {
	second, err := sesread.Parse(contents)
	if err == nil {
		p.Seal = append(p.Seal, chain.Parse([][]byte{second.Certificate})...)
	}
	return err
}

// level is the highest whose parts the copy has; covered says that a document
// timestamp is over the store as it is.
func level(p Proof, kept addition.Material, covered bool) pades.Level {
	switch {
	case len(p.Tokens) == 0:
		return pades.BaselineB
	case kept.Empty():
		return pades.BaselineT
	case covered:
		return pades.BaselineLTA
	default:
		return pades.BaselineLT
	}
}

// covers reports whether a field, a timestamp's, came with the store as it is or
// later.
func covers(view *pdfread.View, field pdfread.Object) bool {
	stamp, isRef := field.(pdfread.Ref)
	store, kept := view.Catalog()["DSS"].(pdfread.Ref)
	return isRef && kept && view.Origin(stamp.Number) >= view.Origin(store.Number)
}

// ClockOf tells who made a token (DER of a TimeStampToken); others are
// certificates (DER) that may stand above its maker's.
func ClockOf(token []byte, others [][]byte) (Clock, error) {
	signed, err := cmsread.Parse(token)
	if err != nil || len(signed.Signers) != 1 {
		return Clock{}, errors.Join(errForm, err)
	}
	return clockOf(signed, others)
}

func clockOf(signed cmsread.SignedData, others [][]byte) (Clock, error) {
	known := chain.Parse(slices.Concat(signed.Certificates, others))
	signer := signed.Signers[0]
	maker, err := signer.Certificate(known)
	if err != nil {
		return Clock{}, err
	}
	digest := strings.ToLower(strings.ReplaceAll(signer.DigestAlgorithm.Hash().String(), "-", ""))
	return Clock{Ends: endOf(maker, known), Algorithm: keyName(maker) + "-" + digest}, nil
}

// maxPath bounds the certificates between a maker's and its root.
const maxPath = 8

// endOf is when the first certificate ends of a path that leads from one as far
// up as is known.
func endOf(c *x509.Certificate, known []*x509.Certificate) time.Time {
	ends := c.NotAfter
	for range maxPath {
		i := slices.IndexFunc(known, func(by *x509.Certificate) bool { return bytes.Equal(by.RawSubject, c.RawIssuer) })
		if i < 0 || bytes.Equal(known[i].Raw, c.Raw) {
			break
		}
		if c = known[i]; c.NotAfter.Before(ends) {
			ends = c.NotAfter
		}
	}
	return ends
}

func keyName(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("rsa%d", k.N.BitLen())
	case *ecdsa.PublicKey:
		if sm2key.Is(k) {
			return "sm2"
		}
		return fmt.Sprintf("p%d", k.Params().BitSize)
	default:
		return "other"
	}
}
