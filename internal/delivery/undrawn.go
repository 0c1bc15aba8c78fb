package delivery

import (
	"context"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

// Unrenderable reports a row that waits for a font, with the first character
// that none has: nothing is wrong with it, and the same file takes it in once
// a font is added.
func (f Fault) Unrenderable() (rune, bool) {
	if f.Reason != ReasonNameUnrenderable {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(f.Detail, "U+"), 16, 32)
	return rune(n), err == nil
}

// Undrawn is a name that waits for a font.
type Undrawn struct {
	Line    int
	Name    string
	Missing []rune // the characters of Name no font has, each once, in its order
}

// UndrawnNames reads the names of a delivery again that could not be drawn, in
// the order of faults, which come by line: to show them, with a box for each
// missing character, without keeping them anywhere.
func UndrawnNames(ctx context.Context, file io.ReadSeeker, limits Limits, faults iter.Seq2[Fault, error], fonts Drawable) iter.Seq2[Undrawn, error] {
	return func(yield func(Undrawn, error) bool) {
		r, err := Open(ctx, file, limits)
		if err != nil {
			yield(Undrawn{}, err)
			return
		}
		defer r.Close()
		for f, err := range faults {
			if _, waits := f.Unrenderable(); err == nil && !waits {
				continue
			}
			var u Undrawn
			if err == nil {
				u, err = r.undrawn(f.Line, fonts)
			}
			if !yield(u, err) || err != nil {
				return
			}
		}
	}
}

func (d *Reader) undrawn(line int, fonts Drawable) (Undrawn, error) {
	for {
		record, err := d.Next()
		if errors.Is(err, io.EOF) || err == nil && record.Line > line {
			return Undrawn{}, fault.New("delivery.undrawn", fault.Conflict, "delivery_changed") // it is not the file that was checked
		}
		if err != nil {
			return Undrawn{}, err
		}
		if record.Line == line {
			name := record.Values[colName]
			return Undrawn{line, name, missingFrom(name, fonts)}, nil
		}
	}
}

func missingFrom(name string, fonts Drawable) (list []rune) {
	for _, r := range name {
		if _, missing := fonts.Missing(string(r)); missing && !strings.ContainsRune(string(list), r) {
			list = append(list, r)
		}
	}
	return list
}
