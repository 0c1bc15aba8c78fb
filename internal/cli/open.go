package cli

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
)

// where names the installation a command works on: a configuration file, or a
// demonstration's data folder.
type where struct {
	Config string `help:"Configuration file of an installation." placeholder:"FILE" xor:"where"`
	Data   string `help:"Data folder of a demonstration; ./yinxin-data where neither is given." placeholder:"DIR" xor:"where"`
}

// demoData is where a demonstration is made when nothing else is said.
const demoData = "./yinxin-data"

// open opens the installation. The caller closes it.
func (w where) open(ctx context.Context, log *slog.Logger) (*app.App, error) {
	return w.openWith(ctx, app.Options{Now: now, Log: log})
}

// openDrawing opens the installation with its fonts.
func (w where) openDrawing(ctx context.Context, log *slog.Logger) (*app.App, error) {
	return w.openWith(ctx, app.Options{Now: now, Log: log, Press: true})
}

func (w where) openWith(ctx context.Context, opts app.Options) (*app.App, error) {
	if w.Config != "" {
		c, err := config.Load(w.Config)
		if err != nil {
			return nil, err
		}
		return app.Open(ctx, c, opts)
	}
	data := cmp.Or(w.Data, demoData)
	demo, err := app.Folder(data).IsDemo()
	if err != nil {
		return nil, err
	}
	if !demo {
		return nil, errors.New("there is no demonstration in " + data + ": start `yinxin demo --data " + data + "` once, or name a configuration with --config")
	}
	opts.Demo = true
	return app.Open(ctx, demoConfig(data, ""), opts)
}

// demoConfig is the configuration of a demonstration. It shows no telephone
// number of anybody.
func demoConfig(data, publicURL string) config.Config {
	c := config.Default()
	c.Data, c.PublicURL = filepath.Clean(data), publicURL
	c.Telephones = []config.Telephone{{Authority: "示例人事考试中心", Number: "000-00000000", Hours: "演示号码，无人接听"}}
	c.DeliversFor = demo.DeliversFor()
	c.Webhooks = demo.Webhooks()
	c.Log.Level = slog.LevelWarn
	return c
}

// since rounds a duration for people.
func since(began time.Time) time.Duration { return time.Since(began).Round(10 * time.Millisecond) }
