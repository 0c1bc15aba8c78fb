// Package addition lays out the one form of revision that we append to a copy
// of ours to make its seal last (EN 319 142-1, 5.4.2 and 5.4.3): a document
// security store, a document timestamp, or both; or, to seal it once more, an
// electronic seal. Which bytes stand there follows from the file before it, from
// what the store takes in, and from the timestamp or seal; so a verifier can lay
// the revision out anew and compare it byte for byte. Writer and verifier both
// import it.
//
// The revision is written in the grammar of package internal/document/pdf, its
// objects in this order: the catalog, the page where a timestamp's field comes
// to it, the store, its streams, the field, the timestamp's dictionary. The
// table lists those and nothing else.
package addition

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// Place is where a revision is to stand: what it must know of the file before
// it, and what of that it writes again.
type Place struct {
	Size    int    // the number of the next object
	Xref    int    // offset of the table before
	ID      string // the first part of the file's identifier, hexadecimal digits
	Root    Object // the catalog; what is new goes to the end of the form's fields
	Page    Object // the first page; what is new goes to the end of its annotations
	Store   int    // number of the store's object; 0 while there is none
	Entries Entries
}

// Object is a dictionary that is written again with one reference more: its
// number, and its text before that reference and after it, up to the ">>".
type Object struct {
	Number        int
	Before, After string
}

// Entries are the numbers of a store's streams.
type Entries struct{ Certificates, Answers, Lists []int }

const (
	fieldsKey      = " /Fields [ "
	annotationsKey = " /Annots [ "
	storeKey       = " /DSS "
)

// After finds the place behind the last revision of a file. It is false where
// that is not of the form that copies of ours have.
func After(f *pdfread.File) (Place, bool) { return behind(f, f.Final()) }

// Behind is After for the document as it stood after revision i.
func Behind(f *pdfread.File, i int) (Place, bool) { return behind(f, f.View(i)) }

func behind(f *pdfread.File, view *pdfread.View) (p Place, ok bool) {
	trailer := view.Trailer()
	id := view.Array(trailer["ID"])
	root, isRef := trailer["Root"].(pdfread.Ref)
	page, hasPage := firstPage(view)
	if len(id) != 2 || !isRef || !hasPage {
		return p, false
	}
	first, isString := id[0].(pdfread.String)
	p.Size, p.Xref = view.Int(trailer["Size"], 0), f.Revisions()[view.Index()].StartXref
	p.ID = hex.EncodeToString(first.Bytes)
	if !isString || p.Size < 1 {
		return p, false
	}
	catalog, ok := dictionary(view, root.Number)
	if !ok {
		return p, false
	}
	if p.Store, catalog, ok = withoutStore(catalog); !ok {
		return p, false
	}
	if p.Root, ok = Split(root.Number, catalog, fieldsKey); !ok {
		return p, false
	}
	text, ok := dictionary(view, page.Number)
	if !ok {
		return p, false
	}
	if p.Page, ok = Split(page.Number, text, annotationsKey); !ok {
		return p, false
	}
	store := view.Dict(view.Catalog()["DSS"])
	for key, list := range map[pdfread.Name]*[]int{"Certs": &p.Entries.Certificates, "OCSPs": &p.Entries.Answers, "CRLs": &p.Entries.Lists} {
		for _, o := range view.Array(store[key]) {
			ref, ok := o.(pdfread.Ref)
			if !ok {
				return p, false
			}
			*list = append(*list, ref.Number)
		}
	}
	return p, true
}

func firstPage(view *pdfread.View) (pdfread.Ref, bool) {
	pages := view.Dict(view.Catalog()["Pages"])
	for _, kid := range view.Array(pages["Kids"]) {
		ref, ok := kid.(pdfread.Ref)
		return ref, ok
	}
	return pdfread.Ref{}, false
}

// dictionary is the text of an object that is nothing but a dictionary.
func dictionary(view *pdfread.View, number int) (string, bool) {
	text := view.Source(number)
	text, ok := bytes.CutPrefix(text, fmt.Appendf(nil, "%d 0 obj\n", number))
	if !ok {
		return "", false
	}
	text, ok = bytes.CutSuffix(text, []byte("\nendobj"))
	return string(text), ok && bytes.HasPrefix(text, []byte("<< ")) && bytes.HasSuffix(text, []byte(" >>"))
}

// withoutStore takes the reference to a store off the end of a catalog.
func withoutStore(catalog string) (store int, text string, ok bool) {
	at := lastIndex(catalog, storeKey)
	if at < 0 {
		return 0, catalog, true
	}
	rest := catalog[at+len(storeKey):]
	const end = " 0 R >>"
	if len(rest) <= len(end) || rest[len(rest)-len(end):] != end {
		return 0, "", false
	}
	store, err := strconv.Atoi(rest[:len(rest)-len(end)])
	return store, catalog[:at] + " >>", err == nil && store > 0
}

// Split cuts a dictionary's text behind the last entry of the array that a key
// begins, which must be there once.
func Split(number int, text, key string) (Object, bool) {
	at := lastIndex(text, key)
	if at < 0 || lastIndex(text[:at], key) >= 0 {
		return Object{}, false
	}
	end := bytes.IndexByte([]byte(text[at:]), ']')
	if end < 0 || len(text) < 2 || at+end >= len(text)-2 {
		return Object{}, false
	}
	return Object{Number: number, Before: text[:at+end], After: text[at+end : len(text)-2]}, true
}

func lastIndex(text, word string) int { return bytes.LastIndex([]byte(text), []byte(word)) }
