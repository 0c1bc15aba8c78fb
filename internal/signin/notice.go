package signin

import (
	"context"
	"strconv"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// NeedsNotice reports whether an account has yet to agree to the notice in
// force for its role.
func (s *Service) NeedsNotice(a store.Account) bool { return a.NoticeVersion < s.NoticeVersion(a.Role) }

// NoticeVersion is the version in force of the notice for a role. There is one
// for holders and one for organisations that check; staff work under their
// office's rules and are not asked, which is version 0.
func (s *Service) NoticeVersion(role store.Role) int {
	switch role {
	case store.HolderRole:
		return s.notice
	case store.VerifierRole:
		return s.organisationNotice
	}
	return 0
}

// AgreeNotice records that the account agreed to a version of the notice for
// its role. It fails with Conflict notice_changed where another version is in
// force now.
func (s *Service) AgreeNotice(ctx context.Context, a store.Account, version int) error {
	const op = "signin.AgreeNotice"
	if version != s.NoticeVersion(a.Role) {
		return fault.New(op, fault.Conflict, "notice_changed")
	}
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		if current.NoticeVersion >= version {
			return nil
		}
		agreed := current.NoticeVersion
		current.NoticeVersion = version
		if err := tx.UpdateAccount(ctx, current); err != nil {
			return err
		}
		return tx.Record(acting(ctx, a), audit.Entry{
			At: s.now(), Actor: a.ID, Action: "notice.agree", Subject: a.ID,
			Before: audit.Facts{"notice_version": strconv.Itoa(agreed)}.JSON(),
			After:  audit.Facts{"notice_version": strconv.Itoa(version)}.JSON(),
		})
	})
	return fault.Wrap(op, err)
}
