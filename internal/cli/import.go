package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
)

type importCommand struct {
	where
	File    string `arg:"" help:"The delivery: CSV, XLSX, or a ZIP of one of these with photos and e-files."`
	Photos  string `help:"Folder of photos and e-files named NUMBER.jpg, .png or .pdf." placeholder:"DIR" type:"existingdir"`
	DryRun  bool   `help:"Check everything, store nothing."`
	Refused string `help:"Write the refused rows here as they were delivered, in the format they came in, with their reasons; corrected, that file can be imported alone." placeholder:"FILE"`
	Errors  string `help:"Write why each row was refused here, by its line." placeholder:"OUT.csv"`
}

// Run takes the delivery in: status 0 when every row is in, 1 when some were
// refused, 2 when the file cannot be read at all.
func (c *importCommand) Run(ctx context.Context, t *terminal) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	report, err := c.report()
	if err != nil {
		return err
	}
	began := time.Now()
	sum, err := c.take(ctx, t, a, file, report)
	if report != nil {
		if closed := report.Close(); err == nil {
			err = closed
		}
	}
	if fault.Is(err, fault.Invalid) {
		return c.unreadable(t, err)
	}
	if err != nil {
		return err
	}
	c.summarise(t.out, sum, since(began))
	if sum.Refused > 0 {
		return exit(someRefused)
	}
	return nil
}

// unreadable says what is wrong with a file that is no delivery.
func (c *importCommand) unreadable(t *terminal, err error) error {
	said := delivery.ExplainFile(err, delivery.Chinese)
	if said == "" {
		return err
	}
	fmt.Fprintf(t.err, "yinxin: %s [%s]\n        %s\n", said, fault.ReasonOf(err), delivery.ExplainFile(err, delivery.English))
	return exit(unusable)
}

func (c *importCommand) report() (*os.File, error) {
	if c.Errors == "" {
		return nil, nil //nolint:nilnil // no report asked for
	}
	return os.Create(c.Errors)
}

func (c *importCommand) take(ctx context.Context, t *terminal, a *app.App, file io.ReadSeeker, report *os.File) (delivery.Summary, error) {
	importer, err := a.Importer(ctx, c.beside())
	if err != nil {
		return delivery.Summary{}, err
	}
	strays := &strayList{out: t.err}
	opts := delivery.Options{DryRun: c.DryRun, Stray: strays.add, Progress: func(p delivery.Progress) {
		fmt.Fprintf(t.err, "\r%3d%%  %d 行 rows", percent(p), p.Rows)
	}}
	if report != nil {
		opts.Errors = report
	}
	refused, err := noteRefused()
	if err != nil {
		return delivery.Summary{}, err
	}
	defer refused.close()
	opts.Refused = refused.Write
	sum, err := a.Intake.Import(ctx, importer, c.File, file, opts)
	if sum.Rows > 0 {
		fmt.Fprintln(t.err)
	}
	strays.tell()
	if err == nil && c.Refused != "" && sum.Refused > 0 {
		err = refused.writeTo(ctx, c.Refused, file)
	}
	return sum, err
}

// beside is the folder of what comes beside a table.
func (c *importCommand) beside() fs.FS {
	if c.Photos == "" {
		return nil
	}
	return os.DirFS(c.Photos)
}

func percent(p delivery.Progress) int64 {
	if p.Size == 0 {
		return 100
	}
	return p.Read * 100 / p.Size
}

func (c *importCommand) summarise(w io.Writer, s delivery.Summary, took time.Duration) {
	added := "新增 added"
	if c.DryRun {
		added = "将新增 would be added"
	}
	fmt.Fprintf(w, "%d 行 rows: %d %s, %d 无变化 unchanged, %d 未通过 refused (%s)\n",
		s.Rows, s.Added, added, s.Unchanged, s.Refused, took)
	if s.Enclosed > 0 {
		fmt.Fprintf(w, "%d 行只换了照片或电子文件 rows only got another photo or e-file\n", s.Enclosed)
	}
	if s.Added+s.Enclosed == 0 && s.Refused == 0 && s.Rows > 0 {
		fmt.Fprintln(w, "全部已在库中，没有任何改动。Everything was stored already; nothing has changed.")
	}
	if s.Refused > 0 && c.Errors != "" {
		fmt.Fprintln(w, "未通过的行见 refused rows:", c.Errors)
	}
	if s.Refused > 0 && c.Refused != "" {
		fmt.Fprintln(w, "改正后可单独导入 correct and import this alone:", c.Refused)
	}
	if s.Refused > 0 && c.Errors == "" && c.Refused == "" {
		fmt.Fprintln(w, "用 --errors OUT.csv 得到每一行的原因。Name --errors OUT.csv for the reason of each row.")
		fmt.Fprintln(w, "用 --refused FILE 得到这些行本身，改正后单独导入。Name --refused FILE for the rows themselves, to correct and import alone.")
	}
}
