package outbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/messages/outbox"
)

func at() time.Time { return time.Date(2026, 11, 22, 20, 31, 7, 123456789, time.FixedZone("", 8*3600)) }

func open(t *testing.T) (*outbox.Box, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a", "outbox")
	box, err := outbox.Open(dir, at)
	if err != nil {
		t.Fatal(err)
	}
	return box, dir
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAMessageIsOneReadableFile(t *testing.T) {
	box, dir := open(t)
	m := messages.Message{To: "19900007963", Kind: messages.ClaimCode, Code: "123456", Subject: "核实本人\nBcc: x", Body: "验证码 123456。"}
	if err := box.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"20261122T123107.123456Z-000001-sms-19900007963.txt"}, names(t, dir)); diff != "" {
		t.Fatal(diff)
	}
	path := filepath.Join(dir, names(t, dir)[0])
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "To: 19900007963\nKind: claim_code\nDate: 2026-11-22T12:31:07Z\nSubject: 核实本人 Bcc: x\n验证码: 123456\n\n验证码 123456。\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestTheLastNameIsTheNewestMessage(t *testing.T) {
	box, dir := open(t)
	for i := range 12 {
		if err := box.Send(t.Context(), messages.Message{To: "19900007963", Code: fmt.Sprintf("%06d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	all := names(t, dir)
	got, err := os.ReadFile(filepath.Join(dir, all[len(all)-1]))
	if err != nil || !strings.Contains(string(got), "验证码: 000011\n") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestANumberDoesNotLeaveTheFolder(t *testing.T) {
	box, dir := open(t)
	if err := box.Send(t.Context(), messages.Message{To: "../../+86/x\n1"}); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 1 || !strings.HasSuffix(got[0], "-sms-______+86___1.txt") {
		t.Errorf("wrote %q", got)
	}
}

func TestManyAtOnce(t *testing.T) {
	box, dir := open(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if err := box.Send(t.Context(), messages.Message{To: "1"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(names(t, dir)); n != 50 {
		t.Errorf("%d files", n)
	}
}

func TestSendFailsWholly(t *testing.T) {
	box, dir := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := box.Send(ctx, messages.Message{To: "1"}); err == nil {
		t.Error("a cancelled message was sent")
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left %q", got)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := box.Send(t.Context(), messages.Message{To: "1"}); err == nil {
		t.Error("a message into no folder was sent")
	}
}
