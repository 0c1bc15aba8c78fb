package testenv

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// shared is one server for all tests of a process.
type shared struct {
	mu     sync.Mutex
	server *Server
	users  int
	kept   bool // Main runs the tests: the server lives until they are done
}

var cluster shared

// Main runs a package's tests with one PostgreSQL server for all of them. It
// is the body of a TestMain; without one, the server lives as long as some
// test uses it.
//
//	func TestMain(m *testing.M) { testenv.Main(m) }
func Main(m *testing.M) {
	cluster.mu.Lock()
	cluster.kept = true
	cluster.mu.Unlock()
	code := m.Run()
	if err := cluster.stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// Postgres returns the address of a new empty database, on a server that the
// tests of this process share and that does not sync its writes.
func Postgres(t testing.TB) (dsn string) {
	t.Helper()
	server, err := cluster.acquire()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.release(); err != nil {
			t.Error(err)
		}
	})
	return server.Database(t)
}

func (c *shared) acquire() (*Server, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		server, err := newServer(false)
		if err != nil {
			return nil, err
		}
		c.server = server
	}
	c.users++
	return c.server, nil
}

func (c *shared) release() error {
	c.mu.Lock()
	c.users--
	idle := c.users == 0 && !c.kept
	c.mu.Unlock()
	if !idle {
		return nil
	}
	return c.stop()
}

func (c *shared) stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return nil
	}
	err := c.server.remove()
	c.server = nil
	return err
}
