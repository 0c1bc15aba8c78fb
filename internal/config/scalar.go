package config

import (
	"errors"
	"fmt"
	"strings"
)

// scalar reads a value on one line: plain, quoted, or a list in brackets.
func scalar(s string, number int) (node, error) {
	value, rest, err := flow(s, number)
	if err != nil {
		return node{}, fmt.Errorf("line %d: %w", number, err)
	}
	if rest != "" {
		return node{}, fmt.Errorf("line %d: %q stands after the value", number, rest)
	}
	return value, nil
}

func flow(s string, number int) (value node, rest string, err error) {
	switch s[0] {
	case '[':
		return bracketed(s[1:], number)
	case '"', '\'':
		text, rest, err := quoted(s)
		return node{line: number, scalar: text}, strings.TrimSpace(rest), err
	case '&', '*', '!', '|', '>', '%', '@', '`', '{', '}', ']', ',', '?':
		return node{}, "", fmt.Errorf("a value cannot begin with %c here; put it in quotes", s[0])
	}
	if strings.Contains(s, ": ") || strings.HasSuffix(s, ":") || s == "-" || strings.HasPrefix(s, "- ") {
		return node{}, "", errors.New("a value with \": \" or a dash in front needs quotes")
	}
	return node{line: number, scalar: s, plain: true}, "", nil
}

// bracketed reads "a, 'b', c]", the opening bracket being gone.
func bracketed(s string, number int) (list node, rest string, err error) {
	list = node{kind: listKind, line: number}
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "]"); ok {
		return list, strings.TrimSpace(rest), nil
	}
	for s != "" {
		item, after, err := bracketedItem(s, number)
		if err != nil {
			return node{}, "", err
		}
		list.items = append(list.items, item)
		after = strings.TrimSpace(after)
		if rest, ok := strings.CutPrefix(after, "]"); ok {
			return list, strings.TrimSpace(rest), nil
		}
		next, ok := strings.CutPrefix(after, ",")
		if !ok {
			return node{}, "", errors.New("a comma or ] is missing in a list")
		}
		s = strings.TrimSpace(next)
	}
	return node{}, "", errNotClosed()
}

// bracketedItem reads one value and gives what follows it.
func bracketedItem(s string, number int) (item node, rest string, err error) {
	if s[0] == '"' || s[0] == '\'' {
		text, rest, err := quoted(s)
		return node{line: number, scalar: text}, rest, err
	}
	end := strings.IndexAny(s, ",]")
	if end < 0 {
		return node{}, "", errNotClosed()
	}
	text := strings.TrimSpace(s[:end])
	if text == "" || strings.ContainsAny(text, "[{}\"'&*!|>%@`") {
		return node{}, "", errors.New("a list in brackets holds plain or quoted values")
	}
	return node{line: number, scalar: text, plain: true}, s[end:], nil
}

func errNotClosed() error { return errors.New("a list in brackets is not closed on its line") }

// quoted reads a scalar in single or double quotes and gives what follows it.
func quoted(s string) (text, rest string, err error) {
	quote := s[0]
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote && quote == '\'' && i+1 < len(s) && s[i+1] == '\'':
			b.WriteByte('\'')
			i++
		case c == quote:
			return b.String(), s[i+1:], nil
		case c == '\\' && quote == '"':
			i++
			if i == len(s) {
				return "", "", errors.New("a quote is not closed")
			}
			switch s[i] {
			case '"', '\\', '/':
				b.WriteByte(s[i])
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			default:
				return "", "", fmt.Errorf("\\%c is not read here; use \\\\ for a backslash", s[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", "", errors.New("a quote is not closed")
}
