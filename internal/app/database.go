package app

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/queue/river"
	"yinxin.example/yinxin/internal/store/postgres"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
)

// openStore opens the database the configuration names, and the queue in it:
// PostgreSQL by its address, else SQLite in the data folder.
func (a *App) openStore(ctx context.Context) error {
	open := a.openSQLite
	if strings.HasPrefix(a.Config.Database, "postgres") {
		open = a.openPostgres
	}
	return fault.Wrap("app.openStore", open(ctx))
}

func (a *App) openSQLite(ctx context.Context) error {
	q, err := river.NewSQLite(river.Options{Log: a.Log})
	if err != nil {
		return err
	}
	s, err := sqlite.Open(ctx, a.Folder.Database(), relational.Options{Cipher: a.Vault}, sqlite.WithQueue(q))
	if err != nil {
		return err
	}
	a.Store, a.queue, a.reencrypt = s, q.Workers(s.DB()), s.Reencrypt
	a.closers = append(a.closers, s.Close)
	return nil
}

func (a *App) openPostgres(ctx context.Context) error {
	q, err := river.NewPostgres(river.Options{Log: a.Log})
	if err != nil {
		return err
	}
	s, err := postgres.Open(ctx, a.Config.Database, relational.Options{Cipher: a.Vault}, postgres.WithQueue(q))
	if err != nil {
		return err
	}
	a.Store, a.queue, a.reencrypt = s, q.Workers(s.Pool()), s.Reencrypt
	a.closers = append(a.closers, s.Close)
	return nil
}
