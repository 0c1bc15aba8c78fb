// Package delivery takes in bulk files of certificates from authorities:
// reads them row by row in bounded memory, checks each row against the rules
// of its columns, the catalogue, the fonts, the rows before it and what is
// stored, and reports every refused row with one reason. Good rows go in; bad
// ones never stop them; the same file again changes nothing.
package delivery

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Fault is why one row is refused: its first fault in the file's column
// order, format before consistency.
type Fault struct {
	Line   int          // record of the file, the header being 1 (行号)
	Field  string       // column, as the header names it (字段); "" for the whole row
	Reason fault.Reason // 原因
	Detail string       // what exactly, for the text: a code point, columns; never a value of the row
}

// Summary counts the rows of a delivery. Rows that hold nothing are not
// counted.
type Summary struct {
	Rows      int // Added + Enclosed + Unchanged + Refused
	Added     int // new; on a dry run, what would be added
	Enclosed  int // stored already, now with another photo or e-file
	Unchanged int // stored already with the same content
	Refused   int
}

// NumberKind tells the two numbers of a certificate apart: the same characters
// may be one certificate's management number and another's query number.
type NumberKind string

// The kinds of number.
const (
	ManagementNumber NumberKind = "management"
	QueryNumber      NumberKind = "query"
)

// Key is a number by which a certificate is known.
type Key struct {
	Kind   NumberKind
	Number string
}

// Catalogue says what may be delivered.
type Catalogue interface {
	HasQualification(qualification string) bool
	HasLevel(qualification, level string) bool
	HasSpecialty(qualification, level, specialty string) bool
	Issues(authority, qualification string) bool
	EnglishName(qualification, level, specialty string) string
}

// Drawable says what the fonts can draw: the first character of a text that
// none of them has, false where all can be drawn.
type Drawable interface {
	Missing(text string) (rune, bool)
}

// Stored finds stored certificates by their numbers and people. It is asked for at most
// store.ListLimit keys; keys of nothing stored are absent from the
// answer. It is asked about one batch while the batch before is being stored.
type Stored interface {
	ByNumbers(ctx context.Context, keys []Key) (map[Key]cert.Certificate, error)
	// Bearings tells who is recorded as the bearer of documents, at most
	// store.ListLimit, as store.IdentityReader does.
	Bearings(ctx context.Context, documents []person.Document) (map[string]store.Bearing, error)
}

// Sink stores new certificates, all of a call or none. They come in force, as
// version 1 and without an ID, which the sink draws.
type Sink interface {
	Add(ctx context.Context, certificates []cert.Certificate) error
	// Enclose gives stored certificates another photo or e-file, all of a call
	// or none.
	Enclose(ctx context.Context, changes []Enclosing) error
}

// Enclosing is a stored certificate whose delivered row differs by its photo
// or its e-file alone. It is no new version: what the certificate says is the
// same, and copies made before keep the photo they were sealed with.
type Enclosing struct{ Before, After cert.Certificate }
