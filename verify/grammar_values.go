package verify

import (
	"bytes"
	"encoding/hex"
)

const (
	maxNesting = 16
	maxKeys    = 48 // of one dictionary
)

// dictionary = "<< " {name " " value " "} ">>"
func (g *grammar) dictionary(depth int) bool {
	if depth > maxNesting || !g.word("<< ") {
		return false
	}
	var room [8][]byte
	keys := room[:0]
	for !g.word(">>") {
		start := g.pos
		if len(keys) == maxKeys || !g.name() {
			return false
		}
		key := g.text[start:g.pos]
		if among(keys, key) || !g.word(" ") || !g.value(depth+1) || !g.word(" ") {
			return false
		}
		keys = append(keys, key)
		g.external = g.external || string(key) == "/F"
	}
	return true
}

func among(keys [][]byte, key []byte) bool {
	for _, k := range keys {
		if string(k) == string(key) {
			return true
		}
	}
	return false
}

// array = "[ " {value " "} "]", or of numbers "[" number {" " number} "]"
func (g *grammar) array(depth int) bool {
	if g.word("[ ") {
		for !g.word("]") {
			if !g.value(depth+1) || !g.word(" ") {
				return false
			}
		}
		return true
	}
	if !g.word("[") || !g.number() {
		return false
	}
	for !g.word("]") {
		if !g.word(" ") || !g.number() {
			return false
		}
	}
	return true
}

func (g *grammar) value(depth int) bool {
	if depth > maxNesting || g.pos >= len(g.text) {
		return false
	}
	switch c := g.text[g.pos]; {
	case c == '/':
		return g.name()
	case c == '[':
		return g.array(depth)
	case c == '(', c == '<' && !bytes.HasPrefix(g.text[g.pos:], []byte("<<")):
		return g.string()
	case c == '<':
		return g.dictionary(depth)
	case c == 't':
		return g.word("true")
	case c == 'f':
		return g.word("false")
	}
	return g.reference() || g.number()
}

// name has letters, digits and the few signs that fonts' names need; no #.
func (g *grammar) name() bool {
	if !g.word("/") {
		return false
	}
	end := g.pos
	for end < len(g.text) && nameByte(g.text[end]) {
		end++
	}
	some := end > g.pos
	g.pos = end
	return some
}

// nameByte looks a byte up in a set of bits: which kind comes next in a name
// cannot be foreseen.
func nameByte(c byte) bool {
	const (
		signs   = 1<<'+' | 1<<',' | 1<<'-' | 1<<'.'
		digits  = (1<<10 - 1) << '0'
		letters = (1<<26-1)<<('A'-64) | (1<<26-1)<<('a'-64) | 1<<('_'-64)
	)
	set := [4]uint64{signs | digits, letters}
	return set[c>>6]>>(c&63)&1 != 0
}

// reference = number " 0 R"
func (g *grammar) reference() bool {
	start := g.pos
	if g.integer() && g.word(" 0 R") {
		return true
	}
	g.pos = start
	return false
}

// integer has no sign and no leading zero.
func (g *grammar) integer() bool {
	start := g.pos
	for g.pos < len(g.text) && '0' <= g.text[g.pos] && g.text[g.pos] <= '9' {
		g.pos++
	}
	return g.pos > start && (g.text[start] != '0' || g.pos == start+1)
}

// number is minimal: no sign but a minus, no zero at the end of its decimals.
func (g *grammar) number() bool {
	g.word("-")
	if !g.integer() {
		return false
	}
	if !g.word(".") {
		return true
	}
	start := g.pos
	for g.pos < len(g.text) && '0' <= g.text[g.pos] && g.text[g.pos] <= '9' {
		g.pos++
	}
	return g.pos > start && g.text[g.pos-1] != '0'
}

// string is printable ASCII in parentheses without any to escape, or pairs of
// hexadecimal digits.
func (g *grammar) string() bool {
	closing, allowed := byte(')'), literalText
	if !g.word("(") {
		if !g.word("<") {
			return false
		}
		closing, allowed = '>', hexPairs
	}
	length := bytes.IndexByte(g.text[g.pos:], closing)
	if length < 0 || !allowed(g.text[g.pos:g.pos+length]) {
		return false
	}
	g.pos += length + 1
	return true
}

func literalText(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c > '~' || c == '(' || c == '\\' {
			return false
		}
	}
	return true
}

// hexPairs decodes in order to look: package hex has no branch for each digit,
// and whether a digit or a letter comes next in a signature cannot be foreseen.
func hexPairs(text []byte) bool {
	var room [512]byte
	for len(text) > 0 {
		piece := text[:min(len(text), 2*len(room))]
		if _, err := hex.Decode(room[:], piece); err != nil {
			return false
		}
		text = text[len(piece):]
	}
	return true
}
