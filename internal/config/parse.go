package config

import (
	"fmt"
	"strings"
)

// Bounds of a file.
const (
	maxBytes = 1 << 20
	maxDepth = 8
)

// node is a value of a file: a scalar, a list, or keys with values.
type node struct {
	line   int
	scalar string
	plain  bool // the scalar stood without quotes
	items  []node
	keys   []string // in the order of the file
	values map[string]node
	kind   kind
}

type kind int

const (
	scalarKind kind = iota
	listKind
	mapKind
)

// parse reads the part of YAML 1.2 that configuration needs: block mappings
// and sequences, one-line sequences in brackets, plain and quoted scalars,
// comments. What it accepts means the same to any YAML reader; the rest it
// refuses with the line.
func parse(text string) (node, error) {
	if len(text) > maxBytes {
		return node{}, fmt.Errorf("the file is larger than %d bytes", maxBytes)
	}
	lines, err := splitLines(text)
	if err != nil {
		return node{}, err
	}
	if len(lines) == 0 {
		return node{kind: mapKind, line: 1}, nil
	}
	p := &parser{lines: lines}
	root, err := p.block(lines[0].indent, 0)
	switch {
	case err != nil:
		return node{}, err
	case len(p.lines) > 0:
		return node{}, fmt.Errorf("line %d: indented unlike the lines above it", p.lines[0].number)
	case root.kind != mapKind:
		return node{}, fmt.Errorf("line %d: the file begins with a list, not with a key", root.line)
	}
	return root, nil
}

// line is a line with something on it, comment and indentation taken off.
type line struct {
	number int
	indent int
	text   string
}

func splitLines(text string) ([]line, error) {
	var lines []line
	for i, raw := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		raw = strings.TrimSuffix(raw, "\r")
		body := strings.TrimLeft(raw, " ")
		if strings.HasPrefix(body, "\t") {
			return nil, fmt.Errorf("line %d: indented by a tab; use spaces", i+1)
		}
		content, err := cutComment(body)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if content == "" {
			continue
		}
		if content == "---" || content == "..." {
			return nil, fmt.Errorf("line %d: one document without %s", i+1, content)
		}
		lines = append(lines, line{number: i + 1, indent: len(raw) - len(body), text: content})
	}
	return lines, nil
}

// cutComment takes off a comment: # at the start or after a blank, outside quotes.
func cutComment(s string) (string, error) {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote == '"' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && opens(s[:i]):
			quote = c
		case c == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t'):
			return strings.TrimRight(s[:i], " \t"), nil
		}
	}
	if quote != 0 {
		return "", fmt.Errorf("a quote %c is not closed on its line", quote)
	}
	return strings.TrimRight(s, " \t"), nil
}

// opens reports whether a quote after before begins a scalar.
func opens(before string) bool {
	before = strings.TrimRight(before, " ")
	return before == "" || strings.HasSuffix(before, ":") || strings.HasSuffix(before, "-") ||
		strings.HasSuffix(before, "[") || strings.HasSuffix(before, ",")
}

type parser struct{ lines []line }

// block reads the lines at one indentation, and what lies beneath them.
func (p *parser) block(indent, depth int) (node, error) {
	if depth > maxDepth {
		return node{}, fmt.Errorf("line %d: nested more than %d deep", p.lines[0].number, maxDepth)
	}
	if strings.HasPrefix(p.lines[0].text, "- ") {
		return p.list(indent, depth)
	}
	return p.mapping(indent, depth)
}

func (p *parser) list(indent, depth int) (node, error) {
	out := node{kind: listKind, line: p.lines[0].number}
	for len(p.lines) > 0 && p.lines[0].indent == indent {
		l := p.lines[0]
		rest, ok := strings.CutPrefix(l.text, "- ")
		if !ok {
			break // a list may stand at its key's indentation: the next key ends it
		}
		item := strings.TrimLeft(rest, " ")
		if _, _, isKey := cutKey(item); !isKey {
			value, err := scalar(item, l.number)
			if err != nil {
				return node{}, err
			}
			p.lines = p.lines[1:]
			out.items = append(out.items, value)
			continue
		}
		// "- key: value" is a mapping whose first line begins after the dash.
		p.lines[0] = line{number: l.number, indent: indent + len(l.text) - len(item), text: item}
		value, err := p.mapping(p.lines[0].indent, depth+1)
		if err != nil {
			return node{}, err
		}
		out.items = append(out.items, value)
	}
	return out, p.dedented(indent)
}

func (p *parser) mapping(indent, depth int) (node, error) {
	out := node{kind: mapKind, line: p.lines[0].number, values: map[string]node{}}
	for len(p.lines) > 0 && p.lines[0].indent == indent {
		l := p.lines[0]
		key, rest, ok := cutKey(l.text)
		if !ok {
			return node{}, fmt.Errorf("line %d: expected \"key: value\"", l.number)
		}
		if before, twice := out.values[key]; twice {
			return node{}, fmt.Errorf("line %d: %s is already set on line %d", l.number, key, before.line)
		}
		p.lines = p.lines[1:]
		value, err := p.value(rest, l, depth)
		if err != nil {
			return node{}, err
		}
		out.keys = append(out.keys, key)
		out.values[key] = value
	}
	return out, p.dedented(indent)
}

// value reads what belongs to a key: the rest of its line, or the block beneath.
func (p *parser) value(rest string, l line, depth int) (node, error) {
	if rest != "" {
		return scalar(rest, l.number)
	}
	if len(p.lines) > 0 {
		next := p.lines[0]
		sameLevelList := next.indent == l.indent && strings.HasPrefix(next.text, "- ")
		if next.indent > l.indent || sameLevelList {
			return p.block(next.indent, depth+1)
		}
	}
	return node{line: l.number, plain: true}, nil
}

func (p *parser) dedented(indent int) error {
	if len(p.lines) > 0 && p.lines[0].indent > indent {
		return fmt.Errorf("line %d: indented deeper than the line above it allows", p.lines[0].number)
	}
	return nil
}

// cutKey splits "key: rest"; a key is letters, digits, _ and -.
func cutKey(s string) (key, rest string, ok bool) {
	key, rest, ok = strings.Cut(s, ":")
	if !ok || key == "" || rest != "" && rest[0] != ' ' ||
		strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
		return "", "", false
	}
	return key, strings.TrimSpace(rest), true
}
