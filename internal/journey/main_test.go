package journey_test

import (
	"context"
	"errors"
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

// Every demonstration must stop with its test: no goroutine may be left.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(suite{m})
}

// suite is the tests with the master around them.
type suite struct{ tests *testing.M }

// Run implements goleak.TestingM.
func (s suite) Run() (code int) {
	folder, err := os.MkdirTemp("", "yinxin-journey-")
	if err == nil {
		master = filepath.Join(folder, "master")
		err = fill(context.Background(), master)
	}
	if err == nil {
		code = s.tests.Run()
	}
	if err := errors.Join(err, os.RemoveAll(folder)); err != nil {
		fmt.Fprintln(os.Stderr, err)
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
