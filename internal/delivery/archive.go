package delivery

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/delivery/workbook"
	"yinxin.example/yinxin/internal/fault"
)

// archive is a ZIP: one table, and photos and e-files for its rows.
type archive struct {
	table  *zip.File
	beside []*zip.File // photos and e-files by their names
	others []string    // what is neither
}

// openArchive tells the entries of an archive apart: photos and e-files by
// their names, the table by its content. It fails with delivery_archive.
func openArchive(ctx context.Context, z *zip.Reader, limits Limits) (*archive, error) {
	a := &archive{}
	var texts []*zip.File // without the header of a delivery
	for _, f := range z.File {
		f.Name = entryName(f)
		if PassOver(f.Name) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if f.Flags&1 != 0 {
			return nil, archiveProblem("encrypted", f.Name)
		}
		if _, _, ok := enclosureName(f.Name); ok {
			a.beside = append(a.beside, f)
			continue
		}
		role, err := roleOf(ctx, f, limits)
		if err != nil {
			return nil, err
		}
		switch {
		case role == roleTable && a.table != nil:
			return nil, archiveProblem("several_tables", f.Name)
		case role == roleTable:
			a.table = f
		case role == roleText:
			texts = append(texts, f)
		default:
			a.others = append(a.others, f.Name)
		}
	}
	if a.table == nil && len(texts) == 1 {
		a.table, texts = texts[0], nil // its header tells what is wrong with it
	}
	if a.table == nil {
		return nil, archiveProblem("no_table", "")
	}
	for _, f := range texts {
		a.others = append(a.others, f.Name)
	}
	return a, nil
}

// entryName is the name of an entry as text. Tools of old wrote names in the
// code page of their system and left the flag for UTF-8 (APPNOTE 4.4.4, bit
// 11) unset.
func entryName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = decoded
		}
		name = strings.ToValidUTF8(name, "\ufffd")
	}
	return strings.ReplaceAll(name, `\`, "/")
}

// PassOver reports the names of what systems leave in archives and folders.
func PassOver(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/") || strings.Contains(name, "/__MACOSX/") ||
		strings.HasPrefix(base, "._") || base == ".DS_Store" ||
		strings.EqualFold(base, "Thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// role is what an entry is by its content.
type role int

const (
	roleOther role = iota
	roleText       // that may be a table with a wrong header
	roleTable
)

func roleOf(ctx context.Context, f *zip.File, limits Limits) (role, error) {
	r, err := f.Open()
	if err != nil {
		return roleOther, damagedEntry(f, err)
	}
	defer r.Close()
	head := make([]byte, 4<<10)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return roleOther, damagedEntry(f, err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return packed(ctx, f, limits)
	case bytes.HasPrefix(head, []byte(oleMagic)):
		return roleOther, archiveProblem("xls", f.Name)
	case sniff(head[:min(len(head), beginning)]) != nil:
		return roleOther, nil
	case mentionsColumns(head):
		return roleTable, nil
	}
	return roleText, nil
}

// packed tells a workbook from an archive in an archive, which is refused.
func packed(ctx context.Context, f *zip.File, limits Limits) (_ role, err error) {
	file, err := unpack(ctx, f, limits)
	if err != nil {
		return roleOther, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	z, err := directory(file, file.Size(), limits)
	if err != nil || !workbook.Is(z) {
		return roleOther, archiveProblem("nested", f.Name)
	}
	return roleTable, nil
}

// mentionsColumns reports a text whose first line has names of columns, in
// either charset.
func mentionsColumns(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	other, err := simplifiedchinese.GB18030.NewDecoder().Bytes(line)
	if err != nil {
		other = nil
	}
	met := 0
	for c := range columnCount {
		if name := []byte(c.String()); bytes.Contains(line, name) || bytes.Contains(other, name) {
			met++
		}
	}
	return met >= 3
}

func damagedEntry(f *zip.File, err error) error {
	e := archiveProblem("damaged", f.Name)
	e.Err = err
	return e
}

// openTable unpacks the table and opens it.
func (a *archive) openTable(ctx context.Context, limits Limits) (table, error) {
	file, err := unpack(ctx, a.table, limits)
	if err != nil {
		return nil, err
	}
	t, err := openUnpacked(ctx, file, limits)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return owning{t, file}, nil
}

func openUnpacked(ctx context.Context, file *workbook.Spool, limits Limits) (table, error) {
	head, err := headOf(file.Reader())
	if err != nil {
		return nil, fault.Wrap("delivery.Open", err)
	}
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return openLines(ctx, file.Reader(), limits)
	}
	z, err := directory(file, file.Size(), limits)
	if err != nil {
		return nil, err
	}
	return openSheet(ctx, z, limits)
}

// owning is a table with the file it lies in.
type owning struct {
	table
	file io.Closer
}

func (o owning) close() error { return errors.Join(o.table.close(), o.file.Close()) }

// unpack writes an entry out, as far as it may grow: a few bytes of an archive
// can unpack to a thousand times as many. The caller closes the spool.
func unpack(ctx context.Context, f *zip.File, limits Limits) (_ *workbook.Spool, err error) {
	in, err := f.Open()
	if err != nil {
		return nil, damagedEntry(f, err)
	}
	defer in.Close()
	out := &workbook.Spool{}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Close())
		}
	}()
	most := min(limits.Bytes, max(1<<20, limits.Ratio*int64(min(f.CompressedSize64, 1<<40))))
	_, err = io.Copy(out, io.LimitReader(contextReader{ctx, in}, most+1))
	var disk *fs.PathError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &disk):
		return nil, fault.Wrap("delivery.Open", err)
	case err != nil:
		return nil, damagedEntry(f, err)
	case out.Size() > limits.Bytes:
		return nil, tooLarge(limits)
	case out.Size() > most:
		return nil, archiveProblem("bomb", f.Name)
	}
	return out, nil
}
