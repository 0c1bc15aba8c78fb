package testenv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience is how long a server may take to come up or go down.
const patience = 60 * time.Second

// Server is a throw-away PostgreSQL server on a Unix socket.
type Server struct {
	folder string // holds data/, the socket and the log
	bin    string // PostgreSQL's bin folder
	as     *syscall.Credential
	cmd    *exec.Cmd
	exited chan struct{}
	reaper *os.File

	databases atomic.Int64 // made so far
}

// PostgresServer starts a server for one test, which may kill and restart it.
// With durable, the server syncs what it commits; without, it is faster and
// survives the death of its processes but not that of the machine.
func PostgresServer(t testing.TB, durable bool) *Server {
	t.Helper()
	s, err := newServer(durable)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.remove(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Database makes a new empty database and returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	dsn, err := s.newDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// Kill ends the server at once and without warning, as a power cut would.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	// Its backends notice the postmaster's death by themselves and leave.
	if err := s.end(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// Restart starts a killed server again and waits until it answers.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

func newServer(durable bool) (*Server, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin}
	if s.folder, err = os.MkdirTemp("", "yinxin-pg-"); err != nil {
		return nil, err
	}
	if err := s.prepare(durable); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.folder))
	}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

// postgresBin finds the newest installed PostgreSQL from 15 on.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	newest, bin := 14, ""
	for _, initdb := range found {
		folder := filepath.Dir(initdb)
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
		if err == nil && version > newest {
			newest, bin = version, folder
		}
	}
	if bin == "" {
		return "", errors.New("PostgreSQL 15 or newer is not installed: run make deps")
	}
	return bin, nil
}

// prepare makes the cluster. PostgreSQL refuses to run as root, so root hands
// the folder to the postgres user that the package made.
func (s *Server) prepare(durable bool) error {
	if os.Geteuid() == 0 {
		uid, gid, err := postgresUser()
		if err != nil {
			return err
		}
		s.as = &syscall.Credential{Uid: uid, Gid: gid}
		if err := os.Chown(s.folder, int(uid), int(gid)); err != nil {
			return err
		}
	}
	initdb := s.command("initdb", "--pgdata", s.data(), "--username", "yinxin", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	settings := []string{
		"listen_addresses = ''",
		fmt.Sprintf("unix_socket_directories = '%s'", s.folder),
		"max_connections = 200",
		"shared_buffers = 64MB",
		"log_min_messages = warning",
		fmt.Sprintf("fsync = %t", durable),
		fmt.Sprintf("full_page_writes = %t", durable),
	}
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Join(settings, "\n") + "\n")
	return errors.Join(err, f.Close())
}

func postgresUser() (uid, gid uint32, err error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return 0, 0, fmt.Errorf("root cannot run PostgreSQL, and there is no postgres user: run make deps: %w", err)
	}
	uid64, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return 0, 0, err
	}
	gid64, err := strconv.ParseUint(u.Gid, 10, 32)
	return uint32(uid64), uint32(gid64), err
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// command is one of PostgreSQL's programs, run as the user it accepts.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.folder
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	return cmd
}

// start runs the server and waits until it answers.
func (s *Server) start() error {
	var log bytes.Buffer
	s.cmd = s.command("postgres", "-D", s.data())
	s.cmd.Stdout, s.cmd.Stderr = &log, &log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.exited = make(chan struct{})
	go func(cmd *exec.Cmd, exited chan struct{}) {
		_ = cmd.Wait() // a killed server has no other end
		close(exited)
	}(s.cmd, s.exited)
	if s.reaper == nil {
		if err := s.watch(); err != nil {
			return errors.Join(err, s.end(syscall.SIGQUIT))
		}
	}

	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	every := time.NewTicker(20 * time.Millisecond)
	defer every.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.dsn("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.exited:
			return fmt.Errorf("PostgreSQL did not start:\n%s", log.String())
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		case <-every.C:
		}
	}
}

// watch starts a shell that holds one end of a pipe to us. When this process
// ends in a way that runs no cleanup, the pipe closes, and the shell ends the
// server and removes its folder.
func (s *Server) watch() error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	const script = `read -r _; [ ! -d "$1" ] || { kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"; rm -rf "$1"; }`
	reaper := exec.Command("/bin/sh", "-c", script, "sh", s.folder)
	reaper.Stdin = read
	reaper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := errors.Join(reaper.Start(), read.Close()); err != nil {
		return errors.Join(err, write.Close())
	}
	go func() { _ = reaper.Wait() }()
	s.reaper = write
	return nil
}

// end sends the signal and waits until the server is gone.
func (s *Server) end(signal syscall.Signal) error {
	select {
	case <-s.exited:
		return nil
	default:
	}
	if err := s.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.exited:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("PostgreSQL (pid %d) does not end", s.cmd.Process.Pid)
	}
}

// remove stops the server and deletes all it wrote.
func (s *Server) remove() error {
	err := s.end(syscall.SIGQUIT)
	err = errors.Join(err, os.RemoveAll(s.folder))
	if s.reaper != nil {
		err = errors.Join(err, s.reaper.Close())
	}
	return err
}

// dsn is the address of a database, as the configuration's `database` has it.
func (s *Server) dsn(database string) string {
	query := url.Values{"host": {s.folder}, "user": {"yinxin"}}
	return "postgres:///" + database + "?" + query.Encode()
}

func (s *Server) newDatabase(ctx context.Context) (string, error) {
	conn, err := pgx.Connect(ctx, s.dsn("postgres"))
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	name := "test_" + strconv.FormatInt(s.databases.Add(1), 10)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return "", err
	}
	return s.dsn(name), nil
}
