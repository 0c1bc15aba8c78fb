package cli

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
)

// where names the installation a command works on: a configuration file, or a
// demonstration's data folder.
type where struct {
	Config string `help:"Configuration file of an installation." placeholder:"FILE" xor:"where"`
	Data   string `help:"Data folder of a demonstration." placeholder:"DIR" xor:"where" default:"./yinxin-data"`
}

// open opens the installation. The caller closes it.
func (w where) open(ctx context.Context, log *slog.Logger) (*app.App, error) {
	opts := app.Options{Now: now, Log: log}
	if w.Config != "" {
		c, err := config.Load(w.Config)
		if err != nil {
			return nil, err
		}
		return app.Open(ctx, c, opts)
	}
	demo, err := app.Folder(w.Data).IsDemo()
	if err != nil {
		return nil, err
	}
	if !demo {
		return nil, errors.New("there is no demonstration in " + w.Data + ": start `yinxin demo --data " + w.Data + "` once, or name a configuration with --config")
	}
	opts.Demo = true
	return app.Open(ctx, demoConfig(w.Data, ""), opts)
}

// demoConfig is the configuration of a demonstration. It shows no telephone
// number of anybody.
func demoConfig(data, publicURL string) config.Config {
	c := config.Default()
	c.Data, c.PublicURL = filepath.Clean(data), publicURL
	c.Telephones = []config.Telephone{{Authority: "示例人事考试中心", Number: "000-00000000", Hours: "演示号码，无人接听"}}
	c.Log.Level = slog.LevelWarn
	return c
}

// since rounds a duration for people.
func since(began time.Time) time.Duration { return time.Since(began).Round(10 * time.Millisecond) }
