package page

import (
	"errors"
	"fmt"
	"slices"

	"yinxin.example/yinxin/internal/document/font"
)

// Proof makes a laid-out page a proof: 样张 all over it, under the text so that
// every character can be judged, no code, and a note at the foot; at the head,
// in red, what is wrong with it, if anything. Characters of either that no font
// draws are left out.
func (l *Layout) Proof(p *Page, note, problem string) {
	p.Code = QR{}
	p.Texts = slices.DeleteFunc(p.Texts, func(t Text) bool { return t.Name == "scan" })
	p.Texts = slices.Insert(p.Texts, 0, l.repeated("proof", wordProof, belowTitle)...)
	const small, large Unit = 820, 1350
	p.Texts = append(p.Texts, l.remark("note", note, font.Regular, Height-2*small, small, ink))
	if problem != "" {
		p.Texts = append(p.Texts, l.remark("problem", problem, font.Bold, 4*large, large, cinnabar))
	}
}

// remark is one line from the left edge, as far as fonts draw it.
func (l *Layout) remark(name, text string, weight font.Weight, y, size Unit, c Color) Text {
	var glyphs []font.Glyph
	for _, r := range text {
		if one, _, ok := l.fonts.Shape(nil, weight, string(r)); ok {
			glyphs = append(glyphs, one...)
		}
	}
	return Text{Name: name, X: footLeft, Y: y, Size: size, Ink: c, Glyphs: glyphs, Width: width(glyphs, size, 0)}
}

// Unprinted says on a proof which field its page lacks, and why.
func (e *FieldError) Unprinted() string {
	said := Unprinted(e.Field)
	if errors.Is(e.Err, ErrMissing) {
		return fmt.Sprintf("%s，字体中没有 U+%04X", said, e.Rune)
	}
	return said + "，内容太长"
}

// Unprinted says on a proof that its page lacks a field.
func Unprinted(field string) string {
	labels := map[string]string{
		"name": labelName, "sex": labelSex, "birthDate": labelBirthDate, "maskedNumber": labelNumber, "qualification": labelQualification,
		"level": labelLevel, "specialty": labelSpecialty, "approvedOn": labelApprovedOn, "managementNumber": labelManagement,
		"queryNumber": labelQuery, "documentType": "证件类型", "issuer": "签发单位", "photo": "照片",
	}
	if label := labels[field]; label != "" {
		field = label
	}
	return "这一页不能排版：" + field
}
