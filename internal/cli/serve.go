package cli

import (
	"context"
	"fmt"
	"net"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/telemetry"
)

type serveCommand struct {
	Config string `help:"Configuration file." required:"" placeholder:"FILE"`
}

// Run serves the installation until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, t *terminal) error {
	conf, err := config.Load(c.Config)
	if err != nil {
		return err
	}
	log, err := telemetry.NewLogger(t.err, conf.Log.Level, conf.Log.Format)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, conf, app.Options{Now: now, Log: log, Press: true, Version: version()})
	if err != nil {
		return err
	}
	defer a.Close()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", conf.Listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "yinxin serves %s on %s\n", a.PublicURL(), l.Addr())
	return a.Serve(ctx, l, nil)
}
