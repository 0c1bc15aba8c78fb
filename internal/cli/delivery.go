package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// deliveryCommand is what an officer does with deliveries. The server's
// background checks them; releasing takes another person, at the console.
type deliveryCommand struct {
	Upload  deliveryUploadCommand  `cmd:"" help:"Hand in a file; the server checks it in the background."`
	List    deliveryListCommand    `cmd:"" help:"List the authority's deliveries, newest first."`
	Show    deliveryShowCommand    `cmd:"" help:"Show where a delivery stands and what is wrong with it."`
	Rows    deliveryRowsCommand    `cmd:"" help:"Write the refused rows to a file in the format they came in, with their reasons."`
	Submit  deliverySubmitCommand  `cmd:"" help:"Submit a checked delivery for release by a reviewer."`
	Discard deliveryDiscardCommand `cmd:"" help:"Give up a delivery that is not released."`
}

// asOfficer opens an installation in the name of an officer.
type asOfficer struct {
	where
	By string `required:"" help:"User name of the officer." placeholder:"ACCOUNT"`
}

func (o asOfficer) do(ctx context.Context, t *terminal, f func(a *app.App, by store.Account) error) error {
	a, err := o.open(ctx, t.log)
	if err != nil {
		return err
	}
	by, err := staffNamed(ctx, a, o.By)
	if err == nil && !signin.May(by.Role, signin.Deliver) {
		err = fault.New("cli.delivery", fault.Denied, "duty_missing")
	}
	if err == nil {
		err = f(a, by)
	}
	return errors.Join(err, a.Close())
}

type deliveryUploadCommand struct {
	asOfficer
	File     string `arg:"" type:"existingfile" help:"CSV, XLSX, or a ZIP of one of these with photos and e-files."`
	Corrects string `help:"The delivery whose refused rows this file has, corrected." placeholder:"ID"`
}

// Run keeps the file and prints the delivery's ID.
func (c *deliveryUploadCommand) Run(ctx context.Context, t *terminal) error {
	return c.do(ctx, t, func(a *app.App, by store.Account) error {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer file.Close()
		d, err := a.Intake.Receive(ctx, intake.Upload{File: file, Name: filepath.Base(c.File), By: by, Batch: c.Corrects})
		if err != nil {
			return err
		}
		fmt.Fprintln(t.out, d.ID)
		return nil
	})
}

type deliveryListCommand struct {
	asOfficer
	After string `help:"Go on after this delivery." placeholder:"ID"`
}

// Run prints a page, a delivery a line.
func (c *deliveryListCommand) Run(ctx context.Context, t *terminal) error {
	return c.do(ctx, t, func(a *app.App, by store.Account) error {
		page, more, err := a.Intake.List(ctx, by.Authority, c.After)
		if err != nil {
			return err
		}
		for _, d := range page {
			fmt.Fprintf(t.out, "%s  %-9s %-10s %s  %s\n", d.ID, d.Number, d.State, d.At.In(civil.Shanghai()).Format(time.DateTime), d.FileName)
		}
		if more {
			fmt.Fprintf(t.err, "还有更多 more: --after %s\n", page[len(page)-1].ID)
		}
		return nil
	})
}

type deliveryShowCommand struct {
	asOfficer
	ID string `arg:"" help:"The delivery."`
}

// Run prints the delivery and its faults, the most frequent first.
func (c *deliveryShowCommand) Run(ctx context.Context, t *terminal) error {
	return c.do(ctx, t, func(a *app.App, by store.Account) error {
		d, err := a.Intake.Find(ctx, by.Authority, c.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s  %s  %s\n", d.Number, d.State, d.FileName)
		fmt.Fprintf(t.out, "行 rows %d · 新增 new %d · 已在库 unchanged %d · 有问题 refused %d\n", d.Rows, d.Added, d.Unchanged, d.Refused)
		if r := d.Findings.Refusal; r != nil {
			fmt.Fprintf(t.out, "文件 file: %s\n", r.Reason)
		}
		for _, g := range d.Findings.Groups {
			fmt.Fprintf(t.out, "%6d  %-24s %s  %v\n", g.Count, g.Reason, cmp.Or(g.Field, "—"), g.Lines)
		}
		if d.Answer != "" {
			fmt.Fprintf(t.out, "退回 sent back: %s\n", d.Answer)
		}
		return nil
	})
}

type deliveryRowsCommand struct {
	asOfficer
	ID  string `arg:"" help:"The delivery."`
	Out string `arg:"" help:"The file to write." placeholder:"FILE"`
}

// Run writes the refused rows.
func (c *deliveryRowsCommand) Run(ctx context.Context, t *terminal) error {
	return c.do(ctx, t, func(a *app.App, by store.Account) error {
		d, err := a.Intake.Find(ctx, by.Authority, c.ID)
		if err != nil {
			return err
		}
		file, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		out := bufio.NewWriter(file)
		err = a.Intake.WriteRefused(ctx, d, delivery.Chinese, out)
		if err = errors.Join(err, out.Flush(), file.Close()); err != nil {
			return errors.Join(err, os.Remove(c.Out))
		}
		return nil
	})
}

type deliverySubmitCommand struct {
	asOfficer
	ID        string `arg:"" help:"The delivery."`
	PublishAt string `name:"publish-at" help:"When it becomes public, Beijing time; once released, if left out." placeholder:"YYYY-MM-DDTHH:MM"`
}

// Run submits the delivery.
func (c *deliverySubmitCommand) Run(ctx context.Context, t *terminal) error {
	return c.do(ctx, t, func(a *app.App, by store.Account) error {
		var at time.Time
		if c.PublishAt != "" {
			var err error
			if at, err = time.ParseInLocation("2006-01-02T15:04", c.PublishAt, civil.Shanghai()); err != nil {
				return fault.New("cli.delivery", fault.Invalid, "publish_at_malformed")
			}
		}
		if err := a.Intake.Submit(ctx, by, c.ID, at); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "已提交，等待复核发布 submitted, waits for release: %s/console/deliveries/%s\n", a.PublicURL(), c.ID)
		return nil
	})
}

type deliveryDiscardCommand struct {
	asOfficer
	ID string `arg:"" help:"The delivery."`
}

// Run gives the delivery up.
func (c *deliveryDiscardCommand) Run(ctx context.Context, t *terminal) error {
	return c.do(ctx, t, func(a *app.App, by store.Account) error { return a.Intake.Discard(ctx, by, c.ID) })
}
