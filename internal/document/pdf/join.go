package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"regexp"
	"strconv"
)

// Bytes is the file as it is, its hole empty. It is good until Release.
func (u *Unsigned) Bytes() []byte { return u.buf }

// Join makes one file of the pages of several that Write made, without their
// signature fields, metadata and seals. What pages share, such as the ground
// and its fonts, is in it once.
func Join(files [][]byte) ([]byte, error) {
	j := &joiner{known: map[string]int{}, offsets: make([]int, joinedFirst)}
	j.out = append(j.out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)
	var pages []int
	for _, file := range files {
		n, err := j.page(file)
		if err != nil {
			return nil, err
		}
		pages = append(pages, n)
	}
	tree := append([]byte(nil), "<< /Type /Pages /Count "...)
	tree = append(appendInt(tree, len(pages)), " /Kids [ "...)
	for _, n := range pages {
		tree = append(appendRef(tree, n), ' ')
	}
	j.write(joinedPages, append(tree, "] >>"...))
	j.write(joinedCatalog, appendRef([]byte("<< /Type /Catalog /Lang (zh-CN) /Pages "), joinedPages))
	j.out = append(j.out[:len(j.out)-len("\nendobj\n")], " >>\nendobj\n"...)
	sum := sha256.Sum256(j.out)
	return appendTrailerOf(j.out, j.offsets, joinedCatalog, [16]byte(sum[:16])), nil
}

// The numbers of a joined file's own objects, and the first of its pages'.
const (
	joinedCatalog = iota + 1
	joinedPages
	joinedFirst
)

// joiner writes one file out of several.
type joiner struct {
	out     []byte
	offsets []int          // by object number
	known   map[string]int // by what an object says
}

func (j *joiner) write(n int, body []byte) {
	j.offsets[n] = len(j.out)
	j.out = append(appendInt(j.out, n), " 0 obj\n"...)
	j.out = append(append(j.out, body...), "\nendobj\n"...)
}

// add writes an object that is not there yet, and returns its number.
func (j *joiner) add(body []byte) int {
	if n, ok := j.known[string(body)]; ok {
		return n
	}
	n := len(j.offsets)
	j.offsets = append(j.offsets, 0)
	j.write(n, body)
	j.known[string(body)] = n
	return n
}

var errNotOurs = errors.New("pdf: the file to join is not one of ours")

// page adds the one page of a file.
func (j *joiner) page(file []byte) (int, error) {
	s := source{file: file, into: j, copied: map[int]int{}}
	if err := s.table(); err != nil {
		return 0, err
	}
	body, err := s.body(objPage)
	if err != nil {
		return 0, err
	}
	body, _, found := bytes.Cut(body, []byte(" /Annots [ "))
	if !found {
		return 0, errNotOurs
	}
	s.copied[objPages] = joinedPages
	body, err = s.renumbered(body)
	if err != nil {
		return 0, err
	}
	return j.add(append(body, " >>"...)), nil
}

// source is a file that objects are copied from.
type source struct {
	file    []byte
	offsets []int
	into    *joiner
	copied  map[int]int // new numbers by old
}

// table reads the cross-reference table.
func (s *source) table() error {
	at := bytes.LastIndex(s.file, []byte("\n"+xrefHead))
	if at < 0 {
		return errNotOurs
	}
	rest := s.file[at+1+len(xrefHead):]
	head := bytes.IndexByte(rest, '\n')
	if head < 0 {
		return errNotOurs
	}
	count, err := strconv.Atoi(string(rest[:head]))
	rest = rest[head:]
	if err != nil || count < 1 || len(rest) < len(xrefFree)+(count-1)*xrefEntry {
		return errNotOurs
	}
	rest = rest[len(xrefFree):]
	s.offsets = make([]int, count)
	for n := 1; n < count; n++ {
		if s.offsets[n], err = strconv.Atoi(string(rest[:10])); err != nil {
			return errNotOurs
		}
		rest = rest[xrefEntry:]
	}
	return nil
}

// body is an object between its first and its last line.
func (s *source) body(n int) ([]byte, error) {
	if n < 1 || n >= len(s.offsets) {
		return nil, errNotOurs
	}
	at := s.offsets[n]
	head := appendInt(nil, n)
	head = append(head, " 0 obj\n"...)
	if at < 0 || at > len(s.file) || !bytes.HasPrefix(s.file[at:], head) {
		return nil, errNotOurs
	}
	from := s.file[at+len(head):]
	end := bytes.IndexByte(from, '\n') // of the dictionary, which is one line
	if end < 0 {
		return nil, errNotOurs
	}
	if bytes.HasPrefix(from[end:], []byte("\nendobj\n")) {
		return from[:end], nil
	}
	length := streamLength.FindSubmatch(from[:end])
	if length == nil {
		return nil, errNotOurs
	}
	size, err := strconv.Atoi(string(length[1]))
	whole := end + len("\nstream\n") + size + len("\nendstream")
	if err != nil || size < 0 || whole > len(from) {
		return nil, errNotOurs
	}
	return from[:whole], nil
}

// The patterns of a grammar that Write keeps to; they are never changed.
var (
	streamLength = regexp.MustCompile(`/Length ([0-9]{1,9}) >>$`)
	reference    = regexp.MustCompile(`\b([0-9]{1,9}) 0 R\b`)
)

// copy adds an object of the file with all it refers to.
func (s *source) copy(n int) (int, error) {
	if done, ok := s.copied[n]; ok {
		return done, nil
	}
	body, err := s.body(n)
	if err != nil {
		return 0, err
	}
	body, err = s.renumbered(body)
	if err != nil {
		return 0, err
	}
	s.copied[n] = s.into.add(body)
	return s.copied[n], nil
}

// renumbered copies what an object's dictionary refers to, and refers to that.
func (s *source) renumbered(body []byte) ([]byte, error) {
	dictionary, stream, isStream := bytes.Cut(body, []byte("\n"))
	var failed error
	out := reference.ReplaceAllFunc(dictionary, func(ref []byte) []byte {
		old, err := strconv.Atoi(string(ref[:bytes.IndexByte(ref, ' ')]))
		if err == nil {
			old, err = s.copy(old)
		}
		if err != nil {
			failed = err
		}
		return appendRef(nil, old)
	})
	if isStream {
		out = append(append(out, '\n'), stream...)
	}
	return out, failed
}
