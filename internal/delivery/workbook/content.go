package workbook

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// maxText is the longest text of a cell taken, in bytes: Excel ends at 32,767
// characters.
const maxText = 128 << 10

// content gathers the text of an <si> or <is> element: its <t> elements, those
// of runs too, but not the readings that stand above the characters (<rPh>).
type content struct {
	text     []byte
	from     int // where the latest <t> begins in text
	inText   bool
	readings bool
}

func (c *content) reset() { *c = content{text: c.text[:0]} }

func (c *content) take(e event, m *markup) error {
	if e == text {
		if c.inText && !c.readings {
			c.text = append(c.text, m.body...)
		}
		if len(c.text) > maxText {
			return ErrTooLarge
		}
		return nil
	}
	switch string(m.name) {
	case "t":
		c.inText = e == startTag
		if c.inText {
			c.from = len(c.text)
		} else {
			c.text = append(c.text[:c.from], plain(c.text[c.from:])...)
		}
	case "rPh":
		c.readings = e == startTag
	}
	return nil
}

// plain undoes the escapes _xHHHH_ of characters that XML cannot hold (22.9.2.19
// ST_Xstring), and makes text of what is no UTF-8.
func plain(b []byte) []byte {
	if !utf8.Valid(b) {
		b = bytes.ToValidUTF8(b, []byte("\ufffd"))
	}
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	var out []byte
	for len(b) > 0 {
		if r, ok := escaped(b); ok {
			out, b = utf8.AppendRune(out, r), b[len("_xHHHH_"):]
			continue
		}
		out, b = append(out, b[0]), b[1:]
	}
	return out
}

func escaped(b []byte) (rune, bool) {
	if len(b) < len("_xHHHH_") || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil
}
