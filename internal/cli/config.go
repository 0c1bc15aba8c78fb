package cli

import (
	"fmt"

	"yinxin.example/yinxin/internal/config"
)

type configCommand struct {
	Check   configCheck   `cmd:"" help:"Check a configuration file."`
	Example configExample `cmd:"" help:"Print a configuration with every key and its meaning."`
}

type configCheck struct {
	File string `arg:"" help:"The configuration."`
}

// Run says every fault of the file at once.
func (c *configCheck) Run(t *terminal) error {
	if _, err := config.Load(c.File); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "配置无误 the configuration is good")
	return nil
}

type configExample struct{}

// Run prints the example.
func (configExample) Run(t *terminal) error {
	fmt.Fprint(t.out, config.Example())
	return nil
}
