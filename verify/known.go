package verify

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cms"
)

const maxBundles = 256

// bundles remembers what was worked out about sets of certificates as they
// stand in containers, by their digest: most copies come with one of a few.
type bundles struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]*bundle
}

// bundle is the certificates of one container with what is known of them.
// Nothing in it depends on the document or on the time asked about.
type bundle struct {
	certificates []*x509.Certificate

	mu    sync.Mutex
	paths map[pathKey]knownPath
	lines map[*x509.Certificate]*line
}

type pathKey struct {
	leaf *x509.Certificate
	use  string
}

// knownPath is a path and the instants between which it is valid.
type knownPath struct {
	path        []*x509.Certificate
	from, until time.Time
}

// line is a seal's chain as it must stand in the container, and the template
// to rebuild the container from; nil where it stands otherwise.
type line struct {
	path     []*x509.Certificate
	template *cms.Template
}

// bundle reads the certificates of a container, or finds them read.
func (t *Trust) bundle(ders [][]byte) *bundle {
	if t == nil {
		return newBundle(ders)
	}
	h := sha256.New()
	for _, der := range ders {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(der)))
		h.Write(length[:])
		h.Write(der)
	}
	key := [sha256.Size]byte(h.Sum(nil))
	t.bundles.mu.Lock()
	defer t.bundles.mu.Unlock()
	if b, ok := t.bundles.known[key]; ok {
		return b
	}
	if t.bundles.known == nil || len(t.bundles.known) >= maxBundles {
		t.bundles.known = map[[sha256.Size]byte]*bundle{}
	}
	b := newBundle(ders)
	t.bundles.known[key] = b
	return b
}

func newBundle(ders [][]byte) *bundle {
	return &bundle{certificates: chain.Parse(ders), paths: map[pathKey]knownPath{}, lines: map[*x509.Certificate]*line{}}
}

// path builds a path from one of the bundle's certificates, or finds it built.
func (b *bundle) path(search *chain.Search, leaf *x509.Certificate, t *Trust, use string, at time.Time) ([]*x509.Certificate, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := pathKey{leaf, use}
	if k, ok := b.paths[key]; ok && !at.Before(k.from) && !at.After(k.until) {
		return k.path, nil
	}
	path, err := search.Build(leaf, append(slices.Clone(b.certificates), t.intermediates...), t.anchors(use), at)
	if err != nil {
		return path, err
	}
	k := knownPath{path: path, from: path[0].NotBefore, until: path[0].NotAfter}
	for _, c := range path[1:] {
		if c.NotBefore.After(k.from) {
			k.from = c.NotBefore
		}
		if c.NotAfter.Before(k.until) {
			k.until = c.NotAfter
		}
	}
	b.paths[key] = k
	return path, nil
}

// line orders the container's certificates under a seal, or finds them in
// order; the template is nil where they cannot be what the sealing wrote.
func (b *bundle) line(seal *x509.Certificate, path []*x509.Certificate) *cms.Template {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l, ok := b.lines[seal]; ok && slices.Equal(l.path, path) {
		return l.template
	}
	l := &line{path: path, template: templateOf(seal, b.certificates, path)}
	b.lines[seal] = l
	return l.template
}
