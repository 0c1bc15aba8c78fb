package seals

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/keyfile"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// ImportedKey is a key made elsewhere, with its chain. It is nowhere but in
// this process's memory until a second custodian has approved that it becomes a
// seal's; what is proposed has its chain only. Printed it shows nothing.
type ImportedKey struct {
	private *key.Private
	chain   []*x509.Certificate
}

// ReadKeyFile reads a key with its chain from PKCS #12 or PEM; it fails as
// keyfile.Read does. Whoever has the content clears it.
func ReadKeyFile(content []byte, password string) (*ImportedKey, error) {
	private, chain, err := keyfile.Read(content, password)
	if err != nil {
		return nil, fault.Wrap("seals.ReadKeyFile", err)
	}
	return &ImportedKey{private, chain}, nil
}

// Chain is the key's chain, PEM, as a seal is put into use with it.
func (k *ImportedKey) Chain() []byte { return pki.EncodeCertificates(k.chain...) }

// String keeps the key from being printed.
func (k *ImportedKey) String() string { return "imported " + k.private.String() }

// Forget lets go of a key that was proposed and not taken over, or was.
func (c *Custody) Forget(seal string) { c.imported.Delete(seal) }

// importable checks that a key may become a seal's of an authority: that its
// chain is one which checkers accept, as ReadChain says, and that no other seal
// has it, key_file_taken.
func (c *Custody) importable(ctx context.Context, r store.SealReader, authority string, k *ImportedKey) error {
	if err := checkChain(k.chain, k.chain[0].RawSubjectPublicKeyInfo, authority, c.Now(), c.Demo); err != nil {
		return err
	}
	return untaken(ctx, r, k.private.Public(), "key_file_taken")
}

// untaken is Conflict, with the reason, where a seal has the key already. It
// compares keys, since a key may have many names.
func untaken(ctx context.Context, r store.SealReader, public crypto.PublicKey, reason fault.Reason) error {
	all, err := r.Seals(ctx)
	if err != nil {
		return fault.Wrap("seals.untaken", err)
	}
	for _, s := range all {
		if key.Same(publicKey(s), public) {
			return fault.New("seals.untaken", fault.Conflict, reason)
		}
	}
	return nil
}

// publicKey is a seal's; nil where nothing says it.
func publicKey(s store.Seal) crypto.PublicKey {
	if request, err := x509cert.ParseRequest(s.Request); err == nil {
		return request.PublicKey
	}
	if len(s.Chain) == 0 {
		return nil
	}
	signing, err := x509cert.Parse(s.Chain[0])
	if err != nil {
		return nil
	}
	return signing.PublicKey
}

// digest names the key that a proposal is about.
func (k *ImportedKey) digest() string {
	sum := sha256.Sum256(k.chain[0].RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// takeOver gives a new seal the key that waits for it, wrapped by the vault.
func (c *Custody) takeOver(ctx context.Context, r store.SealReader, s *store.Seal, said payload) (key.Signer, error) {
	const op = "seals.takeOver"
	waiting, ok := c.imported.Load(s.ID)
	if !ok || waiting.(*ImportedKey).digest() != said.KeyFile {
		return nil, fault.New(op, fault.Conflict, "key_file_elsewhere")
	}
	private := waiting.(*ImportedKey).private
	if err := untaken(ctx, r, private.Public(), "key_file_taken"); err != nil {
		return nil, err
	}
	var err error
	s.WrappedKey, err = key.Wrap(c.Vault, s.ID, private)
	return private, fault.Wrap(op, err)
}
