package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/time/rate"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/sealing"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
)

type sealRenew struct {
	where
	Before    string   `help:"Renew copies whose newest timestamp rests on a certificate that ends before this day; a year from today where it is left out." placeholder:"YYYY-MM-DD"`
	Algorithm []string `help:"Renew copies whose newest timestamp is signed with this, like rsa2048-sha256; may be repeated." placeholder:"NAME"`
	Below     string   `default:"b-b" enum:"b-b,b-t,b-lt,b-lta" help:"Renew copies of a level below this one: one of ${enum}."`
	DryRun    bool     `help:"Say how many are due, and why; renew none."`
	Rate      float64  `default:"20" help:"Copies a second at most; 0 for no limit."`
	Limit     int      `help:"Copies renewed at most; 0 for no limit."`
}

// Run gives copies a new timestamp over all they bear, with what proves the one
// before: status 1 where some that are due were not renewed.
func (c *sealRenew) Run(ctx context.Context, t *terminal) error {
	a, err := c.openDrawing(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	asked, err := c.renewal(civil.Of(a.Now()))
	if err != nil {
		return err
	}
	if !c.DryRun {
		var raised int
		raised, err = a.Pipeline.RaiseWaiting(ctx)
		fmt.Fprintf(t.out, "已补加时间戳 raised: %d\n", raised)
	}
	done, failed := a.Pipeline.Renew(ctx, asked)
	c.tell(t.out, done, civil.Of(asked.Due.Before))
	switch err = errors.Join(err, failed); {
	case err != nil:
		return err
	case len(done.Kept) > 0:
		return exit(someRefused)
	}
	return nil
}

func (c *sealRenew) renewal(today civil.Date) (sealing.Renewal, error) {
	const year = 365
	r := sealing.Renewal{DryRun: c.DryRun, Limit: c.Limit}
	before := today.AddDays(year)
	if c.Before != "" {
		var err error
		if before, err = civil.Parse(c.Before); err != nil {
			return r, fmt.Errorf("--before: %w", err)
		}
	}
	r.Due = store.Renewable{Today: today, Before: before.Start(), Algorithms: c.Algorithm}
	for _, level := range seals.Levels() {
		if level == c.Below {
			break
		}
		r.Due.Levels = append(r.Due.Levels, level)
	}
	if c.Rate > 0 {
		r.Pace = rate.NewLimiter(rate.Limit(c.Rate), 1).Wait
	}
	return r, nil
}

func (c *sealRenew) tell(out io.Writer, done sealing.Renewed, before civil.Date) {
	all := 0
	for _, n := range done.Due {
		all += n
	}
	fmt.Fprintf(out, "需续加时间戳 due: %d\n", all)
	for _, cause := range []struct {
		is   sealing.Cause
		text string
	}{
		{sealing.EndsCause, "时间戳的证书将在 " + before.String() + " 前到期 a certificate of the timestamp ends before that day"},
		{sealing.AlgorithmCause, "时间戳的算法不再使用 the timestamp's algorithm is given up"},
		{sealing.LevelCause, "级别低于 " + seals.LevelText(c.Below) + " of a level below that"},
		{sealing.UnknownCause, "尚未查看 not looked at yet"},
	} {
		if n := done.Due[cause.is]; n > 0 {
			fmt.Fprintf(out, "  %d  %s\n", n, cause.text)
		}
	}
	if c.DryRun {
		return
	}
	fmt.Fprintf(out, "已续加 renewed: %d\n", done.Done)
	var kept []string
	for reason, n := range done.Kept {
		kept = append(kept, fmt.Sprintf("  %d  未续加 not renewed: %s\n", n, reason))
	}
	slices.Sort(kept)
	for _, line := range kept {
		fmt.Fprint(out, line)
	}
}
