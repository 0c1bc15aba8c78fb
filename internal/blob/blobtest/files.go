package blobtest

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
)

func putAndGet(t *testing.T, open Open) {
	s := open(t)
	for key, body := range map[string][]byte{
		"empty":             {},
		"one":               {0},
		"copies/abcd.pdf":   []byte("%PDF-1.7\r\n\x00\xff"),
		"copies/large.pdf":  bytes.Repeat([]byte("0123456789abcdef"), 1<<16),
		"a/b/c/d/e/f/g/h/i": []byte("deep"),
	} {
		put(t, s, key, body)
		wantFile(t, s, key, body)
	}
}

func putTwice(t *testing.T, open Open) {
	s := open(t)
	put(t, s, "a/b", []byte("first"))
	put(t, s, "a/b", []byte("first"))
	for _, body := range []string{"other", "firs", "first and more", ""} {
		err := s.Put(t.Context(), "a/b", []byte(body))
		if !fault.Is(err, fault.Conflict) || fault.ReasonOf(err) != "blob_differs" {
			t.Errorf("Put %q over %q: %v", body, "first", err)
		}
	}
	wantFile(t, s, "a/b", []byte("first"))
	if got := listed(t, s, ""); len(got) != 1 {
		t.Errorf("refused Puts left traces: %v", got)
	}
}

func putKeepsItsOwnCopy(t *testing.T, open Open) {
	s := open(t)
	body := []byte("first")
	put(t, s, "a", body)
	body[0] = 'X'
	got, err := s.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	got[0] = 'Y'
	wantFile(t, s, "a", []byte("first"))
}

func missingFiles(t *testing.T, open Open) {
	s := open(t)
	put(t, s, "folder/file", []byte("x"))
	for _, key := range []string{"nothing", "folder", "folder/fil", "folder/file2", "folder/file/below", "no/such/folder"} {
		if _, err := s.Get(t.Context(), key); !fault.Is(err, fault.NotFound) || fault.ReasonOf(err) != "blob_missing" {
			t.Errorf("Get %s: %v", key, err)
		}
		if _, err := s.Stat(t.Context(), key); !fault.Is(err, fault.NotFound) || fault.ReasonOf(err) != "blob_missing" {
			t.Errorf("Stat %s: %v", key, err)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete %s: %v", key, err)
		}
	}
	wantFile(t, s, "folder/file", []byte("x"))
}

func deleteAndPutAgain(t *testing.T, open Open) {
	s := open(t)
	put(t, s, "a/b", []byte("first"))
	put(t, s, "a/c", []byte("stays"))
	if err := s.Delete(t.Context(), "a/b"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "a/b"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Get after Delete: %v", err)
	}
	if diff := cmp.Diff(map[string]int64{"a/c": 5}, listed(t, s, "")); diff != "" {
		t.Errorf("List after Delete (-want +got):\n%s", diff)
	}
	put(t, s, "a/b", []byte("second"))
	wantFile(t, s, "a/b", []byte("second"))
	wantFile(t, s, "a/c", []byte("stays"))
}

func tooLarge(t *testing.T, open Open) {
	s := open(t)
	err := s.Put(t.Context(), "a", make([]byte, blob.MaxSize+1))
	if !fault.Is(err, fault.Invalid) || fault.ReasonOf(err) != "blob_too_large" {
		t.Errorf("Put: %v", err)
	}
	if _, err := s.Stat(t.Context(), "a"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Stat after a refused Put: %v", err)
	}
}

func reopened(t *testing.T, open Open) {
	first := open(t)
	put(t, first, "a/b", []byte("first"))
	second := open(t)
	wantFile(t, second, "a/b", []byte("first"))
	put(t, second, "a/c", []byte("second"))
	wantFile(t, first, "a/c", []byte("second"))
	if err := second.Delete(t.Context(), "a/b"); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Get(t.Context(), "a/b"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Get after the other deleted it: %v", err)
	}
}
