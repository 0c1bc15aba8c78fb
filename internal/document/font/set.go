package font

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"golang.org/x/sync/errgroup"
)

// Weight is which body face text asks for first.
type Weight uint8

// The two weights. Rare characters have one weight only.
const (
	Regular Weight = iota
	Bold
)

// Glyph is one drawn shape: a glyph of a face of the set, standing for the
// text it was asked for.
type Glyph struct {
	Face  uint8
	ID    uint16
	Width int32 // thousandths of the em
	Text  string
}

// Set is the stack of faces that pages are drawn with. It is safe for
// concurrent use.
type Set struct {
	faces  []*Face
	digest string
}

// Open opens the project's fonts and those of an operator's folder ("" for
// none), keeping their glyph records in cacheDir.
func Open(ctx context.Context, cacheDir, extraDir string) (*Set, error) {
	sources := builtin()
	more, err := extra(extraDir)
	if err != nil {
		return nil, err
	}
	sources = append(sources, more...)
	s := &Set{faces: make([]*Face, len(sources)), digest: setDigest(sources)}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2) // cutting a large font takes about 100 MB
	for i, src := range sources {
		g.Go(func() (err error) {
			s.faces[i], err = openSource(ctx, src, cacheDir)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return s, nil
}

// setDigest names a set of fonts: what was drawn with an equal digest can be
// drawn again.
func setDigest(sources []source) string {
	h := sha256.New()
	for _, s := range sources {
		h.Write([]byte(s.name))
		h.Write([]byte{0})
		h.Write(s.digest[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Digest names the set: 32 hexadecimal digits.
func (s *Set) Digest() string { return s.digest }

// Face returns a face of the set by its number in a Glyph.
func (s *Set) Face(i uint8) *Face { return s.faces[i] }

// Faces is the number of faces.
func (s *Set) Faces() int { return len(s.faces) }

// Shape appends the glyphs of text to dst. It reports the first character
// that no face can draw, if there is one.
func (s *Set) Shape(dst []Glyph, weight Weight, text string) (_ []Glyph, missing rune, ok bool) {
	for at := 0; at < len(text); {
		c := nextCluster(text[at:])
		if !c.drawable {
			return dst, c.base, false
		}
		g, found := s.lookup(weight, c)
		if !found {
			return dst, c.base, false
		}
		g.Text = text[at : at+c.size]
		dst = append(dst, g)
		at += c.size
	}
	return dst, 0, true
}

// lookup tries the weight's own face, then the others in order. The bold face
// is never a fallback: it would shout amid regular text.
func (s *Set) lookup(weight Weight, c cluster) (Glyph, bool) {
	if weight == Bold {
		if g := s.faces[Bold].find(c); g != 0 {
			return Glyph{Face: uint8(Bold), ID: g, Width: s.faces[Bold].Width(g)}, true
		}
	}
	for i, f := range s.faces {
		if i == int(Bold) {
			continue
		}
		if g := f.find(c); g != 0 {
			return Glyph{Face: uint8(i), ID: g, Width: f.Width(g)}, true
		}
	}
	return Glyph{}, false
}

func (f *Face) find(c cluster) uint16 {
	if c.selector != 0 {
		return f.variation(c.base, c.selector)
	}
	return f.glyph(c.base)
}
