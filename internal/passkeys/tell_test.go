package passkeys_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// An account that is reached by mail alone is told as one with a telephone is.
func TestOwnersAreToldWhereTheyAreReached(t *testing.T) {
	s := newSite(t)
	byMail := s.Holder(t, world.Person(), func(a *store.Account) {
		a.Phone, a.PhoneConfirmed, a.Email = "", false, "lin@mail.example"
	})
	s.added(byMail)
	var told []store.DueMessage
	s.Update(t, func(ctx context.Context, tx store.Tx) (err error) {
		told, err = tx.ClaimMessages(ctx, s.Clock.Now(), time.Minute, 9)
		return err
	})
	if len(told) != 1 || told[0].To != byMail.Email {
		t.Errorf("told: %+v", told)
	}
}
