package storetest

import (
	"bytes"
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

// Rotating is an adapter whose rows can be sealed anew.
type Rotating interface {
	store.Store
	Reencrypt(ctx context.Context, limit int) (int, error)
}

// RunSecrecy holds an adapter to what lies on the disk: raw gives every byte
// it keeps, and rotate makes another key current.
func RunSecrecy(t *testing.T, s Rotating, rotate func(t *testing.T), raw func(t *testing.T) []byte) {
	secrets := fillWithSecrets(t, s)
	wantAbsent(t, raw(t), secrets)

	if n := reencrypt(t, s, 100); n != 0 {
		t.Errorf("Reencrypt found %d rows before the key changed", n)
	}
	rotate(t)
	const rows = 6 // two certificates, two accounts, one code, one proposal
	if n := reencrypt(t, s, 3); n != 3 {
		t.Errorf("Reencrypt took %d rows, want its limit of 3", n)
	}
	if n := reencrypt(t, s, 100); n != rows-3 {
		t.Errorf("Reencrypt took %d rows, want the last %d", n, rows-3)
	}
	if n := reencrypt(t, s, 100); n != 0 {
		t.Errorf("Reencrypt found %d rows after the last", n)
	}
	wantAbsent(t, raw(t), secrets)
	view(t, s, func(ctx context.Context, r store.Reader) error {
		certificates, err := r.CertificatesByDocument(ctx, certificate(1).Holder.Document)
		wantSame(t, "certificate", certificates, []cert.Certificate{certificate(1)})
		if err != nil {
			return err
		}
		accounts, err := r.AccountsByDocument(ctx, account(1).Document)
		wantSame(t, "account", accounts, []store.Account{account(1)})
		if err != nil {
			return err
		}
		code, err := r.OneTimeCode(ctx, id(1), "claim")
		wantSame(t, "telephone of a code", code.Phone, "19900009999")
		return err
	})
}

// fillWithSecrets writes identity and telephone numbers into every place that
// has one, and returns them.
func fillWithSecrets(t *testing.T, s store.Store) []string {
	t.Helper()
	a, b := certificate(1), certificate(2)
	add(t, s, a, b)
	addAccounts(t, s, account(1), account(2))
	const codePhone = "19900009999"
	throttled := "register:" + a.Holder.Document.Number
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.Allow(ctx, throttled, noon(), 3, 1000); err != nil {
			return err
		}
		if err := tx.AddProposal(ctx, proposal(1)); err != nil {
			return err
		}
		return tx.PutOneTimeCode(ctx, store.OneTimeCode{AccountID: id(1), Purpose: "claim", Hash: []byte("h"), Phone: codePhone, ExpiresAt: noon()})
	})
	return []string{
		a.Holder.Document.Number, a.Holder.Document.Normal(), a.Holder.Mobile, b.Holder.Document.Number, b.Holder.Mobile,
		account(1).Document.Number, account(1).Phone, account(1).TOTPSecret, codePhone, throttled, proposal(1).Content.Reason,
	}
}

func reencrypt(t *testing.T, s Rotating, limit int) int {
	t.Helper()
	n, err := s.Reencrypt(t.Context(), limit)
	if err != nil {
		t.Fatalf("Reencrypt: %v", err)
	}
	return n
}

func wantAbsent(t *testing.T, raw []byte, secrets []string) {
	t.Helper()
	if !bytes.Contains(raw, []byte(certificate(1).ManagementNumber)) {
		t.Fatal("the raw bytes do not hold what is kept in the clear: they are not the store's")
	}
	for _, secret := range secrets {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the raw bytes hold %q", secret)
		}
	}
}
