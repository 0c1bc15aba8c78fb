// Package blob is the port behind which sealed files lie: whole files under
// keys, written once. Adapters are in folders beside it; package blobtest
// holds them to the contract written here.
package blob

import (
	"context"
	"iter"

	"yinxin.example/yinxin/internal/fault"
)

// MaxSize is the size in bytes of the largest file a Store takes.
const MaxSize = 64 << 20

// Store keeps files. Implementations are safe for use from many goroutines and
// from several processes on the same place. Every method fails with the
// context's error once that is done, and with blob_key_malformed for a key or
// prefix that CheckKey or CheckPrefix refuses.
type Store interface {
	// Put stores a file that is not there yet. It returns only when the file
	// would survive a loss of power; a reader sees nothing or the whole. The
	// same bytes under the same key again are fine; other bytes are a Conflict,
	// blob_differs, and leave the first in place. Of several Puts at once with
	// different bytes exactly one succeeds. Whenever Put fails, the file may or
	// may not be there; putting the same bytes again settles it. Fails with
	// blob_too_large beyond MaxSize. Body is not kept or changed.
	Put(ctx context.Context, key string, body []byte) error

	// Get returns a file, which is the caller's to change. Fails with NotFound,
	// blob_missing.
	Get(ctx context.Context, key string) ([]byte, error)

	// Stat returns what List would. Fails with NotFound, blob_missing.
	Stat(ctx context.Context, key string) (Info, error)

	// Delete removes a file, durably; a key that holds none is fine, as an
	// object store cannot tell. The key may be put again.
	Delete(ctx context.Context, key string) error

	// List gives each file whose key begins with prefix once, in no promised
	// order; "" gives all. A file put or deleted meanwhile may be in it or not.
	// A failure comes as the last pair, with a zero Info.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
}

// Info says what a Store knows of a file without reading it.
type Info struct {
	Key  string
	Size int64 // bytes
}

// Bounds on keys, so that each is a file name everywhere: an S3 key has at
// most 1,024 bytes, a path component 255.
const (
	maxKey     = 512
	maxSegment = 128
)

// CheckKey reports whether a key may name a file: segments of [a-z0-9._-]
// joined by single slashes, each beginning with a letter or digit (hence no
// "..") and not ending in a dot, at most 128 bytes each and 512 in all. Fails
// with blob_key_malformed. A file's key must not be a folder of other keys
// ("a" beside "a/b"): adapters may refuse the second of them as a Conflict,
// blob_key_nested.
func CheckKey(key string) error {
	bad := fault.New("blob.CheckKey", fault.Invalid, "blob_key_malformed")
	if len(key) > maxKey {
		return bad
	}
	start := 0
	for i := 0; i <= len(key); i++ {
		if i < len(key) && key[i] != '/' {
			continue
		}
		if !isSegment(key[start:i]) {
			return bad
		}
		start = i + 1
	}
	return nil
}

func isSegment(s string) bool {
	if s == "" || len(s) > maxSegment || !isAlphanumeric(s[0]) || s[len(s)-1] == '.' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isAlphanumeric(c) && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// CheckPrefix reports whether a prefix could begin a key: it is empty, or a
// key, or becomes one when a letter is added. Fails with blob_key_malformed.
func CheckPrefix(prefix string) error {
	if prefix == "" || CheckKey(prefix+"x") == nil {
		return nil
	}
	return CheckKey(prefix)
}

// CheckBody reports whether a file is small enough to be put. Fails with
// blob_too_large.
func CheckBody(body []byte) error {
	if len(body) > MaxSize {
		return fault.New("blob.CheckBody", fault.Invalid, "blob_too_large").With("max", MaxSize)
	}
	return nil
}

// Missing is the error for a key that holds no file.
func Missing(op string, cause error) error {
	return &fault.Error{Op: op, Kind: fault.NotFound, Reason: "blob_missing", Err: cause}
}

// Differs is the error for a Put of other bytes than those that are there.
func Differs(op string) error {
	return fault.New(op, fault.Conflict, "blob_differs")
}
