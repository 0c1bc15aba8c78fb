package signin

import (
	"context"
	"strconv"

	"yinxin.example/yinxin/internal/audit"
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
