package cli

import (
	"context"
	"fmt"

	"yinxin.example/yinxin/internal/signin"
)

type accountCommand struct {
	Confirm       accountConfirm `cmd:"" help:"Confirm in person that an account is its holder's."`
	ResetPassword accountReset   `cmd:"" help:"Set a temporary password."`
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
