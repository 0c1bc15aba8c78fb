// Package workbook reads the sheets of an Office Open XML workbook (ECMA-376
// part 1, clause 18: .xlsx) row by row in memory that does not grow with them.
// Unlike libraries that give back what a cell shows, it tells what a cell is:
// a text, a number with its format, the result of a formula; and what is
// hidden or merged. It never evaluates anything.
//
// A temporary file holds the texts that cells share, when these are many.
package workbook

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"path"
	"strings"
)

// The errors of a file that is no workbook this package reads. What they wrap
// tells a developer more.
var (
	ErrDamaged  = errors.New("workbook: damaged")
	ErrTooLarge = errors.New("workbook: too large")
)

// Limits bound what a workbook may cost.
type Limits struct {
	PartBytes int64 // of one part (a sheet, the shared texts), unpacked
	Ratio     int64 // unpacked to packed size of a part, from 1 MiB on
}

// Workbook is an open workbook. One goroutine uses it.
type Workbook struct {
	sheets   []Sheet
	date1904 bool
	parts    map[string]*zip.File
	limits   Limits
	texts    *texts
	formats  []format // by cell style
}

// Sheet is a worksheet, unread.
type Sheet struct {
	Name   string
	Hidden bool // from the user, by either of the two ways
	part   *zip.File
}

// Is reports whether an archive is a workbook, by its parts.
func Is(z *zip.Reader) bool {
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" {
			return find(z, func(name string) bool { return strings.HasSuffix(name, "workbook.xml") }) != nil
		}
	}
	return false
}

func find(z *zip.Reader, match func(name string) bool) *zip.File {
	for _, f := range z.File {
		if match(f.Name) {
			return f
		}
	}
	return nil
}

// Open reads what a workbook says of itself and its shared texts. It fails
// with ErrDamaged or ErrTooLarge. The caller closes it.
func Open(ctx context.Context, z *zip.Reader, limits Limits) (*Workbook, error) {
	w := &Workbook{parts: make(map[string]*zip.File, len(z.File)), limits: limits}
	for _, f := range z.File {
		name := strings.ToLower(f.Name) // part names are equal by ASCII case folding (part 2, 6.2.2.3)
		if w.parts[name] != nil {
			return nil, errors.Join(ErrDamaged, errors.New("two parts "+f.Name))
		}
		w.parts[name] = f
	}
	main, err := w.main(ctx)
	if err != nil {
		return nil, err
	}
	related, err := w.relations(ctx, main)
	if err != nil {
		return nil, err
	}
	if err := w.readBook(ctx, main, related); err != nil {
		return nil, err
	}
	for _, r := range related {
		if err := w.readShared(ctx, r); err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	return w, nil
}

// Close gives the temporary files back.
func (w *Workbook) Close() error { return w.texts.close() }

// Sheets lists the worksheets in the order of their tabs.
func (w *Workbook) Sheets() []Sheet { return w.sheets }

// Date1904 reports whether dates count from 1904-01-01 instead of 1900.
func (w *Workbook) Date1904() bool { return w.date1904 }

// readShared reads the part of a relation, if it is one that cells refer to.
func (w *Workbook) readShared(ctx context.Context, r relation) error {
	part := w.parts[strings.ToLower(r.target)]
	switch {
	case part == nil:
		return nil
	case strings.HasSuffix(r.kind, "/sharedStrings") && w.texts == nil:
		return w.each(ctx, part, func(m *markup) (err error) {
			w.texts, err = readTexts(m)
			return err
		})
	case strings.HasSuffix(r.kind, "/styles") && w.formats == nil:
		return w.each(ctx, part, func(m *markup) (err error) {
			w.formats, err = readFormats(m)
			return err
		})
	}
	return nil
}

// main finds the part that lists the sheets.
func (w *Workbook) main(ctx context.Context) (string, error) {
	roots, err := w.relations(ctx, "")
	if err != nil {
		return "", err
	}
	for _, r := range roots {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			return r.target, nil
		}
	}
	return "", errors.Join(ErrDamaged, errors.New("no main part"))
}

// relation is an entry of a .rels part (part 2, clause 6.5).
type relation struct{ id, kind, target string }

// relations reads what a part, "" for the package, refers to.
func (w *Workbook) relations(ctx context.Context, of string) (list []relation, err error) {
	folder, name := path.Split(of)
	part := w.parts[strings.ToLower(folder+"_rels/"+name+".rels")]
	if part == nil {
		return nil, errors.Join(ErrDamaged, errors.New("no relations of "+of))
	}
	err = w.each(ctx, part, func(m *markup) error {
		return elements(m, func(name string) error {
			if name == "Relationship" && m.attr("TargetMode") != "External" {
				target := m.attr("Target")
				if !strings.HasPrefix(target, "/") {
					target = path.Join(folder, target)
				}
				list = append(list, relation{m.attr("Id"), m.attr("Type"), strings.TrimPrefix(target, "/")})
			}
			return nil
		})
	})
	return list, err
}

func (w *Workbook) readBook(ctx context.Context, main string, related []relation) error {
	part := w.parts[strings.ToLower(main)]
	if part == nil {
		return errors.Join(ErrDamaged, errors.New("no part "+main))
	}
	targets := map[string]relation{}
	for _, r := range related {
		targets[r.id] = r
	}
	return w.each(ctx, part, func(m *markup) error {
		return elements(m, func(name string) error {
			switch name {
			case "workbookPr":
				w.date1904 = truth(m.attr("date1904"))
			case "sheet":
				r := targets[m.attr("id")]
				if !strings.HasSuffix(r.kind, "/worksheet") {
					return nil // a chart, a dialogue: no rows
				}
				sheet := w.parts[strings.ToLower(r.target)]
				if sheet == nil {
					return ErrDamaged
				}
				state := m.attr("state")
				w.sheets = append(w.sheets, Sheet{Name: m.attr("name"), Hidden: state == "hidden" || state == "veryHidden", part: sheet})
			}
			return nil
		})
	})
}

// elements calls f at each start tag through the end of a part.
func elements(m *markup, f func(name string) error) error {
	depth := 0
	for {
		e, err := m.next()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		switch e {
		case startTag:
			depth++
			if err := f(string(m.name)); err != nil {
				return err
			}
		case endTag:
			depth--
		}
	}
}

// each reads one part through f.
func (w *Workbook) each(ctx context.Context, part *zip.File, f func(*markup) error) error {
	r, err := w.open(ctx, part)
	if err != nil {
		return err
	}
	defer r.Close()
	return told(f(newMarkup(r)))
}

func truth(v string) bool { return v == "1" || v == "true" || v == "on" }
