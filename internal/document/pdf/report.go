package pdf

import (
	"crypto/sha256"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/signature/statement"
)

// ReportSpec is a report of checks, page by page.
type ReportSpec struct {
	Fonts     *font.Set
	Pages     []*page.Page
	Seal      *page.Figure // nil for a report without a seal
	SealBox   page.Box     // on the first page
	Statement statement.CheckReport
}

// reporter writes a report in the grammar of our files. Its fonts are the
// report's own; everything it has stands before the metadata.
type reporter struct {
	prefixWriter
	spec  ReportSpec
	fonts []subset // by face; in use where it has glyphs
}

// choose takes a glyph into the font of its face.
func (r *reporter) choose(g font.Glyph) (string, uint16) {
	if name, cid := r.t.cids.find(g); cid != 0 {
		return name, cid
	}
	s := &r.fonts[g.Face]
	cid := s.add(g)
	r.t.cids.add(g, s.name, cid)
	return s.name, cid
}

// WriteReport makes a whole report with a hole for contentsLen hexadecimal
// digits, or, without a seal, one that is complete as it is. All its pages
// share one dictionary of resources.
func WriteReport(s ReportSpec, contentsLen int) (*Unsigned, error) {
	r := &reporter{prefixWriter: prefixWriter{t: &Template{fonts: s.Fonts}}, spec: s}
	for face := range s.Fonts.Faces() {
		r.fonts = append(r.fonts, subset{face: uint8(face), name: "R" + string('a'+rune(face))})
	}
	contents := make([][]byte, len(s.Pages)) // first, for they choose the glyphs
	for i, p := range s.Pages {
		contents[i] = r.content(p)
	}
	resources := objGround + len(s.Pages) - 1 // the pages after the first begin at objGround
	next := resources + 1 + len(s.Pages)
	r.t.offsets = make([]int, next+objectsPerFont*r.facesUsed())
	r.buf = append(r.buf, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)
	r.catalog()
	r.pages(resources)
	r.resources(resources, next)
	for i, content := range contents {
		r.stream(resources+1+i, "", content)
	}
	for i := range r.fonts {
		if len(r.fonts[i].glyphs) > 0 {
			r.font(&r.fonts[i], next)
			next += objectsPerFont
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	r.metadata()
	return r.end(contentsLen), nil
}

func (r *reporter) content(p *page.Page) []byte {
	b := appendTexts(nil, p.Across, r)
	b = appendRules(b, p.Rules)
	return appendTexts(b, p.Texts, r)
}

func (r *reporter) facesUsed() (n int) {
	for _, s := range r.fonts {
		if len(s.glyphs) > 0 {
			n++
		}
	}
	return n
}

func (r *reporter) catalog() {
	if r.spec.Seal != nil {
		r.prefixWriter.catalog()
		return
	}
	b := appendRef([]byte("<< /Type /Catalog /Pages "), objPages)
	r.object(objCatalog, append(appendArchival(b), " >>"...))
}

// pages writes the objects 4 to the last page's: the tree, the first page, the
// signature field with its picture, the profile, and the other pages.
func (r *reporter) pages(resources int) {
	number := func(i int) int {
		if i == 0 {
			return objPage
		}
		return objGround + i - 1
	}
	tree := append(appendInt([]byte("<< /Type /Pages /Count "), len(r.spec.Pages)), " /Kids [ "...)
	for i := range r.spec.Pages {
		tree = append(appendRef(tree, number(i)), ' ')
	}
	r.object(objPages, append(tree, "] >>"...))
	for i := range r.spec.Pages {
		b := appendRef([]byte("<< /Type /Page /Parent "), objPages)
		b = append(appendUnit(append(b, " /MediaBox [0 0 "...), page.Width), ' ')
		b = append(appendUnit(b, page.Height), "] /Resources "...)
		b = append(appendRef(b, resources), " /Contents "...)
		b = appendRef(b, resources+1+i)
		if i == 0 && r.spec.Seal != nil {
			b = append(appendRef(append(b, " /Annots [ "...), objField), " ]"...)
		}
		r.object(number(i), append(b, " >>"...))
		if i == 0 {
			r.between()
		}
	}
}

// between writes what has its number between the first page and the others.
func (r *reporter) between() {
	if r.spec.Seal == nil {
		r.object(objField, []byte("<< >>"))
		r.object(objSeal, []byte("<< >>"))
	} else {
		s := Spec{Seal: r.spec.Seal, SealBox: r.spec.SealBox, Signer: r.spec.Statement.Authority}
		r.field(s)
		r.seal(s)
	}
	r.stream(objProfile, "/N 3 ", srgbProfile())
}

func (r *reporter) resources(n, fonts int) {
	b := []byte("<< /Font << ")
	for _, s := range r.fonts {
		if len(s.glyphs) > 0 {
			b = append(append(append(b, '/'), s.name...), ' ')
			b = append(appendRef(b, fonts), ' ')
			fonts += objectsPerFont
		}
	}
	r.object(n, append(b, ">> >>"...))
}

// metadata writes the packet (ISO 16684-1): what archives ask for, and what the
// report says of itself.
func (r *reporter) metadata() {
	said := r.spec.Statement
	body := append([]byte(xmpBegin), schemaOf("What a report of checks says", statement.ReportNamespace, statement.ReportPrefix, said.Properties())...)
	body = append(body, `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">`...)
	if said.Demo {
		body = append(body, "演示 "...)
	}
	body = append(appendXML(append(body, "查验报告 "...), said.Number), `</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language><xmp:CreatorTool>Yinxin</xmp:CreatorTool>`...)
	for _, name := range [...]string{"CreateDate", "ModifyDate", "MetadataDate"} {
		body = append(append(body, "<xmp:"...), name...)
		body = said.MadeAt.In(civil.Shanghai()).AppendFormat(append(body, '>'), time.RFC3339)
		body = append(append(append(body, "</xmp:"...), name...), '>')
	}
	body = append(body, "</rdf:Description>\n"...)
	body = appendProperties(body, statement.ReportNamespace, statement.ReportPrefix, said.Properties())
	body = append(body, xmpEnd...)
	r.begin(objMetadata)
	r.buf = appendInt(append(r.buf, "<< /Type /Metadata /Subtype /XML /Length "...), len(body))
	r.buf = append(append(append(r.buf, " >>\nstream\n"...), body...), "\nendstream\nendobj\n"...)
}

// end writes the signature dictionary and the trailer.
func (r *reporter) end(contentsLen int) *Unsigned {
	said := r.spec.Statement
	sum := sha256.Sum256(said.MadeAt.UTC().AppendFormat([]byte("report "+said.Number+" "), time.RFC3339))
	id := [16]byte(sum[:16])
	w := &work{t: r.t, offsets: r.t.offsets, buf: r.buf}
	if r.spec.Seal != nil {
		u := w.signature(said.Authority, said.MadeAt, id, Sealing{ContentsLen: contentsLen})
		u.t = r.t
		return u
	}
	w.offsets[objSignature] = len(w.buf)
	w.buf = append(appendInt(w.buf, objSignature), " 0 obj\n<< >>\nendobj\n"...)
	return &Unsigned{t: r.t, buf: appendTrailer(w.buf, w.offsets, id)}
}
