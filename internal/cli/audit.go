package cli

import (
	"context"
	"fmt"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/auditing"
	"yinxin.example/yinxin/internal/fault"
)

type auditCommand struct {
	Check  auditCheck  `cmd:"" help:"Check the whole audit trail: nothing missing, changed or in another place."`
	Head   auditHead   `cmd:"" help:"Print the end of the trail's chain, to be noted down elsewhere."`
	Export auditExport `cmd:"" help:"Write records of the trail, newest first, as CSV or JSON lines."`
}

type auditCheck struct {
	where
	Head string `help:"A head noted down before, which the chain must contain." placeholder:"POSITION:HASH"`
}

// Run checks the trail: status 0 when it is whole, 1 with the first bad
// position when it is not.
func (c *auditCheck) Run(ctx context.Context, t *terminal) error {
	var noted audit.Head
	if c.Head != "" {
		var err error
		if noted, err = audit.ParseHead(c.Head); err != nil {
			return fmt.Errorf("--head: %w", err)
		}
	}
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	verdict, err := a.Trail.Check(ctx, noted)
	if err != nil {
		return err
	}
	if found := verdict.Finding; found != nil {
		sayFailure(t.out, fault.New("audit", fault.Invalid, found.Reason).
			With("position", found.Position).With("record", found.Sequence))
		return exit(someRefused)
	}
	fmt.Fprintf(t.out, "审计记录完整 the audit trail is whole: %d 条 records\n%s\n", verdict.Head.Position, verdict.Head)
	return nil
}

type auditHead struct{ where }

// Run prints the head alone, so that a script can keep it.
func (c *auditHead) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Trail.Link(ctx); err != nil {
		return err
	}
	head, err := a.Trail.Head(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, head)
	return nil
}

type auditExport struct {
	where
	Format    string `help:"csv for spreadsheets, jsonl for programs." enum:"csv,jsonl" default:"csv"`
	Authority string `help:"Of this authority only." placeholder:"NAME"`
	Actor     string `help:"By this account ID, cli, system, or api: and a key's ID." placeholder:"ID"`
	Action    string `help:"Whose action begins so: copy. or copy.apply" placeholder:"ACTION"`
	Subject   string `help:"About this subject." placeholder:"ID"`
	Reason    string `help:"With this text in the reason." placeholder:"TEXT"`
	From      string `help:"From this day, Beijing's calendar." placeholder:"YYYY-MM-DD"`
	To        string `help:"Up to this day, the day included." placeholder:"YYYY-MM-DD"`
}

// Run writes the records to standard output.
func (c *auditExport) Run(ctx context.Context, t *terminal) error {
	days, err := auditing.Days(c.From, c.To)
	if err != nil {
		return err
	}
	days.Authority, days.Actor, days.Action, days.Subject, days.Reason = c.Authority, c.Actor, c.Action, c.Subject, c.Reason
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Trail.Export(ctx, days, auditing.Format(c.Format), t.out)
}
