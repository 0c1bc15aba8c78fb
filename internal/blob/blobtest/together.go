package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"yinxin.example/yinxin/internal/fault"
)

// writers is how many goroutines put at once, half of them through a second
// Store on the same place.
const writers = 8

func cancelled(t *testing.T, open Open) {
	s := open(t)
	put(t, s, "there", []byte("x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, getErr := s.Get(ctx, "there")
	_, statErr := s.Stat(ctx, "there")
	var listErr error
	for _, err := range s.List(ctx, "") {
		listErr = err
	}
	for name, err := range map[string]error{
		"Put":    s.Put(ctx, "new", []byte("x")),
		"Get":    getErr,
		"Stat":   statErr,
		"Delete": s.Delete(ctx, "there"),
		"List":   listErr,
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantFile(t, s, "there", []byte("x"))
	if got := listed(t, s, ""); len(got) != 1 {
		t.Errorf("a cancelled Put left %v", got)
	}
}

func samePutsAtOnce(t *testing.T, open Open) {
	body := bytes.Repeat([]byte("same"), 1<<12)
	for i, err := range putAtOnce(t, open, "deep/er/a", func(int) []byte { return body }) {
		if err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	wantFile(t, open(t), "deep/er/a", body)
}

func differingPutsAtOnce(t *testing.T, open Open) {
	bodies := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, 1<<14) }
	winner := -1
	for i, err := range putAtOnce(t, open, "deep/er/a", bodies) {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("writers %d and %d both succeeded", winner, i)
		case err == nil:
			winner = i
		case fault.ReasonOf(err) != "blob_differs":
			t.Errorf("writer %d: %v", i, err)
		}
	}
	if winner < 0 {
		t.Fatal("no writer succeeded")
	}
	wantFile(t, open(t), "deep/er/a", bodies(winner))
}

// putAtOnce puts under one key from every writer and gives their errors.
func putAtOnce(t *testing.T, open Open, key string, body func(writer int) []byte) []error {
	t.Helper()
	first, second := open(t), open(t)
	errs := make([]error, writers)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range writers {
		s := first
		if i%2 == 1 {
			s = second
		}
		done.Go(func() {
			start.Wait()
			errs[i] = s.Put(t.Context(), key, body(i))
		})
	}
	start.Done()
	done.Wait()
	return errs
}

func manyPutsAtOnce(t *testing.T, open Open) {
	const each = 10
	first, second := open(t), open(t)
	name := func(w, n int) string { return fmt.Sprintf("w/%d/%d", n, w) }
	var wg sync.WaitGroup
	for w := range writers {
		s := first
		if w%2 == 1 {
			s = second
		}
		wg.Go(func() {
			for n := range each {
				if err := s.Put(t.Context(), name(w, n), []byte(name(w, n))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := listed(t, second, "w/"); len(got) != writers*each {
		t.Errorf("%d files of %d", len(got), writers*each)
	}
	for w := range writers {
		for n := range each {
			wantFile(t, second, name(w, n), []byte(name(w, n)))
		}
	}
}

// readersSeeTheWhole reads and lists while files come into being.
func readersSeeTheWhole(t *testing.T, open Open) {
	const files = 20
	writer, reader := open(t), open(t)
	body := bytes.Repeat([]byte("0123456789"), 1<<14)
	var finished atomic.Bool
	var wg sync.WaitGroup
	wg.Go(func() {
		defer finished.Store(true)
		for i := range files {
			if err := writer.Put(t.Context(), fmt.Sprintf("f/%d", i), body); err != nil {
				t.Error(err)
			}
		}
	})
	for done := false; !done; {
		done = finished.Load()
		for key, size := range listed(t, reader, "") {
			if size != int64(len(body)) {
				t.Errorf("%s is listed with %d bytes of %d", key, size, len(body))
			}
		}
		got, err := reader.Get(t.Context(), fmt.Sprintf("f/%d", files-1))
		if err != nil && !fault.Is(err, fault.NotFound) || err == nil && !bytes.Equal(got, body) {
			t.Errorf("read %d bytes of %d, %v", len(got), len(body), err)
		}
	}
	wg.Wait()
}
