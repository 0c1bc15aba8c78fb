package addition

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Material proves certificates: what a store takes in, DER each.
type Material struct {
	Certificates [][]byte
	Answers      [][]byte // OCSPResponse (RFC 6960)
	Lists        [][]byte // CertificateList (RFC 5280)
}

// Empty reports whether there is nothing to take in.
func (m Material) Empty() bool { return len(m.Certificates)+len(m.Answers)+len(m.Lists) == 0 }

// Revision is a file with the new revision behind it. Where it has a
// timestamp, Hole is the offset of the "<" of its Contents and Resume that of
// the byte after the ">"; else both are 0.
type Revision struct {
	File         []byte
	Hole, Resume int
}

// Append writes a revision behind a file that ends where the place says: a
// store with the material, if there is any, and a document timestamp with a
// hole of so many hexadecimal digits, if there are any.
func (p Place) Append(file []byte, m Material, digits int) Revision {
	w := writer{buf: file, place: p, next: p.Size, from: len(file)}
	store, field := p.Store, 0
	if !m.Empty() && store == 0 {
		store = w.take()
	}
	streams := w.next
	w.next += len(m.Certificates) + len(m.Answers) + len(m.Lists)
	if digits > 0 {
		field = w.take()
		w.take()
	}

	w.again(p.Root, field, store)
	if field > 0 {
		w.again(p.Page, field, 0)
	}
	if !m.Empty() {
		w.store(store, streams, m)
	}
	if field == 0 {
		w.finish()
		return Revision{File: w.buf}
	}
	w.field("Time", field)
	return w.sign(field+1, "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161", digits)
}

// Seal writes a revision behind a file that ends where the place says: an
// electronic seal (GB/T 38540) made at a time, with a hole of so many
// hexadecimal digits, in a field of its own that shows nothing.
func (p Place) Seal(file []byte, at time.Time, digits int) Revision {
	w := writer{buf: file, place: p, next: p.Size, from: len(file)}
	field := w.take()
	w.take()
	w.again(p.Root, field, 0)
	w.again(p.Page, field, 0)
	w.field("Seal", field)
	made := at.In(civil.Shanghai()).Format("20060102150405-07'00'")
	return w.sign(field+1, "<< /Type /Sig /Filter /GM.PKILite /SubFilter /GM.sm2seal /M (D:"+made+")", digits)
}

// writer writes one revision.
type writer struct {
	buf   []byte
	place Place
	next  int
	from  int // where the revision begins
	lines []line
}

// line is one of the table: an object and where it stands.
type line struct{ number, at int }

func (w *writer) take() int {
	w.next++
	return w.next - 1
}

func (w *writer) text(parts ...string) {
	for _, p := range parts {
		w.buf = append(w.buf, p...)
	}
}

func (w *writer) number(n int) { w.buf = strconv.AppendInt(w.buf, int64(n), 10) }

func (w *writer) begin(number int) {
	w.lines = append(w.lines, line{number, len(w.buf)})
	w.number(number)
	w.text(" 0 obj\n")
}

func (w *writer) object(number int, body string) {
	w.begin(number)
	w.text(body, "\nendobj\n")
}

// again writes an object of the file again with a field and a store more,
// where they are not 0.
func (w *writer) again(o Object, field, store int) {
	w.begin(o.Number)
	w.text(o.Before)
	if field > 0 {
		w.number(field)
		w.text(" 0 R ")
	}
	w.text(o.After)
	if store > 0 {
		w.text(storeKey[1:])
		w.number(store)
		w.text(" 0 R ")
	}
	w.text(">>\nendobj\n")
}

// store writes the store, what it has already first, and the new streams.
func (w *writer) store(number, streams int, m Material) {
	had := w.place.Entries
	w.begin(number)
	w.text("<< /Type /DSS")
	first := streams
	for _, list := range []struct {
		key string
		had []int
		new [][]byte
	}{{"Certs", had.Certificates, m.Certificates}, {"OCSPs", had.Answers, m.Answers}, {"CRLs", had.Lists, m.Lists}} {
		if len(list.had)+len(list.new) == 0 {
			continue
		}
		w.text(" /", list.key, " [ ")
		for _, n := range list.had {
			w.number(n)
			w.text(" 0 R ")
		}
		for range list.new {
			w.number(first)
			w.text(" 0 R ")
			first++
		}
		w.text("]")
	}
	w.text(" >>\nendobj\n")
	for _, list := range [][][]byte{m.Certificates, m.Answers, m.Lists} {
		for _, der := range list {
			w.begin(streams)
			w.text("<< /Length ")
			w.number(len(der))
			w.text(" >>\nstream\n")
			w.buf = append(w.buf, der...)
			w.text("\nendstream\nendobj\n")
			streams++
		}
	}
}

// field writes a field that is its own widget, on no area; the object after it
// is its value.
func (w *writer) field(kind string, number int) {
	w.object(number, fmt.Sprintf("<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s%d) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>",
		kind, number, w.place.Page.Number, number+1))
}

// sign writes a signature dictionary that begins so (ISO 32000-2, 12.8.1 and
// 12.8.5) and all that follows it. The numbers of its ByteRange are part of
// what they measure: they grow until they agree.
func (w *writer) sign(number int, head string, digits int) Revision {
	w.begin(number)
	w.text(head, " /ByteRange [0 ")
	start := len(w.buf)
	var hole, resume int
	const between, after = "] /Contents <", "> >>\nendobj\n"
	rest := 0
	xref := w.table()
	for {
		w.buf = w.buf[:start]
		w.number(hole)
		w.text(" ")
		w.number(resume)
		w.text(" ")
		w.number(rest)
		w.text(between)
		at := len(w.buf) - 1
		back := at + digits + 2
		end := len(after) - 1 + len(xref) + len(w.trailer(back+len(after)-1))
		if at == hole && back == resume && end == rest {
			break
		}
		hole, resume, rest = at, back, end
	}
	w.text(strings.Repeat("0", digits), after)
	w.finish()
	return Revision{File: w.buf, Hole: hole, Resume: resume}
}

func (w *writer) finish() {
	xref := len(w.buf)
	w.text(w.table(), w.trailer(xref))
}

// table is the cross-reference section (ISO 32000-1, 7.5.4).
func (w *writer) table() string {
	slices.SortFunc(w.lines, func(a, b line) int { return a.number - b.number })
	b := []byte("xref\n")
	for i := 0; i < len(w.lines); {
		run := i + 1
		for run < len(w.lines) && w.lines[run].number == w.lines[run-1].number+1 {
			run++
		}
		b = fmt.Appendf(b, "%d %d\n", w.lines[i].number, run-i)
		for ; i < run; i++ {
			b = fmt.Appendf(b, "%010d 00000 n \n", w.lines[i].at)
		}
	}
	return string(b)
}

// trailer is what follows a table that begins at an offset (ISO 32000-1, 7.5.5
// and 7.5.6). The identifier's second part is new for each revision, and follows
// from the first and from where it stands.
func (w *writer) trailer(xref int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", w.place.ID, w.from))
	return fmt.Sprintf("trailer\n<< /Size %d /Root %d 0 R /Prev %d /ID [ <%s> <%s> ] >>\nstartxref\n%d\n%%%%EOF\n",
		w.next, w.place.Root.Number, w.place.Xref, w.place.ID, hex.EncodeToString(sum[:16]), xref)
}
