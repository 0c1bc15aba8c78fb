package cli

import (
	"context"
	"fmt"
	"os"

	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/civil"
)

type catalogueCommand struct {
	Load catalogueLoad `cmd:"" help:"Make a file (CSV) the whole catalogue, of every authority."`
}

type catalogueLoad struct {
	where
	File string `arg:"" help:"The catalogue."`
	From string `help:"First day it is in force; today where it is left out." placeholder:"YYYY-MM-DD"`
}

// Run loads the catalogue, all of it or nothing, and says which authorities'
// parts have a new version.
func (c *catalogueLoad) Run(ctx context.Context, t *terminal) error {
	from := civil.Of(now())
	if c.From != "" {
		var err error
		if from, err = civil.Parse(c.From); err != nil {
			return err
		}
	}
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
	added, err := a.Catalogue.Load(ctx, entries, from)
	if err != nil {
		return err
	}
	known := catalogue.New(entries)
	fmt.Fprintf(t.out, "目录 catalogue: %d 行 rows, %d 种资格 qualifications, %d 个签发单位 authorities\n",
		len(entries), len(known.Qualifications()), len(known.Authorities()))
	for _, v := range added {
		fmt.Fprintf(t.out, "%s: 第 %d 版 version %d, %d 行 rows, %s 起 in force from\n", v.Authority, v.Number, v.Number, v.Rows, v.EffectiveOn)
	}
	return nil
}
