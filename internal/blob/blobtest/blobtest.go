// Package blobtest holds every adapter of blob.Store to the port's contract.
package blobtest

import (
	"testing"

	"yinxin.example/yinxin/internal/blob"
)

// Open opens a Store on one place. Called twice it gives two on the same
// place, as two processes have; it closes them when the test ends.
type Open func(t *testing.T) blob.Store

// Run runs the suite. newPlace gives a new, empty place each time.
func Run(t *testing.T, newPlace func(t *testing.T) Open) {
	for name, test := range map[string]func(*testing.T, Open){
		"PutAndGet":           putAndGet,
		"PutTwice":            putTwice,
		"PutKeepsItsOwnCopy":  putKeepsItsOwnCopy,
		"MissingFiles":        missingFiles,
		"Delete":              deleteAndPutAgain,
		"List":                list,
		"ListStops":           listStops,
		"OddKeys":             oddKeys,
		"MalformedKeys":       malformedKeys,
		"TooLarge":            tooLarge,
		"Cancelled":           cancelled,
		"Reopened":            reopened,
		"SamePutsAtOnce":      samePutsAtOnce,
		"DifferingPutsAtOnce": differingPutsAtOnce,
		"ManyPutsAtOnce":      manyPutsAtOnce,
		"ReadersSeeTheWhole":  readersSeeTheWhole,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newPlace(t))
		})
	}
}

func put(t *testing.T, s blob.Store, key string, body []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, body); err != nil {
		t.Errorf("Put %s: %v", key, err)
	}
}

func wantFile(t *testing.T, s blob.Store, key string, body []byte) {
	t.Helper()
	got, err := s.Get(t.Context(), key)
	if err != nil || string(got) != string(body) {
		t.Errorf("Get %s: %d bytes, %v; want %d bytes", key, len(got), err, len(body))
	}
	info, err := s.Stat(t.Context(), key)
	if want := (blob.Info{Key: key, Size: int64(len(body))}); err != nil || info != want {
		t.Errorf("Stat %s: %+v, %v; want %+v", key, info, err, want)
	}
}

// listed gives each key with its size, and fails where one comes twice.
func listed(t *testing.T, s blob.Store, prefix string) map[string]int64 {
	t.Helper()
	got := make(map[string]int64)
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Errorf("List %q: %v", prefix, err)
			continue
		}
		if _, twice := got[info.Key]; twice {
			t.Errorf("List %q: %s comes twice", prefix, info.Key)
		}
		got[info.Key] = info.Size
	}
	return got
}
