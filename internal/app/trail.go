package app

import (
	"context"
	"log/slog"
	"time"

	"yinxin.example/yinxin/internal/auditing"
)

// linkAtEnd is how long closing may take to link what was recorded last.
const linkAtEnd = 5 * time.Second

// openTrail makes the service of the audit trail. What a command recorded is
// linked as it ends: no server may run for a long time after it.
func (a *App) openTrail(context.Context) error {
	a.Trail = &auditing.Service{Store: a.Store, Now: a.Now}
	a.closers = append(a.closers, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), linkAtEnd)
		defer cancel()
		if err := a.Trail.Link(ctx); err != nil {
			a.Log.WarnContext(ctx, "the audit trail is not linked; the next server or command does it", slog.Any("error", err))
		}
		return nil
	})
	return nil
}
