package page

import (
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/signature/statement"
)

// previewTint is darker than 演示's tint: a preview must not be taken for the
// page itself even where it is shown small.
const previewTint Color = 0xd5e1e9

// Preview is what lies over a preview: 预览 again and again, so that no part of
// the page can be cut out without it.
func (l *Layout) Preview() []Text { return l.repeated("preview", wordPreview, marksTop) }

// Where the first row of a repeated word lies. What is under the text of a
// proof would still lie over its title, which is drawn before.
const (
	marksTop   Unit = 15500
	belowTitle Unit = 24500
)

// repeated sets a pale word of two characters aslant all over the page, from
// top on.
func (l *Layout) repeated(name, word string, top Unit) []Text {
	const size, across, down = 5200, 17000, 13500
	glyphs, _, _ := l.fonts.Shape(nil, font.Bold, word)
	var texts []Text
	for row, y := Unit(0), top; y < Height-4000; row, y = row+1, y+down {
		for x := 6000 + row%2*across/2; x < Width-11000; x += across {
			m := turned(x, y, degrees(-2400), one)
			texts = append(texts, Text{Name: name, Size: size, Track: 900, Ink: previewTint, Turn: m, Glyphs: glyphs, Width: 2*size + 900})
		}
	}
	return texts
}

// Line is one labelled field in words.
type Line struct{ Label, Text string }

// Alternative is the page in words, for readers who do not see it.
func (l *Layout) Alternative(s *statement.Statement) []Line {
	c := (&Page{}).compose(s)
	lines := []Line{
		{labelName, s.Name}, {labelSex, s.Sex}, {labelBirthDate, c.birthDate},
		{labelNumber, s.MaskedNumber}, {labelQualification, s.Qualification}, {labelLevel, s.Level},
		{labelSpecialty, s.Specialty}, {labelApprovedOn, c.approvedOn},
		{labelManagement, s.ManagementNumber}, {labelQuery, s.QueryNumber},
		{"签发单位", s.Authority}, {"签发日期", c.issuedOn},
	}
	code := labelFileCode
	if s.Endorsed() {
		lines = append(lines, Line{labelScenario, s.Scenario}, Line{labelRecipient, s.Recipient}, Line{labelValidUntil, c.validUntil})
		code = labelCode
	}
	lines = append(lines, Line{labelMadeAt, c.madeAt}, Line{code, c.code})
	kept := lines[:0]
	for _, f := range lines {
		if f.Text != "" {
			kept = append(kept, f)
		}
	}
	return kept
}
