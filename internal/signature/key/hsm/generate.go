//go:build pkcs11

package hsm

import (
	"context"
	"crypto/elliptic"

	"github.com/ThalesGroup/crypto11"
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
	if err := enter(ctx, t.making); err != nil {
		return err
	}
	defer func() { <-t.making }()
	_, err := with(ctx, t, making, func(l *link) (crypto11.Signer, error) {
		if k, err := l.find(reference); fault.ReasonOf(err) != "hsm_key_missing" {
			return k, err
		}
		public, private, err := attributes(id)
		if err != nil {
			return nil, err
		}
		switch alg {
		case cms.P256:
			return l.context.GenerateECDSAKeyPairWithAttributes(public, private, elliptic.P256())
		case cms.P384:
			return l.context.GenerateECDSAKeyPairWithAttributes(public, private, elliptic.P384())
		default:
			return l.context.GenerateRSAKeyPairWithAttributes(public, private, alg.MaxSignatureLen()*8)
		}
	})
	return err
}

// attributes say that the key signs, does nothing else, and stays where it is.
func attributes(id string) (public, private crypto11.AttributeSet, err error) {
	if public, err = crypto11.NewAttributeSetWithIDAndLabel([]byte(id), []byte("yinxin-"+id)); err != nil {
		return nil, nil, err
	}
	private = public.Copy()
	sets := []struct {
		set   crypto11.AttributeSet
		which crypto11.AttributeType
		value any
	}{
		{public, pkcs11.CKA_ENCRYPT, false},
		{public, pkcs11.CKA_VERIFY, true},
		{private, pkcs11.CKA_DECRYPT, false},
		{private, pkcs11.CKA_SIGN, true},
		{private, pkcs11.CKA_PRIVATE, true},
		{private, pkcs11.CKA_SENSITIVE, true},
		{private, pkcs11.CKA_EXTRACTABLE, false},
	}
	for _, s := range sets {
		if err := s.set.Set(s.which, s.value); err != nil {
			return nil, nil, err
		}
	}
	return public, private, nil
}
