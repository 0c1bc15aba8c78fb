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

// RemoteToken is a token behind a `p11-kit server`, as a device behind a
// network is: the server can die while the token stays.
type RemoteToken struct {
	Token
	address        string // of what the client connects to
	socket, behind string // of the server, and the module it serves
	server         *exec.Cmd
}

// P11Kit serves a token to this process's p11-kit client, which is the module
// of what it returns.
func P11Kit(t testing.TB, token Token) *RemoteToken {
	t.Helper()
	r := remote(t, token)
	r.socket = r.address
	r.Start(t)
	return r
}

// remote readies the client. It is told once in a process where the server is.
func remote(t testing.TB, token Token) *RemoteToken {
	t.Helper()
	folder := filepath.Join(os.TempDir(), fmt.Sprintf("p11-%d", os.Getpid())) // the path of a socket has room for some hundred characters only
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	clients, err := filepath.Glob("/usr/lib/*/pkcs11/p11-kit-client.so")
	if err != nil || len(clients) == 0 {
		t.Fatal("p11-kit-client.so is not installed: run make deps")
	}
	r := &RemoteToken{Token: token, address: filepath.Join(folder, "s"), behind: token.Module}
	r.Module = clients[0]
	t.Setenv("P11_KIT_SERVER_ADDRESS", "unix:path="+r.address)
	t.Cleanup(func() {
		r.Kill(t)
		_ = os.RemoveAll(folder)
	})
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
