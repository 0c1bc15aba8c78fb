package verify

import (
	"bytes"
	"crypto/x509"
	"hash"
	"slices"
	"sync"

	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

const (
	maxBeginnings    = 16
	minBeginning     = 1 << 10
	maxBeginning     = 512 << 10
	maxBeginningsAll = 4 << 20 // bytes of all together
	maxSeals         = 8       // of one beginning: an authority's keys as they follow each other
)

// beginning is how copies of one template, seal and font set begin: fixed
// page, pictures and fonts, then the metadata up to the end of its declarations
// for archives; nothing of any person. What the byte grammar and the hash
// function make of these bytes depends on nothing else, so it is worked out
// once.
type beginning struct {
	bytes    []byte
	offsets  []int // of the objects 3, 4, ... that stand in it
	metadata int   // offset of the metadata's object, in which it ends
	resume   int   // offset of the end of the metadata's content
	hash     digest.Algorithm
	state    hash.Cloner // after the bytes; only ever cloned
	objects  pdfread.Known

	mu    sync.RWMutex
	seals []seal // those met on copies that begin so, the latest first; replaced, never changed
}

// met lists the seals met, the latest first.
func (b *beginning) met() []seal {
	if b == nil {
		return nil
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.seals
}

// meet remembers a seal that is new here. The oldest makes room.
func (b *beginning) meet(s seal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if slices.ContainsFunc(b.seals, func(have seal) bool { return have.certificate.Equal(s.certificate) }) {
		return
	}
	b.seals = slices.Concat([]seal{s}, b.seals[:min(len(b.seals), maxSeals-1)])
}

// seal is who sealed copies that begin so.
type seal struct {
	certificate *x509.Certificate
	at          int // where the certificate stands in their containers
	bundle      *bundle
	digest      cmsread.Algorithm
	demo        bool
}

// on reports whether a container has the seal's certificate where its others
// have it. It is no proof, but spares hashing for a seal that cannot be the one.
func (s seal) on(container []byte) bool {
	return len(container) >= s.at && bytes.HasPrefix(container[s.at:], s.certificate.Raw)
}

// sum returns a hash of a kind that has taken in the beginning of a file, at
// most up to a limit, and how much it has. The receiver may be nil.
func (b *beginning) sum(kind digest.Algorithm, limit int) (h hash.Hash, taken int) {
	if b != nil && b.hash == kind && len(b.bytes) <= limit {
		if clone, err := b.state.Clone(); err == nil {
			return clone, len(b.bytes)
		}
	}
	return kind.New(), 0
}

// beginnings remembers how files began that were found to be ours and intact.
type beginnings struct {
	mu    sync.RWMutex
	known []*beginning // the oldest first
	size  int
}

// of finds what is known of a file's beginning; nil for nothing.
func (s *beginnings) of(file []byte) *beginning {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, b := range slices.Backward(s.known) {
		if bytes.HasPrefix(file, b.bytes) {
			return b
		}
	}
	return nil
}

// declarations end the part of the metadata that is alike in all copies.
const declarations = "</pdfaExtension:schemas>"

// keep remembers the beginning of a copy that was found good: the objects
// before its metadata, and how that begins. The oldest make room.
func (s *beginnings) keep(pdf *pdfread.File, offsets []int, j *judged) {
	view, at := pdf.Final(), pdfread.Ref{Number: objMetadata}
	stream, ok := view.Lookup(at).(*pdfread.Stream)
	if !ok || view.Catalog()["Metadata"] != at {
		return
	}
	end := bytes.Index(stream.Raw, []byte(declarations))
	kind := j.container.Signers[0].DigestAlgorithm.Hash()
	state, ok := kind.New().(hash.Cloner)
	text := pdf.Data()[:stream.Start+max(end, 0)]
	if !ok || end < 0 || len(text) < minBeginning || len(text) > maxBeginning {
		return
	}
	before, _ := slices.BinarySearch(offsets[firstObject:], offsets[objMetadata])
	b := &beginning{bytes: bytes.Clone(text), offsets: slices.Clone(offsets[firstObject : firstObject+before]),
		metadata: offsets[objMetadata], resume: stream.Start + len(stream.Raw),
		hash: kind, state: state, objects: pdf.Known(len(text)), seals: []seal{sealOf(j)}}
	state.Write(text)
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.known, func(have *beginning) bool { return bytes.Equal(have.bytes, text) }) {
		return
	}
	s.known = append(s.known, b)
	s.size += len(text)
	for len(s.known) > maxBeginnings || s.size > maxBeginningsAll {
		s.size -= len(s.known[0].bytes)
		s.known = slices.Delete(s.known, 0, 1)
	}
}

// sealOf is who made a signature that was judged.
func sealOf(j *judged) seal {
	contents, _ := j.contents()
	return seal{certificate: j.cert, at: max(0, bytes.Index(contents.Bytes, j.cert.Raw)), bundle: j.carried,
		digest: j.container.Signers[0].DigestAlgorithm, demo: j.demo}
}
