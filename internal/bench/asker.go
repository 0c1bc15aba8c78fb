package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// askers is how many connections ask at once: enough that no core is idle.
const askers = 16

// askBatch is how many requests one batch sends.
const askBatch = 2048

// asker asks a server for the pages of codes, over connections that it keeps.
// Requests say that they come from many clients, none of which asks too often.
type asker struct {
	address string
	codes   codes
	idle    chan *connection
	random  *rand.Rand
}

// connection is one, and what has been read from it.
type connection struct {
	net.Conn
	in *bufio.Reader
}

// codes are a million short texts in one: as many values would give the
// collector more to do than what is measured.
type codes struct {
	joined string
	each   int // bytes of one
}

func newCodes(all []string) codes {
	return codes{strings.Join(all, ""), len(all[0])}
}

func (c codes) any(random *rand.Rand) string {
	at := c.each * random.IntN(len(c.joined)/c.each)
	return c.joined[at : at+c.each]
}

func newAsker(address string, codes codes) *asker {
	return &asker{address, codes, make(chan *connection, askers), rand.New(rand.NewPCG(3, 4))} //nolint:gosec // which codes are asked for, no secret
}

// side counts the processor's time of both ends on all cores, shared among
// them; where the system does not tell it, the time by the wall.
func (a *asker) side() side {
	return func(ctx context.Context) (effort, error) {
		if err := a.connect(ctx); err != nil {
			return effort{}, err
		}
		requests := make([]string, askBatch)
		for i := range requests {
			requests[i] = fmt.Sprintf("GET /v/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 10.0.%d.%d\r\n\r\n",
				a.codes.any(a.random), a.random.IntN(64), a.random.IntN(256))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began, used := time.Now(), processorTime()
		err := onCores(askers, askBatch, func(i int) error { return a.ask(requests[i]) })
		e := effort{done: askBatch, took: (processorTime() - used) / time.Duration(runtime.GOMAXPROCS(0)), wall: time.Since(began)}
		if e.took <= 0 {
			e.took = e.wall
		}
		runtime.ReadMemStats(&after)
		e.mallocs = after.Mallocs - before.Mallocs
		return e, err
	}
}

func (a *asker) connect(ctx context.Context) error {
	var dialer net.Dialer
	for len(a.idle) < askers {
		c, err := dialer.DialContext(ctx, "tcp", a.address)
		if err != nil {
			return err
		}
		a.idle <- &connection{c, bufio.NewReaderSize(c, 64<<10)}
	}
	return nil
}

// ask sends a request and reads the whole answer, which must be a page.
func (a *asker) ask(request string) error {
	c := <-a.idle
	defer func() { a.idle <- c }()
	if _, err := io.WriteString(c, request); err != nil {
		return err
	}
	response, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	err = errors.Join(err, response.Body.Close())
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s", response.Status)
	}
	return err
}
