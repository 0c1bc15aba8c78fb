// Package demo fills a data folder with a demonstration: a root and seals of
// its own, the sample catalogue and delivery, accounts, and a history. All of
// it is marked 演示 by the seals' own certificates.
package demo

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/intake"
)

// Fill makes the demonstration in a new folder.
func Fill(ctx context.Context, a *app.App, clock *Clock) error {
	if err := Found(ctx, a); err != nil {
		return err
	}
	if err := addElectronicSeal(ctx, a); err != nil {
		return fmt.Errorf("demo: electronic seal: %w", err)
	}
	if err := deliver(ctx, a, clock); err != nil {
		return fmt.Errorf("demo: delivery: %w", err)
	}
	if err := openAccounts(ctx, a); err != nil {
		return fmt.Errorf("demo: accounts: %w", err)
	}
	if err := makeHistory(ctx, a, clock); err != nil {
		return fmt.Errorf("demo: history: %w", err)
	}
	if err := makeChanges(ctx, a); err != nil {
		return fmt.Errorf("demo: changes: %w", err)
	}
	if err := uploadFaulty(ctx, a); err != nil {
		return fmt.Errorf("demo: upload: %w", err)
	}
	return markFilled(a.Folder)
}

// Found makes what every demonstration stands on: the sample catalogue, a root,
// and a seal for each authority.
func Found(ctx context.Context, a *app.App) error {
	offerings, err := loadCatalogue(ctx, a)
	if err != nil {
		return fmt.Errorf("demo: catalogue: %w", err)
	}
	root, err := mainRoot().make(ctx, a)
	if err != nil {
		return fmt.Errorf("demo: root: %w", err)
	}
	if err := makeSeals(ctx, a, root, offerings); err != nil {
		return fmt.Errorf("demo: seals: %w", err)
	}
	return nil
}

func loadCatalogue(ctx context.Context, a *app.App) ([]cert.Offering, error) {
	file, err := Catalogue()
	if err != nil {
		return nil, err
	}
	offerings, err := catalogue.Parse(file)
	if err != nil {
		return nil, err
	}
	// In force before the oldest of the sample copies.
	_, err = a.Catalogue.Load(ctx, offerings, civil.Of(a.Now().AddDate(-yearsBack, 0, 0)))
	return offerings, err
}

// onlineFor is how many days ago the samples came: before anything in the
// accounts' history.
const onlineFor = 90

// deliver takes the samples in, as an operator did some time ago.
func deliver(ctx context.Context, a *app.App, clock *Clock) error {
	began, present := time.Now(), clock.Now()
	defer func() { clock.Set(present.Add(time.Since(began))) }()
	clock.Set(present.AddDate(0, 0, -onlineFor))
	file, err := Delivery()
	if err != nil {
		return err
	}
	drawn, err := fs.Sub(samples, "data/photos")
	if err != nil {
		return err
	}
	importer, err := a.Importer(ctx, drawn)
	if err != nil {
		return err
	}
	if started := a.Now(); started.Before(time.Now()) {
		importer.Now = time.Now // a clock set back must not put the samples into the future
	}
	sum, err := a.Intake.Import(ctx, importer, "certificates.csv", file, delivery.Options{Stray: func(s delivery.Stray) {
		a.Log.WarnContext(ctx, "photo not used", slog.String("name", s.Name), slog.Any("reason", s.Reason))
	}})
	if err == nil && sum.Refused > 0 {
		err = fmt.Errorf("%d sample rows refused", sum.Refused)
	}
	return err
}

// uploadFaulty leaves the officer a delivery that is checked and waits for its
// faults to be dealt with.
func uploadFaulty(ctx context.Context, a *app.App) error {
	officer, err := byUsername(ctx, a, "officer")
	if err != nil {
		return err
	}
	file, err := FaultyDelivery()
	if err != nil {
		return err
	}
	if _, err := a.Intake.Receive(ctx, intake.Upload{File: file, Name: "certificates-faulty.csv", By: officer}); err != nil {
		return err
	}
	return a.Intake.Work(ctx)
}
