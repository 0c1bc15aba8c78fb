package pdf

import (
	"crypto/sha256"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document/font"
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/signature/digest/sm3lanes"
	"yinxin.example/yinxin/internal/signature/statement"
)

// Photo is a JPEG passed through as it is. Gray says that it has one
// component and not three.
type Photo struct {
	JPEG []byte
	W, H int
	Gray bool
}

// Writer writes files. It is safe for concurrent use.
type Writer struct {
	pool sync.Pool // of *work
	sm3  *sm3lanes.Group
}

// NewWriter makes a writer without memory to use again.
func NewWriter() *Writer { return &Writer{sm3: sm3lanes.NewGroup()} }

// AtOnce is how many files are best made at the same time, whatever the
// number of cores: SM3 of so many takes little longer than of one.
func (wr *Writer) AtOnce() int { return wr.sm3.Lanes() }

// work is the memory of one file in the making.
type work struct {
	t       *Template
	own     []subset // by face; in use where it has glyphs
	content []byte
	scratch []byte
	offsets []int
	next    int
	buf     []byte
}

// choose takes a glyph from the fixed fonts, or from one of the copy's own.
func (w *work) choose(g font.Glyph) (string, uint16) {
	if name, cid := w.t.choose(g); cid != 0 {
		return name, cid
	}
	s := &w.own[g.Face]
	return s.name, s.add(g)
}

// Sealing is how a file is to be sealed.
type Sealing struct {
	ContentsLen int  // hexadecimal digits to leave room for
	Lasting     bool // more may follow the seal: its DocMDP is 2 and not 1
	Electronic  bool // with an electronic seal of GB/T 38540-2020 and no CMS
}

// Write makes a whole file with a hole for its signature.
func (wr *Writer) Write(t *Template, p *page.Page, s *statement.Statement, photo *Photo, by Sealing) *Unsigned {
	w, ok := wr.pool.Get().(*work)
	if !ok {
		w = &work{}
	}
	defer wr.pool.Put(w)
	w.reset(t)
	file := t.begin()
	w.buf = *file
	shared := w.metadata(s)

	w.content = append(w.content[:0], "/G Do\n"...)
	w.content = appendRules(w.content, p.Rules)
	if photo != nil {
		w.content = appendPhoto(w.content, p.Photo)
	}
	w.content = appendCode(w.content, &p.Code)
	w.content = appendTexts(w.content, p.Texts, w)

	id := fileID(s)
	w.resources(photo != nil)
	w.stream("", w.content)
	if photo != nil {
		w.photo(photo)
	}
	w.fonts(id)
	u := w.signature(s.Authority, s.MadeAt, id, by)
	u.t, u.sm3, u.shared, u.lasting, u.file = t, wr.sm3, shared, by.Lasting, file
	return u
}

func (w *work) reset(t *Template) {
	w.t, w.next = t, t.next
	w.offsets = append(w.offsets[:0], t.offsets...)
	for len(w.own) < t.fonts.Faces() {
		face := uint8(len(w.own))
		w.own = append(w.own, subset{face: face, name: "D" + string('a'+rune(face))})
	}
	for i := range w.own {
		w.own[i].glyphs, w.own[i].texts = w.own[i].glyphs[:0], w.own[i].texts[:0]
	}
}

// begin starts the next object and returns its number.
func (w *work) begin() int {
	n := w.next
	w.next++
	w.offsets = append(w.offsets, len(w.buf))
	w.buf = append(appendInt(w.buf, n), " 0 obj\n"...)
	return n
}

func (w *work) end() { w.buf = append(w.buf, "\nendobj\n"...) }

// stream writes a stream as it is: compressing would cost more time than
// hashing the bytes it saves.
func (w *work) stream(extra string, data []byte) {
	w.begin()
	w.buf = append(append(w.buf, "<< "...), extra...)
	w.buf = appendInt(append(w.buf, "/Length "...), len(data))
	w.buf = append(w.buf, " >>\nstream\n"...)
	w.buf = append(w.buf, data...)
	w.buf = append(w.buf, "\nendstream\nendobj\n"...)
}

// resources names what the page's content uses. The objects it refers to come
// after it: content, photo, fonts.
func (w *work) resources(photo bool) {
	n := w.begin()
	next := n + 2
	w.buf = appendRef(append(w.buf, "<< /XObject << /G "...), objGround)
	if photo {
		w.buf = appendRef(append(w.buf, " /P "...), next)
		next++
	}
	w.buf = appendRef(append(w.buf, " >> /Font << /R "...), w.t.first[0])
	w.buf = appendRef(append(w.buf, " /B "...), w.t.first[1])
	for i := range w.own {
		if s := &w.own[i]; len(s.glyphs) > 0 {
			w.buf = append(append(append(w.buf, " /"...), s.name...), ' ')
			w.buf = appendRef(w.buf, next)
			next += objectsPerFont
		}
	}
	w.buf = append(w.buf, " >> >>"...)
	w.end()
}

func appendPhoto(b []byte, box page.Box) []byte {
	b = append(b, "q\n"...)
	b = append(appendUnit(b, box.W()), " 0 0 "...)
	b = append(appendUnit(b, box.H()), ' ')
	b = append(appendUnit(b, box.X0), ' ')
	b = appendUnit(b, page.Height-box.Y1)
	return append(b, " cm\n/P Do\nQ\n"...)
}

func (w *work) photo(p *Photo) {
	w.begin()
	w.buf = appendInt(append(w.buf, "<< /Type /XObject /Subtype /Image /Width "...), p.W)
	w.buf = appendInt(append(w.buf, " /Height "...), p.H)
	space := " /ColorSpace /DeviceRGB"
	if p.Gray {
		space = " /ColorSpace /DeviceGray"
	}
	w.buf = append(append(w.buf, space...), " /BitsPerComponent 8 /Filter /DCTDecode /Length "...)
	w.buf = append(appendInt(w.buf, len(p.JPEG)), " >>\nstream\n"...)
	w.buf = append(w.buf, p.JPEG...)
	w.buf = append(w.buf, "\nendstream\nendobj\n"...)
}

// fonts writes the copy's own fonts, tagged after the file.
func (w *work) fonts(id [16]byte) {
	for i := range w.own {
		s := &w.own[i]
		if len(s.glyphs) == 0 {
			continue
		}
		face := w.t.fonts.Face(s.face)
		var tag [6]byte
		for j := range tag {
			tag[j] = 'A' + id[j]%26
		}
		first := w.begin()
		w.buf = appendType0(w.buf, face, tag, first)
		w.end()
		w.begin()
		w.buf = appendCIDFont(w.buf, face, tag, first, s.glyphs)
		w.end()
		w.begin()
		w.buf = appendDescriptor(w.buf, face, tag, first)
		w.end()
		w.begin()
		size := face.SubsetSize(s.glyphs)
		w.buf = appendInt(append(w.buf, "<< /Length1 "...), size)
		w.buf = appendInt(append(w.buf, " /Length "...), size)
		w.buf = face.AppendSubset(append(w.buf, " >>\nstream\n"...), s.glyphs)
		w.buf = append(w.buf, "\nendstream\nendobj\n"...)
		w.scratch = appendToUnicode(w.scratch[:0], s.texts)
		w.stream("", w.scratch)
	}
}

// metadata writes what follows the metadata's head, with which the template
// ends. A statement that needs more room gets a head of its own; then the file
// does not begin with the whole template, and shared is false.
func (w *work) metadata(s *statement.Statement) (shared bool) {
	w.scratch = appendXMP(w.scratch[:0], s, s.Properties())
	room := roomFor(len(w.scratch))
	if shared = room == leastRoom; !shared {
		w.buf = appendMetadataHead(w.buf[:w.offsets[objMetadata]], w.t.schema, room)
	}
	w.buf = append(w.buf, w.scratch...)
	w.buf = appendRun(w.buf, ' ', room-len(w.scratch)-len(xmpEnd))
	w.buf = append(append(w.buf, xmpEnd...), "\nendstream\nendobj\n"...)
	return shared
}

// fileID identifies the copy: its code and the instant it was made.
func fileID(s *statement.Statement) [16]byte {
	var b [128]byte
	sum := sha256.Sum256(s.MadeAt.UTC().AppendFormat(append(append(b[:0], s.Code...), ' '), time.RFC3339))
	return [16]byte(sum[:16])
}

// signature writes the signature dictionary (ISO 32000-1, 12.8.1, and ETSI EN
// 319 142-1), the cross-reference table and the trailer.
func (w *work) signature(authority string, madeAt time.Time, id [16]byte, by Sealing) *Unsigned {
	handler, permits, contentsLen := "/Adobe.PPKLite /SubFilter /ETSI.CAdES.detached", byte('1'), by.ContentsLen
	if by.Electronic {
		handler = "/GM.PKILite /SubFilter /GM.sm2seal"
	}
	if by.Lasting {
		permits = '2'
	}
	w.offsets[objSignature] = len(w.buf)
	w.buf = append(appendInt(w.buf, objSignature), " 0 obj\n<< /Type /Sig /Filter "...)
	w.buf = append(append(w.buf, handler...), " /Name "...)
	w.buf = appendText(w.buf, authority)
	w.buf = append(w.buf, " /M (D:"...)
	w.buf = madeAt.In(civil.Shanghai()).AppendFormat(w.buf, "20060102150405-07'00'")
	w.buf = append(w.buf, ") /Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P "...)
	w.buf = append(append(w.buf, permits), " /V /1.2 >> >> ] /ByteRange [0 "...)
	const between, after = "] /Contents ", " >>\nendobj\n"

	// The numbers of /ByteRange are part of what they measure: grow them until
	// they agree.
	var holeAt, resume, rest int
	for {
		at := len(w.buf) + decimals(holeAt) + decimals(resume) + decimals(rest) + 2 + len(between)
		back := at + contentsLen + 2
		end := len(after) + trailerSize(len(w.offsets), back+len(after))
		if at == holeAt && back == resume && end == rest {
			break
		}
		holeAt, resume, rest = at, back, end
	}
	w.buf = append(appendInt(w.buf, holeAt), ' ')
	w.buf = append(appendInt(w.buf, resume), ' ')
	w.buf = appendInt(w.buf, rest)
	w.buf = append(append(w.buf, between...), '<')
	w.buf = appendRun(w.buf, '0', contentsLen)
	w.buf = append(append(w.buf, '>'), after...)
	w.buf = appendTrailer(w.buf, w.offsets, id)
	u := &Unsigned{buf: w.buf, hole: holeAt, resume: resume, xref: resume + len(after), id: id}
	u.size = len(w.offsets)
	return u
}
