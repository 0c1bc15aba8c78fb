//go:build pkcs11

package hsm

import (
	"context"
	"crypto/elliptic"

	"github.com/miekg/pkcs11"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
)

// Generate implements key.Device.
func (t *token) Generate(ctx context.Context, id string, alg key.Algorithm) (string, key.Signer, error) {
	const op = "hsm.Generate"
	switch alg {
	case cms.P256, cms.P384, cms.RSA2048, cms.RSA3072, cms.RSA4096:
	default:
		return "", nil, fault.New(op, fault.Invalid, "key_unsupported")
	}
	reference := Reference{ID: []byte(id)}.String()
	if err := t.make(ctx, reference, id, alg); err != nil {
		return "", nil, fault.Wrap(op, err)
	}
	s, err := t.Signer(ctx, reference)
	if err == nil && s.Algorithm() != alg {
		err = fault.New(op, fault.Conflict, "hsm_key_there")
	}
	return reference, s, fault.Wrap(op, err)
}

// make makes the key unless it is there. Some tokens get into disorder when two
// keys are made at a time, so they are made in turn.
func (t *token) make(ctx context.Context, reference, id string, alg key.Algorithm) error {
	select {
	case t.making <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-t.making }()
	_, err := with(ctx, t, making, func(l *link, s handle) (struct{}, error) {
		if _, err := l.pair(s, reference); fault.ReasonOf(err) != "hsm_key_missing" {
			return struct{}{}, err
		}
		mechanism, parameter, err := kind(alg)
		if err != nil {
			return struct{}{}, err
		}
		public, private := attributes(id)
		_, _, err = l.module.GenerateKeyPair(s, []*pkcs11.Mechanism{pkcs11.NewMechanism(mechanism, nil)}, append(public, parameter...), private)
		return struct{}{}, err
	})
	return err
}

// kind says how a key of an algorithm is made.
func kind(alg key.Algorithm) (mechanism uint, parameter []*pkcs11.Attribute, err error) {
	var curve elliptic.Curve
	switch alg {
	case cms.P256:
		curve = elliptic.P256()
	case cms.P384:
		curve = elliptic.P384()
	default:
		return pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN, []*pkcs11.Attribute{
			pkcs11.NewAttribute(pkcs11.CKA_MODULUS_BITS, alg.MaxSignatureLen()*8),
			pkcs11.NewAttribute(pkcs11.CKA_PUBLIC_EXPONENT, []byte{1, 0, 1}),
		}, nil
	}
	params, err := parameters(curve)
	return pkcs11.CKM_EC_KEY_PAIR_GEN, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, params)}, err
}

// attributes say that the key signs, does nothing else, and stays where it is.
func attributes(id string) (public, private []*pkcs11.Attribute) {
	set := func(yes bool, which ...uint) (set []*pkcs11.Attribute) {
		for _, w := range which {
			set = append(set, pkcs11.NewAttribute(w, yes))
		}
		return set
	}
	name := []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_ID, []byte(id)),
		pkcs11.NewAttribute(pkcs11.CKA_LABEL, "yinxin-"+id),
		pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
	}
	public = append(public, name...)
	public = append(public, set(true, pkcs11.CKA_VERIFY)...)
	public = append(public, set(false, pkcs11.CKA_ENCRYPT)...)
	private = append(private, name...)
	private = append(private, set(true, pkcs11.CKA_SIGN, pkcs11.CKA_PRIVATE, pkcs11.CKA_SENSITIVE)...)
	private = append(private, set(false, pkcs11.CKA_DECRYPT, pkcs11.CKA_EXTRACTABLE)...)
	return public, private
}
