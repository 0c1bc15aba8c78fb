package signin

import (
	"context"

	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Changes read an account, then write all of it, and PostgreSQL runs them side
// by side. So each first holds what it reads: the person, where a claim is at
// stake, then the account, always in this order.

// holdPerson keeps every other transaction that settles a claim to the
// document waiting until this one ends, by locking one of the person's certificates.
// Without a certificate there is nothing a claim could show.
func holdPerson(ctx context.Context, tx store.Tx, d person.Document) error {
	certificates, err := tx.CertificatesOfPerson(ctx, d)
	if err != nil || len(certificates) == 0 {
		return err
	}
	_, err = tx.LockCertificate(ctx, certificates[0].ID)
	return err
}

// claimants returns the other accounts that hold the claim to a's document.
func claimants(ctx context.Context, r store.Reader, a store.Account) ([]store.Account, error) {
	all, err := r.AccountsByDocument(ctx, a.Document)
	if err != nil {
		return nil, err
	}
	var holders []store.Account
	for _, other := range all {
		if other.ID != a.ID && other.Claimed() {
			holders = append(holders, other)
		}
	}
	return holders, nil
}
