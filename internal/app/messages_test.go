package app

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
)

func TestChannelsAreTheConfigurations(t *testing.T) {
	took := make(chan string, 1)
	gateway := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var said struct{ To string }
		_ = json.NewDecoder(r.Body).Decode(&said)
		took <- said.To
	}))
	defer gateway.Close()
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte(strings.Repeat("s", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := config.Default()
	c.Data, c.Messages.SMS = dir, config.SMS{URL: gateway.URL, SecretFile: secret}
	open := func() (*App, messages.Sender, error) {
		a := &App{Config: c, Folder: Folder(dir), Now: time.Now, Log: slog.New(slog.DiscardHandler)}
		_, prompt, err := a.openChannels()
		return a, prompt, err
	}
	a, prompt, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"19900007963", "holder@mail.example"} {
		if err := prompt.Send(t.Context(), messages.OneTimeCode(to, messages.ClaimCode, "012345", time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if to := <-took; to != "19900007963" {
		t.Errorf("the gateway took one to %s", to)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if files, err := os.ReadDir(c.OutboxFolder()); err != nil || len(files) != 1 {
		t.Errorf("outbox: %v, %v", files, err)
	}

	if err := os.Chmod(secret, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := open(); fault.ReasonOf(err) != "secret_readable" {
		t.Errorf("a secret that anybody reads: %v", err)
	}
	if err := Folder(dir).MarkDemo(); err != nil {
		t.Fatal(err)
	}
	if _, prompt, err = open(); err != nil {
		t.Fatal(err)
	}
	if err := prompt.Send(t.Context(), messages.OneTimeCode("19900007963", messages.ClaimCode, "012345", time.Minute)); err != nil {
		t.Fatal(err)
	}
	if files, err := os.ReadDir(c.OutboxFolder()); err != nil || len(files) != 2 {
		t.Errorf("a demonstration's outbox: %v, %v", files, err)
	}
}
