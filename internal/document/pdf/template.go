package pdf

import (
	"bytes"
	"encoding"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/zlib"

	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/digest/sm3lanes"
)

// Numbers of the objects that others refer to.
const (
	objSignature = iota + 1
	objMetadata
	objCatalog
	objPages
	objPage
	objField
	objSeal
	objProfile
	objGround
	objFigures // the first of several
)

// Spec is what all copies of one seal and scenario share.
type Spec struct {
	Fonts   *font.Set
	Ground  *page.Page
	Seal    *page.Figure
	SealBox page.Box
	Signer  string   // whose seal it is, for those who cannot see it
	Regular []string // text that the fixed fonts can draw, besides the ground's
	Bold    []string
}

// Template is the compiled beginning of a file, with the states of its hashes.
// It is safe for concurrent use.
type Template struct {
	fonts   *font.Set
	schema  []byte // of the metadata
	prefix  []byte
	states  map[digest.Algorithm][]byte // of each hash but SM3 after the prefix
	sm3     *sm3lanes.Beginning         // the prefix
	offsets []int                       // by object number; 0 for those that do not begin in the prefix
	next    int                         // number of the first object after the prefix
	fixed   [2]subset
	cids    cidTable
	first   [2]int // object number of each fixed font
	root    addition.Object
	page    addition.Object
	files   sync.Pool // of *[]byte, memory that begins with the prefix
}

// Compile writes and compresses all that copies have in common.
func Compile(s Spec) (*Template, error) {
	t := &Template{fonts: s.Fonts, schema: xmpSchema()}
	t.fixed[0] = subset{face: uint8(font.Regular), name: "R"}
	t.fixed[1] = subset{face: uint8(font.Bold), name: "B"}
	if err := t.collect(s); err != nil {
		return nil, err
	}
	w := &prefixWriter{t: t}
	w.buf = append(w.buf, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)
	figures := placedOften(s.Ground.Art)
	t.first[0] = objFigures + len(figures)
	t.first[1] = t.first[0] + objectsPerFont
	t.next = t.first[1] + objectsPerFont
	t.offsets = make([]int, t.next)

	w.catalog()
	w.page()
	w.field(s)
	w.seal(s)
	w.stream(objProfile, "/N 3 ", srgbProfile())
	w.ground(s.Ground, figures)
	for i, f := range figures {
		w.form(objFigures+i, f.Bounds, "", appendFigure(nil, f))
	}
	for i := range t.fixed {
		w.font(&t.fixed[i], t.first[i])
	}
	if w.err != nil {
		return nil, w.err
	}
	t.offsets[objMetadata] = len(w.buf)
	t.prefix = slices.Clip(appendMetadataHead(w.buf, t.schema, leastRoom))
	if err := t.saveStates(); err != nil {
		return nil, err
	}
	return t, nil
}

// begin gives memory for a file that has the prefix already: that of an earlier
// one, where there is any.
func (t *Template) begin() *[]byte {
	if file, ok := t.files.Get().(*[]byte); ok {
		return file
	}
	file := slices.Clone(t.prefix)
	return &file
}

// saveStates keeps what each hash that seals are made with holds after the
// prefix.
func (t *Template) saveStates() error {
	t.sm3 = sm3lanes.NewBeginning(t.prefix)
	t.states = map[digest.Algorithm][]byte{}
	for _, algorithm := range []digest.Algorithm{digest.SHA256, digest.SHA384} {
		h := algorithm.New()
		h.Write(t.prefix)
		state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			return fmt.Errorf("pdf: keep the state of %s: %w", algorithm, err)
		}
		t.states[algorithm] = state
	}
	return nil
}

// collect gives a CID to every glyph of the fixed fonts.
func (t *Template) collect(s Spec) error {
	keep := func(g font.Glyph) {
		if int(g.Face) >= len(t.fixed) {
			return // a rare character: a font of the copy's own draws it
		}
		if _, cid := t.cids.find(g); cid == 0 {
			f := &t.fixed[g.Face]
			t.cids.add(g, f.name, f.add(g))
		}
	}
	for _, text := range slices.Concat(s.Ground.Across, s.Ground.Texts) {
		for _, g := range text.Glyphs {
			keep(g)
			if _, cid := t.cids.find(g); cid == 0 {
				return fmt.Errorf("pdf: the ground's text %q is not in its fonts", g.Text)
			}
		}
	}
	for weight, texts := range [][]string{s.Regular, s.Bold} {
		for _, text := range texts {
			glyphs, r, ok := t.fonts.Shape(nil, font.Weight(weight), text)
			if !ok {
				return fmt.Errorf("pdf: no font draws %U of the fixed text", r)
			}
			for _, g := range glyphs {
				keep(g)
			}
		}
	}
	return nil
}

// choose finds a glyph in the fixed fonts; CID 0 is none.
func (t *Template) choose(g font.Glyph) (string, uint16) { return t.cids.find(g) }

// placedOften lists the figures that stand in more than one place.
func placedOften(art []page.Placed) []*page.Figure {
	var often []*page.Figure
	for _, a := range art {
		if len(a.At) > 1 {
			often = append(often, a.Figure)
		}
	}
	return often
}

// deflate compresses once and for all. The compressor is pinned, because a
// copy that is made again must have the same bytes.
func deflate(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
