package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// practiceCopy is the program that stands, in the drills, for what a person
// does on the pages: practice-copy CONFIG FILE applies for a copy of the
// practice certificate, waits until it is sealed, and downloads it.
func practiceCopy() {
	if err := makePracticeCopy(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func makePracticeCopy(ctx context.Context, configuration, file string) error {
	c, err := config.Load(configuration)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, c, app.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler), Press: true})
	if err != nil {
		return err
	}
	defer a.Close()
	holder, certificate, err := practised(ctx, a, file)
	if err != nil {
		return err
	}
	scenario := a.Policy().Scenarios[0]
	made, err := a.Holding.Endorse(ctx, holder, certificate.ID, holding.Application{
		Scenario: scenario.Name, ValidUntil: scenario.LastDay(civil.Of(a.Now())), Key: file,
	})
	if err != nil {
		return err
	}
	if err := a.Pipeline.SealPending(ctx); err != nil {
		return err
	}
	return a.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		sealed, err := r.Copy(ctx, made.Code)
		if err != nil {
			return err
		}
		content, err := a.Blobs.Get(ctx, sealed.Blob)
		if err != nil {
			return err
		}
		return os.WriteFile(file, content, 0o600)
	})
}

// practiceDownload stands for a holder who downloads a copy once more:
// practice-download CONFIG FILE downloads the one that practice-copy made under
// the name FILE, over that file.
func practiceDownload() {
	if err := downloadPracticeCopy(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func downloadPracticeCopy(ctx context.Context, configuration, file string) error {
	c, err := config.Load(configuration)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, c, app.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		holder, err := r.AccountByUsername(ctx, "practice")
		if err != nil {
			return err
		}
		all, err := r.CopiesOf(ctx, cert.ID("practice-"+file))
		if err != nil || len(all) != 1 {
			return fmt.Errorf("%d copies, %w", len(all), err)
		}
		_, content, err := a.Holding.File(ctx, holder, all[0].Code)
		if err != nil {
			return err
		}
		return os.WriteFile(file, content, 0o600)
	})
}

// practised enters a practice certificate and its holder.
func practised(ctx context.Context, a *app.App, name string) (store.Account, cert.Certificate, error) {
	who := person.Identity{Name: "林若溪", Sex: person.Female, BirthDate: civil.MustParse("1988-05-17"),
		Document: person.Document{Type: person.ResidentCard, Number: "119945198805178925"}, Mobile: "19900007963"}
	c := cert.Certificate{
		ID: cert.ID("practice-" + name), ManagementNumber: "P" + name, Holder: who, Qualification: "注册测绘师",
		EnglishName: "Registered Surveyor", ApprovedOn: civil.MustParse("2021-12-08"), IssuedOn: civil.MustParse("2022-03-01"),
		Authority: "示例测绘学会", Kind: cert.ECertificate, State: cert.InForce, Version: 1,
	}
	holder := store.Account{ID: "practice", Username: "practice", Role: store.HolderRole, Name: who.Name, Document: who.Document,
		Phone: who.Mobile, PhoneConfirmed: true, PasswordHash: "none", ClaimedAt: a.Now(), CreatedAt: a.Now(), NoticeVersion: a.Policy().NoticeVersion}
	return holder, c, a.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddCertificates(ctx, []cert.Certificate{c}); err != nil {
			return err
		}
		_, err := tx.AccountByUsername(ctx, holder.Username)
		if fault.Is(err, fault.NotFound) {
			err = tx.AddAccount(ctx, holder)
		}
		return err
	})
}
