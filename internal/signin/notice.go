package signin

import (
	"context"
	"strconv"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// NeedsNotice reports whether a holder has yet to agree to the notice in force.
// Staff work under their office's rules and are not asked.
func (s *Service) NeedsNotice(a store.Account) bool {
	return a.Role == store.HolderRole && a.NoticeVersion < s.notice
}

// NoticeVersion is the version of the notice in force.
func (s *Service) NoticeVersion() int { return s.notice }

// AgreeNotice records that the holder agreed to a version of the notice. It
// fails with Conflict notice_changed where another version is in force now.
func (s *Service) AgreeNotice(ctx context.Context, a store.Account, version int) error {
	const op = "signin.AgreeNotice"
	if version != s.notice {
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
		current.NoticeVersion = version
		if err := tx.UpdateAccount(ctx, current); err != nil {
			return err
		}
		return s.record(ctx, tx, a.ID, "notice.agree", a.ID, "version "+strconv.Itoa(version))
	})
	return fault.Wrap(op, err)
}
