package journey_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"yinxin.example/yinxin/internal/demo"
)

// master is the folder of a filled demonstration that nothing runs on. Every
// test runs on a copy of it: filling takes seconds, copying takes none.
var master string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "yinxin-journey-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	master = filepath.Join(folder, "master")
	if err := fill(context.Background(), master); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, "the demonstrations stopped, and left goroutines:", err)
		return 1
	}
	return code
}

// fill makes the demonstration whose copies the tests run on.
func fill(ctx context.Context, folder string) error {
	clock := newClock()
	a, err := open(ctx, folder, clock, new(logbook))
	if err != nil {
		return err
	}
	err = demo.Fill(ctx, a, clock)
	if closed := a.Close(); err == nil {
		err = closed
	}
	return err
}
