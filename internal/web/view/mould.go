package view

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/locale"
)

// Pages of which a great many are alike but for some values, one for every copy
// ever made, are rendered by their template once for each way in which they
// differ otherwise: the mould. Each further page is cast, its values escaped
// and put between the pieces. What has no mould is rendered as any page is.

// moulded is a page that can be cast.
type moulded interface {
	Page
	// shape tells the holes each value that differs from page to page, and gives
	// a comparable key of all else. Where the holes want marks it gives the page
	// with a mark in place of each value, too. It reports false for a page so
	// particular that it is better rendered.
	shape(h *holes) (blank Page, key any, ok bool)
}

// moulds keeps the moulds of pages, at most maxMoulds of them.
type moulds struct {
	mu   sync.RWMutex
	kept map[mouldKey]mould
}

type mouldKey struct {
	lang  locale.Lang
	file  string
	shape any
}

// maxMoulds bounds the memory, some 10 KB each; a thousand shapes are more than
// the states, languages and notices of an installation make up.
const maxMoulds = 1024

// mould is a page's bytes, cut where values belong: a piece, a value, a piece,
// a value, …, a piece.
type mould struct {
	pieces []string
	values []int // which value follows each piece but the last
	size   int   // of all pieces, in bytes
}

// holes are the values of one page, and the marks that stand for them where a
// mould is to be made. Marks of texts are letters and digits, which no context
// escapes.
type holes struct {
	lang    locale.Lang
	marking bool
	marks   []string
	values  []string // as the reader sees them, not yet escaped
	asked   int      // how many values were told, empty ones included
	there   uint64   // which of them were not empty, by bits
}

// room is for as many values as any page has; more take more memory.
const room = 24

func newHoles(lang locale.Lang, marking bool) *holes {
	return &holes{lang: lang, marking: marking, values: make([]string, 0, room)}
}

func (h *holes) add(mark, value string) {
	if h.marking {
		h.marks = append(h.marks, mark)
	}
	h.values = append(h.values, value)
}

// next reports whether a value takes a hole: pages leave empty ones out.
func (h *holes) next(there bool) bool {
	if there {
		h.there |= 1 << h.asked
	}
	h.asked++
	return there
}

// text takes a text.
func (h *holes) text(s *string) {
	if !h.next(*s != "") {
		return
	}
	h.values = append(h.values, *s)
	if h.marking {
		*s = "qz" + strconv.Itoa(1000+len(h.marks)) + "zq"
		h.marks = append(h.marks, *s)
	}
}

// markYear is the first of the years that dates in marks have; no page shows
// any other date of so late a year.
const markYear = 9100

// date takes a date, however the page's language writes it.
func (h *holes) date(d *civil.Date) {
	if !h.next(!d.IsZero()) {
		return
	}
	h.values = append(h.values, locale.Date(h.lang, *d))
	if h.marking {
		*d = civil.Date{Year: markYear + len(h.marks), Month: time.January, Day: 1}
		h.marks = append(h.marks, locale.Date(h.lang, *d))
	}
}

// instant takes a time that the page writes as write does.
func (h *holes) instant(t *time.Time, write func(locale.Lang, time.Time) string) {
	if !h.next(!t.IsZero()) {
		return
	}
	h.values = append(h.values, write(h.lang, *t))
	if h.marking {
		*t = time.Date(markYear+len(h.marks), time.January, 1, 12, 0, 0, 0, civil.Shanghai())
		h.marks = append(h.marks, write(h.lang, *t))
	}
}

// cast adds a page to b from its mould, making that first where there is none
// yet. It reports false, and adds nothing, for a page that has none.
func (r *Renderer) cast(b *bytes.Buffer, lang locale.Lang, page moulded) (done bool, err error) {
	h := newHoles(lang, false)
	_, shape, ok := page.shape(h)
	if !ok {
		return false, nil
	}
	key := mouldKey{lang, page.file(), shape}
	m, ok := r.moulds.get(key)
	if !ok {
		if m, err = r.mould(lang, page); err != nil {
			return false, err
		}
		r.moulds.keep(key, m)
	}
	b.Grow(m.size + 1024)
	for i, v := range m.values {
		b.WriteString(m.pieces[i])
		escape(b, h.values[v])
	}
	b.WriteString(m.pieces[len(m.values)])
	return true, nil
}

// mould makes the mould of a page.
func (r *Renderer) mould(lang locale.Lang, page moulded) (mould, error) {
	h := newHoles(lang, true)
	blank, _, _ := page.shape(h)
	var b bytes.Buffer
	if err := r.template(&b, lang, blank); err != nil {
		return mould{}, err
	}
	return cut(b.String(), h.marks)
}

func (m *moulds) get(key mouldKey) (mould, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	found, ok := m.kept[key]
	return found, ok
}

func (m *moulds) keep(key mouldKey, made mould) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= maxMoulds {
		m.kept = map[mouldKey]mould{}
	}
	m.kept[key] = made
}

// cut cuts a page at its marks. A date's year that is left was written in a way
// that its mark does not know.
func cut(page string, marks []string) (m mould, err error) {
	for {
		at, which := -1, 0
		for i, mark := range marks {
			if found := strings.Index(page, mark); found >= 0 && (at < 0 || found < at) {
				at, which = found, i
			}
		}
		if at < 0 {
			break
		}
		m.pieces, m.values = append(m.pieces, page[:at]), append(m.values, which)
		page = page[at+len(marks[which]):]
	}
	m.pieces = append(m.pieces, page)
	for _, piece := range m.pieces {
		m.size += len(piece)
		for i := range marks {
			if year := strconv.Itoa(markYear + i); strings.Contains(piece, year) {
				return mould{}, fmt.Errorf("view: the date of %s stands in the page in another form, too", year)
			}
		}
	}
	return m, nil
}

// escape writes a value as html/template does in texts and quoted attributes.
func escape(b *bytes.Buffer, value string) {
	from := 0
	for i := range len(value) {
		var as string
		switch value[i] {
		case '&':
			as = "&amp;"
		case '<':
			as = "&lt;"
		case '>':
			as = "&gt;"
		case '"':
			as = "&#34;"
		case '\'':
			as = "&#39;"
		case '+':
			as = "&#43;"
		case 0:
			as = "\uFFFD"
		default:
			continue
		}
		b.WriteString(value[from:i])
		b.WriteString(as)
		from = i + 1
	}
	b.WriteString(value[from:])
}
