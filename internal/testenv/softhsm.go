package testenv

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Token is a SoftHSM token in a folder of its own.
type Token struct {
	Module, Label, PIN string
	PINFile            string // mode 0600
}

// SoftHSM makes an empty token and points the process's SOFTHSM2_CONF at it, so
// the test cannot run beside others of its kind. Whoever opened the module has
// to close it before the next token is made.
func SoftHSM(t testing.TB) Token {
	t.Helper()
	const module = "/usr/lib/softhsm/libsofthsm2.so"
	if _, err := os.Stat(module); err != nil {
		t.Fatalf("%s is not installed: run make deps", module)
	}
	folder := t.TempDir()
	token := Token{Module: module, Label: "yinxin-test", PIN: "135790", PINFile: filepath.Join(folder, "pin")}
	tokens, conf := filepath.Join(folder, "tokens"), filepath.Join(folder, "softhsm2.conf")
	if err := os.Mkdir(tokens, 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n", tokens)
	for path, content := range map[string]string{conf: text, token.PINFile: token.PIN + "\n"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SOFTHSM2_CONF", conf)
	initialise := exec.CommandContext(t.Context(), Tool(t, "softhsm2-util"), "--init-token", "--free",
		"--label", token.Label, "--pin", token.PIN, "--so-pin", "246801")
	if out, err := initialise.CombinedOutput(); err != nil {
		t.Fatalf("softhsm2-util: %v\n%s", err, out)
	}
	return token
}

// RemoteToken is a token behind a `p11-kit server`, as a device behind a
// network is: the server can die while the token stays.
type RemoteToken struct {
	Token
	socket, behind string
	server         *exec.Cmd
}

// P11Kit serves a token to this process's p11-kit client, which is the module
// of what it returns.
func P11Kit(t testing.TB, token Token) *RemoteToken {
	t.Helper()
	folder, err := os.MkdirTemp("", "p11-") //nolint:usetesting // the path of a socket has room for some hundred characters only
	if err != nil {
		t.Fatal(err)
	}
	clients, err := filepath.Glob("/usr/lib/*/pkcs11/p11-kit-client.so")
	if err != nil || len(clients) == 0 {
		t.Fatal("p11-kit-client.so is not installed: run make deps")
	}
	r := &RemoteToken{Token: token, socket: filepath.Join(folder, "s"), behind: token.Module}
	r.Module = clients[0]
	t.Setenv("P11_KIT_SERVER_ADDRESS", "unix:path="+r.socket)
	t.Cleanup(func() {
		r.Kill(t)
		_ = os.RemoveAll(folder)
	})
	r.Start(t)
	return r
}

// Start starts the server and waits until it takes connections.
func (r *RemoteToken) Start(t testing.TB) {
	t.Helper()
	_ = os.Remove(r.socket)
	r.server = exec.CommandContext(context.WithoutCancel(t.Context()), Tool(t, "p11-kit"), "server", "-f",
		"--provider", r.behind, "-n", r.socket, "pkcs11:token="+r.Label)
	r.server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it has a child for each connection
	if err := r.server.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	every := time.NewTicker(5 * time.Millisecond)
	defer every.Stop()
	for {
		connection, err := new(net.Dialer).DialContext(ctx, "unix", r.socket)
		if err == nil {
			_ = connection.Close()
			return
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			t.Fatal("p11-kit server does not answer: ", err)
		}
	}
}

// Kill kills the server and its children at once; nothing happens where it is
// dead already.
func (r *RemoteToken) Kill(t testing.TB) {
	t.Helper()
	if r.server == nil {
		return
	}
	if err := syscall.Kill(-r.server.Process.Pid, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
	_ = r.server.Wait() // it was killed
	r.server = nil
}
