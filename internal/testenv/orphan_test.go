package testenv_test

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/testenv"
)

// holding makes TestHoldAServer, run in a process of its own, hold a server.
const holding = "YINXIN_HOLD_A_SERVER"

func TestAServerEndsWithItsProcess(t *testing.T) {
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHoldAServer$")
	holder.Env = append(os.Environ(), holding+"=1")
	stdin, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close() }()
	stdout, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	folder := firstLine(t, stdout)
	if _, err := os.Stat(folder); err != nil {
		t.Fatal(err)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	awaitRemoval(t, folder)
}

// TestHoldAServer is the other process of the test above.
func TestHoldAServer(t *testing.T) {
	if os.Getenv(holding) == "" {
		return
	}
	address, err := url.Parse(testenv.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(os.Stdout, address.Query().Get("host"))
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func firstLine(t *testing.T, from io.Reader) string {
	t.Helper()
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func awaitRemoval(t *testing.T, folder string) {
	t.Helper()
	limit := time.After(30 * time.Second)
	every := time.NewTicker(20 * time.Millisecond)
	defer every.Stop()
	for {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		select {
		case <-limit:
			t.Fatalf("%s outlives the process that made it", folder)
		case <-every.C:
		}
	}
}
