package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// issuer is 64 hexadecimal digits, all the same.
func issuer(digit string) string { return strings.Repeat(digit, 64) }

func issued(by, serial string) store.IssuedCertificate {
	return store.IssuedCertificate{Issuer: issuer(by), Serial: serial, EndsAt: noon().AddDate(1, 0, 0)}
}

func testIssued(t *testing.T, s store.Store) {
	for range 2 { // those that are there stay
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			if err := tx.AddIssuer(ctx, issuer("a")); err != nil {
				return err
			}
			return tx.AddIssued(ctx, []store.IssuedCertificate{issued("a", "10"), issued("a", "2"), issued("a", "3"), issued("b", "2")})
		})
	}
	two := issued("a", "2")
	two.RevokedAt, two.Reason, two.Since = noon(), 1, noon().Add(-time.Hour)
	ten := issued("a", "10")
	ten.RevokedAt = noon().Add(time.Second)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.RevokeIssued(ctx, issued("a", "4")), fault.NotFound, "")
		if err := tx.RevokeIssued(ctx, two); err != nil {
			return err
		}
		wantKind(t, tx.RevokeIssued(ctx, two), fault.Conflict, "already_revoked")
		return tx.RevokeIssued(ctx, ten)
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error { // is not made good again
		return tx.AddIssued(ctx, []store.IssuedCertificate{issued("a", "2")})
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		for _, want := range []store.IssuedCertificate{two, ten, issued("a", "3"), issued("b", "2")} {
			got, err := r.IssuedCertificate(ctx, want.Issuer, want.Serial)
			if err != nil {
				return err
			}
			wantSame(t, want.Serial, got, want)
		}
		_, err := r.IssuedCertificate(ctx, issuer("b"), "3")
		wantKind(t, err, fault.NotFound, "")
		_, err = r.RevokedCertificates(ctx, issuer("a"), "", store.ListLimit+1)
		wantKind(t, err, fault.Invalid, "list_too_long")
		all, err := r.RevokedCertificates(ctx, issuer("a"), "", 9)
		wantSame(t, "revoked", all, []store.IssuedCertificate{ten, two})
		if err != nil {
			return err
		}
		all, err = r.RevokedCertificates(ctx, issuer("a"), "10", 9)
		wantSame(t, "after one", all, []store.IssuedCertificate{two})
		if err != nil {
			return err
		}
		of, err := r.Issuer(ctx, issuer("a"))
		wantSame(t, "issuer", of, store.Issuer{ID: issuer("a"), Revocations: 2})
		return err
	})
	two.Since, ten.Since = two.Since.Add(-time.Hour), noon().Add(-time.Hour)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.AntedateIssued(ctx, issued("a", "4")), fault.NotFound, "")
		wantKind(t, tx.AntedateIssued(ctx, issued("a", "3")), fault.NotFound, "")
		for _, c := range []store.IssuedCertificate{two, ten} { // earlier, and for the first time
			if err := tx.AntedateIssued(ctx, c); err != nil {
				return err
			}
			wantKind(t, tx.AntedateIssued(ctx, c), fault.Conflict, "not_earlier")
		}
		return nil
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		all, err := r.RevokedCertificates(ctx, issuer("a"), "", 9)
		wantSame(t, "moved back", all, []store.IssuedCertificate{ten, two})
		if err != nil {
			return err
		}
		of, err := r.Issuer(ctx, issuer("a"))
		wantSame(t, "issuer", of, store.Issuer{ID: issuer("a"), Revocations: 4})
		return err
	})
}

func testPublishedLists(t *testing.T, s store.Store) {
	first := store.PublishedList{Number: 1, MadeAt: noon(), NextAt: noon().AddDate(0, 0, 7)}
	second := store.PublishedList{Number: 2, Revocations: 5, MadeAt: noon().Add(time.Hour), NextAt: noon().AddDate(0, 0, 8)}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Issuer(ctx, issuer("a"))
		wantKind(t, err, fault.NotFound, "")
		if err := tx.AddIssuer(ctx, issuer("a")); err != nil {
			return err
		}
		_, err = tx.PublishedCRL(ctx, issuer("a"), 0)
		wantKind(t, err, fault.NotFound, "")
		wantKind(t, tx.PublishCRL(ctx, issuer("a"), second, []byte("two")), fault.Conflict, "moved_on")
		if err := tx.PublishCRL(ctx, issuer("a"), first, []byte("one\x00")); err != nil {
			return err
		}
		wantKind(t, tx.PublishCRL(ctx, issuer("a"), first, []byte("another")), fault.Conflict, "moved_on")
		return nil
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		der, err := tx.PublishedCRL(ctx, issuer("a"), 1)
		wantSame(t, "list", string(der), "one\x00")
		if err != nil {
			return err
		}
		return tx.PublishCRL(ctx, issuer("a"), second, []byte("two"))
	})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		_, err := r.PublishedCRL(ctx, issuer("a"), 1)
		wantKind(t, err, fault.NotFound, "")
		of, err := r.Issuer(ctx, issuer("a"))
		wantSame(t, "issuer", of, store.Issuer{ID: issuer("a"), Published: second})
		return err
	})
}
