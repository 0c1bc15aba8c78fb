package font

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
)

//go:generate go run ./gencoverage

// coverageTable says what the project's fonts can draw, so that asking needs
// no font. A line holds a selector (0 for characters on their own) and the
// ranges it applies to, in hexadecimal.
//
//go:embed coverage.txt
var coverageTable string

// Coverage answers whether text can be drawn. It is safe for concurrent use.
type Coverage struct {
	alone   ranges
	varied  map[rune]ranges // by selector
	folders []*charmap      // the operator's fonts
}

// ranges are code points from lo to hi, ascending and apart.
type ranges []struct{ lo, hi rune }

func (rs ranges) has(r rune) bool {
	i := sort.Search(len(rs), func(i int) bool { return rs[i].hi >= r })
	return i < len(rs) && rs[i].lo <= r
}

// NewCoverage reads the committed table and the fonts of an operator's folder
// ("" for none).
func NewCoverage(extraDir string) (*Coverage, error) {
	c := &Coverage{varied: map[rune]ranges{}}
	for line := range strings.Lines(coverageTable) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		rs, selector, err := parseRanges(fields)
		if err != nil {
			return nil, fmt.Errorf("font: coverage table: %w", err)
		}
		if selector == 0 {
			c.alone = rs
		} else {
			c.varied[selector] = rs
		}
	}
	sources, err := extra(extraDir)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		m, err := sourceCharmap(s)
		if err != nil {
			return nil, err
		}
		c.folders = append(c.folders, m)
	}
	return c, nil
}

func parseRanges(fields []string) (rs ranges, selector rune, err error) {
	hex := func(s string) rune {
		v, e := strconv.ParseUint(s, 16, 21)
		if e != nil && err == nil {
			err = e
		}
		return rune(v)
	}
	selector = hex(fields[0])
	rs = make(ranges, 0, len(fields)-1)
	for _, f := range fields[1:] {
		lo, hi, found := strings.Cut(f, "-")
		if !found {
			hi = lo
		}
		rs = append(rs, struct{ lo, hi rune }{hex(lo), hex(hi)})
	}
	return rs, selector, err
}

func sourceCharmap(s source) (*charmap, error) {
	b, err := s.load()
	if err != nil {
		return nil, err
	}
	f, err := parseSFNT(b)
	if err != nil {
		return nil, fmt.Errorf("font: %s: %w", s.name, err)
	}
	m, err := f.metrics()
	if err != nil {
		return nil, fmt.Errorf("font: %s: %w", s.name, err)
	}
	chars, err := parseCmap(f.tables["cmap"], m.glyphs)
	if err != nil {
		return nil, fmt.Errorf("font: %s: %w", s.name, err)
	}
	return chars, nil
}

// Missing returns the first character of a text that cannot be drawn. Text
// that is not UTF-8 is missing U+FFFD.
func (c *Coverage) Missing(text string) (r rune, missing bool) {
	for at := 0; at < len(text); {
		next := nextCluster(text[at:])
		if !next.drawable || !c.draws(next) {
			return next.base, true
		}
		at += next.size
	}
	return 0, false
}

func (c *Coverage) draws(k cluster) bool {
	if k.selector != 0 {
		if c.varied[k.selector].has(k.base) {
			return true
		}
		for _, f := range c.folders {
			if f.variations[sequence{k.base, k.selector}] != 0 {
				return true
			}
		}
		return false
	}
	if c.alone.has(k.base) {
		return true
	}
	for _, f := range c.folders {
		if f.glyphs[k.base] != 0 {
			return true
		}
	}
	return false
}

// WriteCoverage unpacks the project's fonts and writes the table of what they
// can draw: the content of coverage.txt.
func WriteCoverage(w io.Writer) error {
	bySelector := map[rune]map[rune]bool{0: {}}
	for _, s := range builtin() {
		m, err := sourceCharmap(s)
		if err != nil {
			return err
		}
		for r := range m.glyphs {
			bySelector[0][r] = true
		}
		for k := range m.variations {
			if variationKey(k.base, k.selector) == 0 {
				continue
			}
			if bySelector[k.selector] == nil {
				bySelector[k.selector] = map[rune]bool{}
			}
			bySelector[k.selector][k.base] = true
		}
	}
	var b []byte
	b = append(b, "# What the project's fonts can draw. Made by go generate; do not edit.\n"...)
	for _, selector := range slices.Sorted(maps.Keys(bySelector)) {
		b = appendHex(b, selector)
		runes := slices.Sorted(maps.Keys(bySelector[selector]))
		for i := 0; i < len(runes); {
			j := i
			for j+1 < len(runes) && runes[j+1] == runes[j]+1 {
				j++
			}
			b = appendHex(append(b, ' '), runes[i])
			if j > i {
				b = appendHex(append(b, '-'), runes[j])
			}
			i = j + 1
		}
		b = append(b, '\n')
	}
	_, err := w.Write(b)
	return err
}

func appendHex(b []byte, r rune) []byte { return strconv.AppendUint(b, uint64(r), 16) }
