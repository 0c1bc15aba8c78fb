package testenv

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
)

// Cable is what lies between a p11-kit client and its server, to be damaged.
type Cable struct {
	cut    atomic.Pointer[func()]
	silent atomic.Bool
	mu     sync.Mutex
	ends   []net.Conn
}

// P11KitByCable serves a token as P11Kit does, by a cable.
func P11KitByCable(t testing.TB, token Token) (*RemoteToken, *Cable) {
	t.Helper()
	r := remote(t, token)
	r.socket = r.address + "s"
	r.Start(t)
	_ = os.Remove(r.address)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", r.address)
	if err != nil {
		t.Fatal(err)
	}
	c := new(Cable)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", r.socket)
			if err != nil {
				_ = client.Close()
				continue
			}
			c.mu.Lock()
			c.ends = append(c.ends, client, server)
			c.mu.Unlock()
			all.Go(func() { c.ask(server, client) })
			all.Go(func() { c.answer(client, server) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		c.Break()
		all.Wait()
	})
	return r, c
}

// CutShort breaks the connection in the middle of the next answer, and calls
// then between the answer's two parts.
func (c *Cable) CutShort(then func()) { c.cut.Store(&then) }

// Silence lets no answer through any more on the connections there are, which
// stay.
func (c *Cable) Silence() { c.silent.Store(true) }

// Break ends every connection.
func (c *Cable) Break() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, end := range c.ends {
		_ = end.Close()
	}
	c.ends = nil
}

func (c *Cable) ask(server, client net.Conn) {
	_, _ = io.Copy(server, client)
	_ = server.Close()
}

// answer hands on answers: a byte for the whole connection, then for each a
// number and two lengths of four bytes each, and what these are of.
func (c *Cable) answer(client, server net.Conn) {
	defer client.Close()
	defer server.Close()
	if _, err := io.CopyN(client, server, 1); err != nil {
		return
	}
	silentFrom := c.silent.Load() // silenced before: a new connection is sound
	for {
		var head [12]byte
		if _, err := io.ReadFull(server, head[:]); err != nil {
			return
		}
		length := int64(binary.BigEndian.Uint32(head[4:])) + int64(binary.BigEndian.Uint32(head[8:]))
		if c.silent.Load() != silentFrom {
			_, _ = io.Copy(io.Discard, server)
			return
		}
		_, err := client.Write(head[:])
		if then := c.cut.Swap(nil); then != nil {
			(*then)()
			return
		}
		_, failed := io.CopyN(client, server, length)
		if errors.Join(err, failed) != nil {
			return
		}
	}
}
