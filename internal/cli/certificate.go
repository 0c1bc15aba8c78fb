package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
)

// certificateCommand proposes a change of a certificate. Approving it takes a
// person at the console: whoever runs a command is one pair of eyes, not two.
type certificateCommand struct {
	where
	Change      string   `arg:"" enum:"suspend,lift,revoke,cancel,lapse,reissue" help:"suspend, lift, revoke, cancel, lapse or reissue."`
	Number      string   `arg:"" help:"Management or query number."`
	By          string   `required:"" help:"User name of the officer who proposes it." placeholder:"ACCOUNT"`
	Reason      string   `required:"" help:"Why, as everyone who checks the certificate is told."`
	Note        string   `help:"What colleagues should know besides."`
	LegalBase   string   `name:"legal-base" help:"On what base; a revocation needs one."`
	EffectiveOn string   `name:"effective-on" help:"From which day it counts; when approved, if left out." placeholder:"YYYY-MM-DD"`
	Evidence    []string `help:"PDF, JPEG or PNG files." type:"existingfile" placeholder:"FILE"`
}

// Run proposes the change and prints the proposal's address.
func (c *certificateCommand) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := c.propose(ctx, a)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已提出，等待复核 proposed, waits to be approved: %s/console/proposals/%s\n", a.PublicURL(), p.ID)
	return nil
}

func (c *certificateCommand) propose(ctx context.Context, a *app.App) (store.Proposal, error) {
	by, err := staffNamed(ctx, a, c.By)
	if err != nil {
		return store.Proposal{}, err
	}
	found, err := a.Issuing.Search(ctx, store.CertificateQuery{Authority: by.Authority, Number: c.Number})
	if err != nil {
		return store.Proposal{}, err
	}
	if len(found) == 0 {
		return store.Proposal{}, fault.New("cli.propose", fault.NotFound, "certificate_not_found")
	}
	request := issuing.Request{Certificate: found[0].ID, Kind: cert.ChangeKind(c.Change), Public: c.Reason, Internal: c.Note, LegalBase: c.LegalBase}
	if c.EffectiveOn != "" {
		if request.EffectiveOn, err = civil.Parse(c.EffectiveOn); err != nil {
			return store.Proposal{}, fault.New("cli.propose", fault.Invalid, "effective_malformed")
		}
	}
	if err := a.Issuing.Try(ctx, by, request); err != nil {
		return store.Proposal{}, err
	}
	for _, path := range c.Evidence {
		content, err := os.ReadFile(path)
		if err != nil {
			return store.Proposal{}, err
		}
		kept, err := a.Approval.KeepEvidence(ctx, filepath.Base(path), content)
		if err != nil {
			return store.Proposal{}, err
		}
		request.Evidence = append(request.Evidence, kept)
	}
	return a.Issuing.Propose(ctx, by, request)
}
