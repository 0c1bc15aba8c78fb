package cli

import (
	"context"
	"fmt"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

type accountCommand struct {
	Add           accountAdd       `cmd:"" help:"Open an account for an authority's staff, such as its first administrator."`
	Confirm       accountConfirm   `cmd:"" help:"Confirm in person that an account is its holder's."`
	ResetPassword accountReset     `cmd:"" help:"Set a temporary password."`
	ResetTOTP     accountResetTOTP `cmd:"" name:"reset-totp" help:"Take away a second factor, so that the next sign-in sets up another."`
}

type accountAdd struct {
	where
	Role      string `required:"" enum:"officer,reviewer,custodian,auditor,administrator" help:"One of ${enum}."`
	Authority string `required:"" help:"The authority it works for, as the catalogue writes it."`
	Username  string `required:"" help:"User name to sign in with."`
	Name      string `help:"Name of the person."`
}

// Run prints the temporary password once.
func (c *accountAdd) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := c.checkAuthority(ctx, a); err != nil {
		return err
	}
	account, password, err := a.SignIn.AddStaff(ctx, "cli", signin.NewStaff{
		Role: store.Role(c.Role), Authority: c.Authority, Username: c.Username, Name: c.Name,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已开通 added: %s (%s, %s)\n", account.Username, account.Role, account.Authority)
	fmt.Fprintf(t.out, "临时密码 temporary password: %s\n", password)
	return nil
}

// checkAuthority fails with Invalid staff_authority_unknown where the catalogue
// has never had the authority: an account under a misspelt one could neither
// work nor be taken back.
func (c *accountAdd) checkAuthority(ctx context.Context, a *app.App) error {
	versions, err := a.Catalogue.Versions(ctx, c.Authority)
	if err == nil && len(versions) == 0 {
		err = fault.New("cli.checkAuthority", fault.Invalid, "staff_authority_unknown").With("authority", c.Authority)
	}
	return err
}

// staffNamed reads the account in whose name a command acts: NotFound
// staff_unknown, or Denied account_disabled.
func staffNamed(ctx context.Context, a *app.App, username string) (by store.Account, err error) {
	const op = "cli.staffNamed"
	err = a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		by, err = r.AccountByUsername(ctx, username)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		err = fault.New(op, fault.NotFound, "staff_unknown").With("username", username)
	case err == nil && by.Disabled():
		err = fault.New(op, fault.Denied, "account_disabled")
	}
	return by, err
}

type accountResetTOTP struct {
	where
	Username string `arg:"" help:"User name of the account."`
}

// Run takes the second factor away and ends the account's sessions.
func (c *accountResetTOTP) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.SignIn.ResetSecondFactorOf(ctx, c.Username); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已重置动态口令 second factor reset: %s\n", c.Username)
	return nil
}

type accountConfirm struct {
	where
	Username string `arg:"" help:"User name of the account."`
	Move     bool   `help:"Take the certificates from another account that holds them."`
}

// Run confirms the account, on the word of whoever runs the command; the
// trail says so.
func (c *accountConfirm) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	account, err := a.SignIn.ConfirmInPerson(ctx, "cli", signin.Confirmation{Username: c.Username, Move: c.Move})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已确认 confirmed: %s\n", account.Username)
	return nil
}

type accountReset struct {
	where
	Username string `arg:"" help:"User name of the account."`
}

// Run prints the temporary password once and ends the account's sessions.
func (c *accountReset) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	password, err := a.SignIn.ResetPassword(ctx, "cli", c.Username)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "临时密码 temporary password of %s: %s\n", c.Username, password)
	return nil
}
