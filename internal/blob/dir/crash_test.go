package dir_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"testing"

	"yinxin.example/yinxin/internal/blob/dir"
)

// victimFolder names the folder in which this test program, started once more
// by TestKilledWhilePutting, puts files until it is killed.
const victimFolder = "YINXIN_TEST_VICTIM_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(victimFolder); folder != "" {
		fmt.Fprintln(os.Stderr, putUntilKilled(folder))
		return
	}
	m.Run()
}

func body(key string) []byte { return bytes.Repeat([]byte(key+"\n"), 4096) }

// putUntilKilled writes each key to standard output once its Put has returned.
// It returns only when something fails.
func putUntilKilled(folder string) error {
	ctx := context.Background()
	s, err := dir.Open(ctx, folder)
	for i := 0; err == nil; i++ {
		key := fmt.Sprintf("%02d/%d.pdf", i%17, i)
		if err = s.Put(ctx, key, body(key)); err == nil {
			_, err = fmt.Fprintln(os.Stdout, key)
		}
	}
	return err
}

func TestKilledWhilePutting(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var promised []string
	for _, puts := range []int{1, 7, 40} {
		promised = append(promised, killAfter(t, program, folder, puts)...)
	}
	s := open(t, folder)
	for _, key := range promised {
		if got, err := s.Get(t.Context(), key); err != nil || !bytes.Equal(got, body(key)) {
			t.Errorf("%s was promised: %d bytes, %v", key, len(got), err)
		}
	}
	for info, err := range s.List(t.Context(), "") {
		if err != nil || info.Size != int64(len(body(info.Key))) {
			t.Errorf("%s is there with %d bytes, %v", path.Base(info.Key), info.Size, err)
		}
		// A run that comes again, as the pipeline's does, meets no obstacle.
		if err := s.Put(t.Context(), info.Key, body(info.Key)); err != nil {
			t.Error(err)
		}
	}
}

// killAfter kills a victim when it has promised some files, and gives all that
// it promised until it was dead.
func killAfter(t *testing.T, program, folder string, puts int) (promised []string) {
	t.Helper()
	victim := exec.CommandContext(t.Context(), program)
	victim.Env = append(os.Environ(), victimFolder+"="+folder)
	victim.Stderr = os.Stderr
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		promised = append(promised, lines.Text())
		if len(promised) == puts {
			if err := victim.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := victim.Wait(); err == nil {
		t.Fatalf("the victim ended by itself after %d files: %v", len(promised), err)
	}
	return promised
}
