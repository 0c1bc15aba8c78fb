package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// CheckRecord is what a check found at one moment, kept because whoever checked
// asked for it. Of people it says nothing.
type CheckRecord struct {
	Code        cert.RecordCode
	At          time.Time
	FileDigest  string     // SHA-256 of the file, hexadecimal; "" where a code was looked up
	Copy        cert.Code  // "" for what is no copy of this register
	AskedDay    civil.Date // the day the question was about; zero for the moment of the check
	Verdict     string     // this and the answers in the words of package verify
	Integrity   string
	Seal        string
	Certificate string
	Endorsement string
	Reasons     []string // codes of docs/reasons.md
	Demo        bool
	CheckedBy   string // the office or organisation that was signed in; "" for anybody else
	ByNumber    string // an organisation's number, which goes with a name that nobody has confirmed
}

// CheckRecordReader reads records of checks.
type CheckRecordReader interface {
	// CheckRecord returns the record with that code.
	CheckRecord(ctx context.Context, code cert.RecordCode) (CheckRecord, error)
}

// CheckRecordWriter writes records of checks.
type CheckRecordWriter interface {
	// AddCheckRecord keeps a record. One with its code is there already: it
	// stays as it is, which is no error.
	AddCheckRecord(ctx context.Context, c CheckRecord) error
	// ForgetCheckRecords removes the records before a time.
	ForgetCheckRecords(ctx context.Context, before time.Time) error
}
