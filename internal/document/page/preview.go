package page

import (
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/signature/statement"
)

// previewTint is darker than 演示's tint: a preview must not be taken for the
// page itself even where it is shown small.
const previewTint Color = 0xc9d8e2

// Preview is what lies over a preview: 预览 across the whole page.
func (l *Layout) Preview() []Text {
	glyphs, _, _ := l.fonts.Shape(nil, font.Bold, wordPreview)
	p := &Page{}
	l.aslant(p, glyphs, previewTint)
	return p.Texts
}

// Line is one labelled field in words.
type Line struct{ Label, Text string }

// Alternative is the page in words, for readers who do not see it.
func (l *Layout) Alternative(s *statement.Statement) []Line {
	lines := []Line{
		{labelName, s.Name}, {labelSex, s.Sex}, {labelBirthDate, s.BirthDate.Chinese()},
		{labelNumber, s.MaskedNumber}, {labelQualification, s.Qualification}, {labelLevel, s.Level},
		{labelSpecialty, s.Specialty}, {labelApprovedOn, s.ApprovedOn.Chinese()},
		{labelManagement, s.ManagementNumber}, {labelQuery, s.QueryNumber},
		{"签发单位", s.Authority}, {"签发日期", s.IssuedOn.Chinese()},
	}
	code := labelFileCode
	if s.Endorsed() {
		lines = append(lines, Line{labelScenario, s.Scenario}, Line{labelValidUntil, s.ValidUntil.Chinese()})
		code = labelCode
	}
	lines = append(lines, Line{labelMadeAt, stamp(s.MadeAt.In(civil.Shanghai()))}, Line{code, hyphenated(s.Code)})
	kept := lines[:0]
	for _, f := range lines {
		if f.Text != "" {
			kept = append(kept, f)
		}
	}
	return kept
}
