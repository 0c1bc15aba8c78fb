package cli

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/testenv/world"
)

// A failure page shows a number to quote, so it must stand in the log: the
// demonstration logs as a server does.
func TestTheDemonstrationLogsAsAServerDoes(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	var said bytes.Buffer
	command := &demoCommand{Data: folder}
	a, err := command.open(t.Context(), &terminal{out: io.Discard, err: &said, log: newLog(io.Discard)}, new(demo.Clock), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if !demo.Filled(app.Folder(folder)) {
		t.Fatal("the demonstration is not filled")
	}
	a.Log.ErrorContext(telemetry.WithRequestID(t.Context(), "quoted"), "request failed")
	for _, part := range []string{"request_id=quoted", "request failed"} {
		if !strings.Contains(said.String(), part) {
			t.Errorf("the log lacks %s: %s", part, said.String())
		}
	}
}
