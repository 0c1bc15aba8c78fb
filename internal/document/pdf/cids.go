package pdf

import "yinxin.example/yinxin/internal/document/font"

// cidTable finds the CID of a glyph among the fixed fonts. It is a hash table
// with open addressing: looking up a page's two hundred glyphs in a Go map
// would take as long as writing them.
type cidTable struct {
	slots []fixedCID // a power of two
	count int
}

type fixedCID struct {
	key      uint32 // face and glyph
	cid      uint16 // 0 in an empty slot
	resource string
	text     string
}

func glyphKey(g font.Glyph) uint32 { return uint32(g.Face)<<16 | uint32(g.ID) }

func (t *cidTable) start(key uint32) int {
	return int(key*2654435761>>16) & (len(t.slots) - 1) // Knuth's multiplicative hash
}

// find returns the font resource and CID of a glyph that stands for its text;
// CID 0 is none.
func (t *cidTable) find(g font.Glyph) (resource string, cid uint16) {
	if t.count == 0 {
		return "", 0
	}
	key := glyphKey(g)
	for i := t.start(key); t.slots[i].cid != 0; i = (i + 1) & (len(t.slots) - 1) {
		if s := &t.slots[i]; s.key == key && s.text == g.Text {
			return s.resource, s.cid
		}
	}
	return "", 0
}

func (t *cidTable) add(g font.Glyph, resource string, cid uint16) {
	if 2*(t.count+1) > len(t.slots) {
		old := t.slots
		t.slots = make([]fixedCID, max(256, 2*len(old)))
		for _, s := range old {
			if s.cid != 0 {
				t.put(s)
			}
		}
	}
	t.put(fixedCID{glyphKey(g), cid, resource, g.Text})
	t.count++
}

func (t *cidTable) put(s fixedCID) {
	i := t.start(s.key)
	for t.slots[i].cid != 0 {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = s
}
