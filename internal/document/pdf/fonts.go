package pdf

import (
	"yinxin.example/yinxin/internal/document/font"
)

// subset is one font of a file: glyphs of one face, each for one text. CIDs
// count from 1 in the order of the glyphs.
type subset struct {
	face   uint8
	name   string // of the font resource
	glyphs []uint16
	texts  []string
}

// add returns the CID of a glyph that stands for g.Text. Two texts that share
// a glyph get a CID each, so that each is found as what it is.
func (s *subset) add(g font.Glyph) uint16 {
	for i, id := range s.glyphs {
		if id == g.ID && s.texts[i] == g.Text {
			return uint16(i + 1)
		}
	}
	s.glyphs = append(s.glyphs, g.ID)
	s.texts = append(s.texts, g.Text)
	return uint16(len(s.glyphs))
}

// objectsPerFont are the Type 0 font, its CIDFont, descriptor, file and
// ToUnicode map.
const objectsPerFont = 5

// appendType0 writes the dictionary of a composite font (ISO 32000-1, 9.7.6)
// whose other objects follow it: first+1 to first+4.
func appendType0(b []byte, face *font.Face, tag [6]byte, first int) []byte {
	b = append(b, "<< /Type /Font /Subtype /Type0 /BaseFont /"...)
	b = appendBaseFont(b, face, tag)
	b = append(b, " /Encoding /Identity-H /DescendantFonts [ "...)
	b = appendRef(b, first+1)
	b = append(b, " ] /ToUnicode "...)
	b = appendRef(b, first+4)
	return append(b, " >>"...)
}

func appendCIDFont(b []byte, face *font.Face, tag [6]byte, first int, glyphs []uint16) []byte {
	b = append(b, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /"...)
	b = appendBaseFont(b, face, tag)
	b = append(b, " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor "...)
	b = appendRef(b, first+2)
	b = append(b, " /CIDToGIDMap /Identity /DW 1000 /W [ 1 ["...)
	for i, g := range glyphs {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendInt(b, int(face.Width(g)))
	}
	return append(b, "] ] >>"...)
}

func appendDescriptor(b []byte, face *font.Face, tag [6]byte, first int) []byte {
	d := face.Descriptor()
	b = append(b, "<< /Type /FontDescriptor /FontName /"...)
	b = appendBaseFont(b, face, tag)
	b = append(b, " /Flags 4 /FontBBox ["...)
	for i, v := range d.Bounds {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendInt(b, int(v))
	}
	b = append(b, "] /ItalicAngle 0 /Ascent "...)
	b = appendInt(b, int(d.Ascent))
	b = append(b, " /Descent "...)
	b = appendInt(b, int(d.Descent))
	b = append(b, " /CapHeight "...)
	b = appendInt(b, int(d.CapHeight))
	b = append(b, " /StemV 80 /FontFile2 "...)
	b = appendRef(b, first+3)
	return append(b, " >>"...)
}

func appendBaseFont(b []byte, face *font.Face, tag [6]byte) []byte {
	b = append(b, tag[:]...)
	b = append(b, '+')
	return append(b, face.Name()...)
}

func appendRef(b []byte, n int) []byte { return append(appendInt(b, n), " 0 R"...) }

// appendToUnicode writes the CMap that gives the text of each CID (ISO
// 32000-1, 9.10.3), at most a hundred to a block.
func appendToUnicode(b []byte, texts []string) []byte {
	b = append(b, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"+
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"+
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"+
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"...)
	for from := 0; from < len(texts); from += 100 {
		block := texts[from:min(from+100, len(texts))]
		b = appendInt(b, len(block))
		b = append(b, " beginbfchar\n"...)
		for i, text := range block {
			b = append(b, '<')
			b = appendHex4(b, uint16(from+i+1))
			b = append(b, "> <"...)
			b = appendUTF16(b, text)
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}
