package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
)

func TestRootsAreReadWhileTheServerRuns(t *testing.T) {
	now := time.Now()
	a := &App{Folder: Folder(t.TempDir()), Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
	if err := a.Folder.make(); err != nil {
		t.Fatal(err)
	}
	held, err := a.openTrust(func(context.Context) ([]store.Seal, error) { return nil, nil })
	if err != nil || held.current() != nil {
		t.Fatalf("an empty folder: %v, %v", held, err)
	}
	private, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	root, err := pki.NewRoot(t.Context(), private, pki.RootParams{
		CommonName: "root", Organization: "test", From: now.Add(-time.Hour), Until: now.Add(time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(a.Folder.Trust(), "root.pem")
	if err := os.WriteFile(file, pki.EncodeCertificates(root.Certificate), 0o600); err != nil {
		t.Fatal(err)
	}
	if held.current() != nil {
		t.Error("read again at once")
	}
	now = now.Add(trustAge)
	if held.current() == nil {
		t.Error("never read again")
	}
	if err := os.WriteFile(file, []byte("-----BEGIN"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(trustAge)
	if held.current() == nil {
		t.Error("a damaged file ends the trust in what was read before")
	}
}
