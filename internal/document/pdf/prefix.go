package pdf

import (
	"fmt"

	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/signature/addition"
)

// prefixWriter writes the objects of a template, in the order of their numbers.
type prefixWriter struct {
	t   *Template
	buf []byte
	err error
}

func (w *prefixWriter) begin(n int) {
	w.t.offsets[n] = len(w.buf)
	w.buf = append(appendInt(w.buf, n), " 0 obj\n"...)
}

func (w *prefixWriter) object(n int, body []byte) {
	w.begin(n)
	w.buf = append(w.buf, body...)
	w.buf = append(w.buf, "\nendobj\n"...)
}

// stream writes a compressed stream; extra are further dictionary entries,
// each followed by a space.
func (w *prefixWriter) stream(n int, extra string, data []byte) {
	packed, err := deflate(data)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.begin(n)
	w.buf = append(append(w.buf, "<< "...), extra...)
	w.buf = append(w.buf, "/Filter /FlateDecode /Length "...)
	w.buf = appendInt(w.buf, len(packed))
	w.buf = append(w.buf, " >>\nstream\n"...)
	w.buf = append(w.buf, packed...)
	w.buf = append(w.buf, "\nendstream\nendobj\n"...)
}

func (w *prefixWriter) catalog() {
	var b []byte
	b = append(b, "<< /Type /Catalog /Pages "...)
	b = appendRef(b, objPages)
	b = appendArchival(b)
	b = append(b, " /AcroForm << /SigFlags 3 /Fields [ "...)
	b = appendRef(b, objField)
	b = append(b, " ] >> /Perms << /DocMDP "...)
	b = appendRef(b, objSignature)
	b = append(b, " >> /Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >> >>"...)
	w.object(objCatalog, b)
	w.t.root = w.again(objCatalog, b, " /Fields [ ")
}

// appendArchival writes what archives ask of a catalog: language, metadata,
// output intent.
func appendArchival(b []byte) []byte {
	b = append(b, " /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> /Metadata "...)
	b = appendRef(b, objMetadata)
	b = append(b, " /OutputIntents [ << /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /DestOutputProfile "...)
	b = appendRef(b, objProfile)
	return append(b, " >> ]"...)
}

func (w *prefixWriter) page() {
	b := append([]byte(nil), "<< /Type /Pages /Count 1 /Kids [ "...)
	b = appendRef(b, objPage)
	w.object(objPages, append(b, " ] >>"...))

	b = append(b[:0], "<< /Type /Page /Parent "...)
	b = appendRef(b, objPages)
	b = append(b, " /MediaBox [0 0 "...)
	b = append(appendUnit(b, page.Width), ' ')
	b = appendUnit(b, page.Height)
	b = append(b, "] /Group << /S /Transparency /CS /DeviceRGB >> /Resources "...)
	b = appendRef(b, w.t.next)
	b = append(b, " /Contents "...)
	b = appendRef(b, w.t.next+1)
	b = append(b, " /Annots [ "...)
	b = appendRef(b, objField)
	b = append(b, " ] >>"...)
	w.object(objPage, b)
	w.t.page = w.again(objPage, b, " /Annots [ ")
}

// again remembers an object as one that a later revision may write again.
func (w *prefixWriter) again(n int, body []byte, key string) addition.Object {
	o, ok := addition.Split(n, string(body), key)
	if !ok && w.err == nil {
		w.err = fmt.Errorf("pdf: object %d has no%s", n, key)
	}
	return o
}

// field writes the signature field, merged with its widget: printed and
// locked (/F 132), with an appearance for every viewer (ISO 32000-1, 12.7.4.5).
func (w *prefixWriter) field(s Spec) {
	b := append([]byte(nil), "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /TU "...)
	b = appendText(b, s.Signer)
	b = append(b, " /F 132 /P "...)
	b = appendRef(b, objPage)
	b = append(b, " /Rect ["...)
	for i, u := range [4]page.Unit{s.SealBox.X0, page.Height - s.SealBox.Y1, s.SealBox.X1, page.Height - s.SealBox.Y0} {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendUnit(b, u)
	}
	b = append(b, "] /AP << /N "...)
	b = appendRef(b, objSeal)
	b = append(b, " >> /V "...)
	b = appendRef(b, objSignature)
	w.object(objField, append(b, " >>"...))
}

// seal writes the widget's appearance. It multiplies, as ink on ink does, so
// that the text under it stays black.
func (w *prefixWriter) seal(s Spec) {
	box := page.Box{X1: s.SealBox.W(), Y1: s.SealBox.H()}
	var b []byte
	b = append(b, "/M gs\n1 0 0 -1 0 "...)
	b = append(appendUnit(b, box.Y1), " cm\n"...)
	b = appendFigure(b, s.Seal)
	w.form(objSeal, box, "/Resources << /ExtGState << /M << /Type /ExtGState /BM /Multiply >> >> >> ", b)
}

func (w *prefixWriter) form(n int, box page.Box, resources string, content []byte) {
	b := append([]byte(nil), "/Type /XObject /Subtype /Form /BBox ["...)
	b = append(appendUnit(b, box.X0), ' ')
	b = append(appendUnit(b, box.Y0), ' ')
	b = append(appendUnit(b, box.X1), ' ')
	b = appendUnit(b, box.Y1)
	b = append(b, "] "...)
	b = append(b, resources...)
	w.stream(n, string(b), content)
}

// ground writes the fixed part of the page as one form.
func (w *prefixWriter) ground(p *page.Page, often []*page.Figure) {
	content := appendColor(nil, p.Paper, "rg")
	content = append(appendUnit(append(content, "0 0 "...), page.Width), ' ')
	content = append(appendUnit(content, page.Height), " re f\n"...)
	content = appendTexts(content, p.Across, w.t)
	content = append(content, "q\n1 0 0 -1 0 "...)
	content = append(appendUnit(content, page.Height), " cm\n"...)
	for _, a := range p.Art {
		name := -1
		for i, f := range often {
			if f == a.Figure {
				name = i
			}
		}
		for _, m := range a.At {
			content = append(content, "q\n"...)
			content = append(appendMatrix(content, m), " cm\n"...)
			if name >= 0 {
				content = append(appendInt(append(content, "/F"...), name), " Do\nQ\n"...)
			} else {
				content = append(appendFigure(content, a.Figure), "Q\n"...)
			}
		}
	}
	content = append(content, "Q\n"...)
	content = appendRules(content, p.Rules)
	content = appendTexts(content, p.Texts, w.t)

	res := append([]byte(nil), "/Resources << /XObject << "...)
	for i := range often {
		res = append(appendInt(append(res, "/F"...), i), ' ')
		res = append(appendRef(res, objFigures+i), ' ')
	}
	res = append(res, ">> /Font << /R "...)
	res = appendRef(res, w.t.first[0])
	res = append(res, " /B "...)
	res = appendRef(res, w.t.first[1])
	res = append(res, " >> >> "...)
	w.form(objGround, page.Box{X1: page.Width, Y1: page.Height}, string(res), content)
}

// font writes a fixed font's five objects.
func (w *prefixWriter) font(s *subset, first int) {
	face := w.t.fonts.Face(s.face)
	tag := [6]byte{'Y', 'X', 'F', 'I', 'X', 'A' + s.face}
	w.object(first, appendType0(nil, face, tag, first))
	w.object(first+1, appendCIDFont(nil, face, tag, first, s.glyphs))
	w.object(first+2, appendDescriptor(nil, face, tag, first))
	file := face.AppendSubset(nil, s.glyphs)
	w.stream(first+3, string(append(appendInt([]byte("/Length1 "), len(file)), ' ')), file)
	w.stream(first+4, "", appendToUnicode(nil, s.texts))
}
