package passkeys

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// List returns an account's passkeys, oldest first.
func (s *Service) List(ctx context.Context, a store.Account) (all []store.Passkey, err error) {
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.PasskeysOf(ctx, a.ID)
		return err
	})
	return all, fault.Wrap("passkeys.List", err)
}

// Rename gives a passkey another name, of at most 40 characters. It fails with
// Invalid passkey_name_malformed, and with NotFound passkey_not_found for one
// that is gone or another account's.
func (s *Service) Rename(ctx context.Context, a store.Account, id, name string) error {
	const op = "passkeys.Rename"
	name = strings.TrimSpace(name)
	if name == "" || name != shortened(name) || !utf8.ValidString(name) {
		return fault.New(op, fault.Invalid, "passkey_name_malformed").At("name").With("max", longestName)
	}
	return s.change(ctx, op, a, id, func(ctx context.Context, tx store.Tx, _ store.Account, p store.Passkey) error {
		p.Name = name
		return tx.UpdatePasskey(ctx, p)
	})
}

// Remove takes a passkey away; whoever signed in by it stays signed in until
// their session ends. It fails as Rename does.
func (s *Service) Remove(ctx context.Context, a store.Account, id string) error {
	return s.change(ctx, "passkeys.Remove", a, id, func(ctx context.Context, tx store.Tx, a store.Account, p store.Passkey) error {
		if err := tx.DeletePasskey(ctx, p.ID); err != nil {
			return err
		}
		if err := s.record(ctx, tx, a, "passkey.remove", p.ID); err != nil {
			return err
		}
		return s.tell(ctx, tx, a)
	})
}

// change changes one of an account's own passkeys.
func (s *Service) change(ctx context.Context, op string, a store.Account, id string, change func(context.Context, store.Tx, store.Account, store.Passkey) error) error {
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		own, err := tx.PasskeysOf(ctx, a.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(own, func(p store.Passkey) bool { return p.ID == id })
		if i < 0 {
			return fault.New(op, fault.NotFound, "passkey_not_found")
		}
		return change(ctx, tx, current, own[i])
	})
	return fault.Wrap(op, err)
}
