package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/telemetry"
)

type demoCommand struct {
	Data    string `help:"Data folder; made when it is not there." default:"./yinxin-data" placeholder:"DIR"`
	Listen  string `help:"Address to listen on, on this machine only." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Samples string `help:"Write sample copies, with roots and revocation lists, into this folder, and exit." placeholder:"DIR"`
	Clock   string `help:"Start the demo's clock at this time." placeholder:"RFC3339"`
}

// Run writes samples, or starts the demonstration, making it first where the
// folder has none.
func (c *demoCommand) Run(ctx context.Context, t *terminal) error {
	began := time.Now()
	clock, err := c.clock()
	if err != nil {
		return err
	}
	if c.Samples != "" {
		return demo.WriteSamples(ctx, c.Samples, clock.Now())
	}
	l, err := listenLoopback(ctx, c.Listen)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, t, clock, "http://"+l.Addr().String())
	if err != nil {
		_ = l.Close()
		return err
	}
	defer a.Close()
	if err := demo.OpenIssuer(ctx, a); err != nil {
		return err
	}
	tsa, err := demo.OpenTSA(ctx, a)
	if err != nil {
		return err
	}
	c.announce(t, a, l.Addr(), since(began))
	return a.Serve(ctx, l, map[string]http.Handler{tsa.Pattern(): tsa})
}

func (c *demoCommand) clock() (*demo.Clock, error) {
	clock := new(demo.Clock)
	if c.Clock != "" {
		start, err := time.Parse(time.RFC3339, c.Clock)
		if err != nil {
			return nil, fmt.Errorf("--clock: give a time like 2026-11-22T12:00:00+08:00: %w", err)
		}
		clock.Set(start)
	}
	return clock, nil
}

// listenLoopback listens on an address of this machine that no other can
// reach: a demonstration's password is in its README.
func listenLoopback(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("--listen %s: a demonstration is for this machine only; use 127.0.0.1, [::1] or localhost", address)
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", address)
}

// open opens the demonstration's folder and fills a new one. A folder whose
// filling was cut off is cleared and filled again.
func (c *demoCommand) open(ctx context.Context, t *terminal, clock *demo.Clock, publicURL string) (*app.App, error) {
	folder := app.Folder(c.Data)
	if err := demo.Ready(folder); err != nil {
		return nil, err
	}
	conf := demoConfig(c.Data, publicURL)
	// A server's log, in which the number of a failure page can be found.
	log, err := telemetry.NewLogger(t.err, conf.Log.Level, conf.Log.Format)
	if err != nil {
		return nil, err
	}
	a, err := app.Open(ctx, conf, app.Options{Now: clock.Now, Log: log, Demo: true, Press: true, Version: version()})
	if err != nil {
		return nil, err
	}
	if !demo.Filled(folder) {
		fmt.Fprintln(t.out, "正在准备演示数据，约十秒… Preparing the demonstration, about ten seconds…")
		err = demo.Fill(ctx, a, clock)
	}
	if err != nil {
		_ = a.Close()
		return nil, err
	}
	return a, nil
}

func (c *demoCommand) announce(t *terminal, a *app.App, addr net.Addr, took time.Duration) {
	fmt.Fprintf(t.out, "\n印信 演示 · Yinxin demo, ready in %s\n\n  http://%s\n\n", took, addr)
	if tcp, ok := addr.(*net.TCPAddr); ok {
		fmt.Fprintf(t.out, "  通行密钥只在此地址可用 · Passkeys work at http://localhost:%d\n\n", tcp.Port)
	}
	for _, account := range demo.Accounts() {
		fmt.Fprintf(t.out, "  %-13s %s\n", account.Username, account.Shows)
		if secret := account.TOTPSecret(); secret != "" {
			fmt.Fprintf(t.out, "  %-13s 动态口令密钥 TOTP secret: %s\n", "", secret)
		}
	}
	fmt.Fprintf(t.out, "\n  密码 password: %s\n  根证书 root:    %s\n  短信 messages:  %s\n\n", demo.Password,
		demo.RootCertificate(a.Folder), a.Config.OutboxFolder())
	fmt.Fprintln(t.out, "  主密钥就在数据文件夹里，这里什么也保护不了。The master key lies in the data folder and protects nothing here.")
	if a.PublicURL() != "http://"+addr.String() {
		fmt.Fprintf(t.out, "  加注件上印的地址仍是 · Copies still bear the address %s\n", a.PublicURL())
	}
	fmt.Fprintln(t.out, "  Ctrl-C 停止 · stops")
}
