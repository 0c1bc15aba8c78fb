package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/revocation"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/work"
)

const (
	// stopWithin is how long requests under way are waited for when the server
	// is told to stop; workers get the rest of five seconds.
	stopWithin = 3 * time.Second

	// pruneEvery is how often sessions and codes that have ended are removed.
	pruneEvery = 10 * time.Minute

	// chainEvery is how often the audit trail is linked: within a second,
	// whatever the machine does besides.
	chainEvery = 400 * time.Millisecond
	// flushEvery is how soon a check stands in its copy's history.
	flushEvery = 500 * time.Millisecond
	// renewEvery is how soon a revocation stands on the list, and how long before
	// anything runs out that is noticed: it is renewed when half of it is over.
	renewEvery = 2 * time.Second
	// dueEvery is how long after midnight a change that counts from the new day
	// may come to be told.
	dueEvery = 500 * time.Millisecond
	// probeEvery is how soon a timestamp authority that went down, or a clock
	// that went wrong, is noticed where nothing is sealed.
	probeEvery = 15 * time.Second
	// raiseEvery is how soon after timestamps can be had again copies that were
	// sealed without are raised.
	raiseEvery = 5 * time.Second
)

// Serve answers requests on the listener until ctx ends, with the workers
// beside it. Routes are added to the site's own, by pattern.
func (a *App) Serve(ctx context.Context, l net.Listener, routes map[string]http.Handler) error {
	const op = "app.Serve"
	site, err := a.site(l.Addr(), routes)
	if err != nil {
		return fault.Wrap(op, errors.Join(err, l.Close()))
	}
	stopWorkers, err := a.startWorkers(ctx)
	switch {
	case err != nil && ctx.Err() != nil: // told to stop while starting
		return fault.Wrap(op, l.Close())
	case err != nil:
		return fault.Wrap(op, errors.Join(err, l.Close()))
	}
	defer stopWorkers()

	server := &http.Server{
		Handler:           site,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(a.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- a.listen(server, l) }()
	select {
	case err := <-failed:
		return fault.Wrap(op, err)
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := server.Shutdown(wait); err != nil {
		return fault.Wrap(op, server.Close())
	}
	return nil
}

func (a *App) listen(server *http.Server, l net.Listener) error {
	if tls := a.Config.TLS; tls.Cert != "" {
		return server.ServeTLS(l, tls.Cert, tls.Key)
	}
	return server.Serve(l)
}

// startWorkers starts the queue and the periodic jobs, and returns how to stop
// them; what they were doing is left for the next start.
func (a *App) startWorkers(ctx context.Context) (stop func(), err error) {
	ctx = audit.WithActor(audit.WithOrigin(ctx, audit.System), audit.Actor{ID: audit.System})
	ctx, cancel := context.WithCancel(ctx)
	// What came due while nothing served is so before anybody asks.
	if _, err := a.Issuing.ApplyDue(ctx); err != nil {
		cancel()
		return nil, err
	}
	err = a.queue.Start(ctx, map[store.Job]queue.Handler{
		store.SealJob:     a.Pipeline.SealPending,
		store.DeliveryJob: a.Intake.Work,
		store.MessageJob:  a.Carrier.Carry,
		store.WebhookJob:  a.Watching.Carry,
		store.BatchJob:    a.Batches.Work,
	})
	if err != nil {
		cancel()
		return nil, err
	}
	var running sync.WaitGroup
	running.Go(func() { work.ApplyDue(ctx, a.Issuing, dueEvery, a.Log) })
	running.Go(func() { work.ApplyDue(ctx, a.Intake, dueEvery, a.Log) })
	running.Go(func() { work.ApplyDue(ctx, a.Watching, dueEvery, a.Log) })
	running.Go(func() { work.Prune(ctx, a.Watching, pruneEvery, a.Log) })
	running.Go(func() { work.Prune(ctx, a.SignIn, pruneEvery, a.Log) })
	running.Go(func() { work.Prune(ctx, a.Organisations, pruneEvery, a.Log) })
	running.Go(func() { work.Prune(ctx, a.Records, pruneEvery, a.Log) })
	running.Go(func() { work.Prune(ctx, a.History, pruneEvery, a.Log) })
	running.Go(func() { work.Prune(ctx, a.Batches, pruneEvery, a.Log) })
	running.Go(func() { work.Flush(ctx, a.History, flushEvery, a.Log) })
	if a.Stamps != nil {
		running.Go(func() { work.Probe(ctx, a.Stamps, probeEvery) })
	}
	if a.Pipeline.Stamps != nil {
		running.Go(func() { work.Raise(ctx, a.Pipeline, raiseEvery, a.Log) })
	}
	for _, issuer := range []*revocation.Service{a.Revocation, a.SM2Revocation} {
		if issuer != nil {
			running.Go(func() { work.Renew(ctx, issuer, renewEvery, a.Log) })
		}
	}
	running.Go(func() { work.Chain(ctx, a.Trail, chainEvery, a.Log) })
	return func() {
		wait, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer done()
		if err := a.queue.Stop(wait); err != nil {
			a.Log.WarnContext(ctx, "queue stopped late", slog.Any("error", err))
		}
		cancel()
		running.Wait()
		a.releaseLeases(ctx)
	}, nil
}

// releaseLeases lets another process take up at once what this one was sealing.
func (a *App) releaseLeases(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := a.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(tx.ReleaseCopies(ctx, a.Pipeline.Owner), tx.ReleaseLasting(ctx, a.Pipeline.Owner))
	})
	if err != nil {
		a.Log.WarnContext(ctx, "leases run on", slog.Any("error", err))
	}
}
