package delivery

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"runtime"
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
		if passOver(f.Name) {
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
		role, err := roleOf(f, limits)
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

// passOver names what systems leave in archives.
func passOver(name string) bool {
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

func roleOf(f *zip.File, limits Limits) (role, error) {
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
		return packed(f, limits)
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
func packed(f *zip.File, limits Limits) (_ role, err error) {
	file, size, err := unpack(context.Background(), f, limits)
	if err != nil {
		return roleOther, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	z, err := directory(file, size, limits)
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
	file, size, err := unpack(ctx, a.table, limits)
	if err != nil {
		return nil, err
	}
	t, err := openUnpacked(ctx, file, size, limits)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return t, nil
}

func openUnpacked(ctx context.Context, file *unpacked, size int64, limits Limits) (table, error) {
	head, err := headOf(file)
	if err != nil {
		return nil, fault.Wrap("delivery.Open", err)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		z, err := directory(file, size, limits)
		if err != nil {
			return nil, err
		}
		t, err := openSheet(ctx, z, limits)
		if err != nil {
			return nil, err
		}
		t.file = file
		return t, nil
	}
	t, err := openLines(ctx, file, limits)
	if err != nil {
		return nil, err
	}
	return owning{t, file}, nil
}

// owning is a table with the file it lies in.
type owning struct {
	table
	file io.Closer
}

func (o owning) close() error { return errors.Join(o.table.close(), o.file.Close()) }

// unpacked is an entry in a temporary file of its own, which only its owner
// can read and which has no name, where the system allows that.
type unpacked struct{ *os.File }

// Close gives the file back.
func (u *unpacked) Close() error {
	err := u.File.Close()
	if runtime.GOOS == "windows" {
		err = errors.Join(err, os.Remove(u.Name()))
	}
	return err
}

// unpack writes an entry out, as far as it may grow: a few bytes of an archive
// can unpack to a thousand times as many.
func unpack(ctx context.Context, f *zip.File, limits Limits) (_ *unpacked, size int64, err error) {
	in, err := f.Open()
	if err != nil {
		return nil, 0, damagedEntry(f, err)
	}
	defer in.Close()
	file, err := os.CreateTemp("", "yinxin-table-*")
	if err != nil {
		return nil, 0, fault.Wrap("delivery.Open", err)
	}
	out := &unpacked{file}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Close())
		}
	}()
	if runtime.GOOS != "windows" { // which removes no open file
		if err := os.Remove(file.Name()); err != nil {
			return nil, 0, fault.Wrap("delivery.Open", err)
		}
	}
	most := min(limits.Bytes, max(1<<20, limits.Ratio*int64(min(f.CompressedSize64, 1<<40))))
	size, err = io.Copy(file, io.LimitReader(contextReader{ctx, in}, most+1))
	switch {
	case ctx.Err() != nil:
		return nil, 0, ctx.Err()
	case err != nil:
		return nil, 0, damagedEntry(f, err)
	case size > limits.Bytes:
		return nil, 0, tooLarge(limits)
	case size > most:
		return nil, 0, archiveProblem("bomb", f.Name)
	}
	return out, size, nil
}
