package page

import (
	"slices"

	"yinxin.example/yinxin/internal/document/font"
)

// Proof makes a laid-out page a proof: 样张 all over it, under the text so that
// every character can be judged, no code, and a note at the foot. Characters
// of the note that no font draws are left out.
func (l *Layout) Proof(p *Page, note string) {
	p.Code = QR{}
	p.Texts = slices.DeleteFunc(p.Texts, func(t Text) bool { return t.Name == "scan" })
	p.Texts = slices.Insert(p.Texts, 0, l.repeated("proof", wordProof)...)
	const size Unit = 820
	var glyphs []font.Glyph
	for _, r := range note {
		if one, _, ok := l.fonts.Shape(nil, font.Regular, string(r)); ok {
			glyphs = append(glyphs, one...)
		}
	}
	p.Texts = append(p.Texts, Text{
		Name: "note", X: footLeft, Y: Height - 2*size, Size: size, Ink: ink, Glyphs: glyphs, Width: width(glyphs, size, 0),
	})
}
