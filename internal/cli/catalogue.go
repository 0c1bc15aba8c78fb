package cli

import (
	"context"
	"fmt"
	"os"

	"yinxin.example/yinxin/internal/catalogue"
)

type catalogueCommand struct {
	Load catalogueLoad `cmd:"" help:"Make a file (CSV) the whole catalogue."`
}

type catalogueLoad struct {
	where
	File string `arg:"" help:"The catalogue."`
}

// Run loads the catalogue, all of it or nothing.
func (c *catalogueLoad) Run(ctx context.Context, t *terminal) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	entries, err := catalogue.Parse(file)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.LoadCatalogue(ctx, entries); err != nil {
		return err
	}
	known := catalogue.New(entries)
	fmt.Fprintf(t.out, "目录 catalogue: %d 行 rows, %d 种资格 qualifications, %d 个签发单位 authorities\n",
		len(entries), len(known.Qualifications()), len(known.Authorities()))
	return nil
}
