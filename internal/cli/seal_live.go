package cli

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
)

type sealRetire struct {
	where
	pair
	ID     string `arg:"" help:"The seal, as seal list shows it."`
	Revoke string `default:"" enum:",affiliationChanged,superseded,cessationOfOperation,privilegeWithdrawn" help:"Also revoke its certificate, where a CA of this installation issued it, for this reason (RFC 5280): affiliationChanged, superseded, cessationOfOperation or privilegeWithdrawn. What it sealed and nothing proves to be older does not verify then." placeholder:"REASON"`
}

// Run retires the seal: what it sealed goes on being verified, unless its
// certificate is revoked, too.
func (c *sealRetire) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := c.carryOut(ctx, a, seals.Request{Kind: seals.RetireKind, Seal: c.ID, Revoke: c.Revoke})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已停用 retired: %s\n", p.Subject)
	return nil
}

type sealRevoke struct {
	where
	pair
	ID  string `arg:"" help:"The seal, as seal list shows it."`
	For string `required:"" enum:"affiliationChanged,superseded,cessationOfOperation,privilegeWithdrawn" help:"Why (RFC 5280): ${enum}." placeholder:"REASON"`
}

// Run revokes the certificate of a seal that is retired.
func (c *sealRevoke) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := c.carryOut(ctx, a, seals.Request{Kind: seals.RevokeKind, Seal: c.ID, Revoke: c.For})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已吊销 revoked: %s\n", p.Subject)
	return nil
}

type sealCompromise struct {
	where
	pair
	ID    string `arg:"" help:"The seal, as seal list shows it."`
	Since string `required:"" help:"Since when its key may have been in other hands; in doubt, the earliest it can have been." placeholder:"RFC3339"`
}

// Run declares the key compromised, and prints what checkers put into the
// certificates of their trust.json.
func (c *sealCompromise) Run(ctx context.Context, t *terminal) error {
	since, err := time.Parse(time.RFC3339, c.Since)
	if err != nil {
		return fmt.Errorf("--since: give a time like 2026-11-22T12:00:00+08:00: %w", err)
	}
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := c.carryOut(ctx, a, seals.Request{Kind: seals.CompromiseKind, Seal: c.ID, Since: since})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已声明失控 compromised: %s\n", p.Subject)
	return tellCompromise(ctx, t, a, p.Subject)
}

func tellCompromise(ctx context.Context, t *terminal, a *app.App, id string) error {
	return a.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		s, err := r.Seal(ctx, id)
		if err == nil && len(s.Chain) > 0 {
			fmt.Fprintf(t.out, "  {\"sha256\":\"%x\",\"compromised_at\":\"%s\"}\n", sha256.Sum256(s.Chain[0]), s.CompromisedAt.UTC().Format(time.RFC3339))
		}
		return err
	})
}
