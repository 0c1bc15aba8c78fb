package view

import (
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

// Console (/console) is the officer's page: a delivery in, its summary and
// faults, and the confirmation of a person who came to the counter.
type Console struct {
	Chrome
	DryRun   bool      // field dry_run=yes, as last chosen
	Delivery *Delivery // the summary of the upload just made; nil before
	Confirm  ConfirmForm
	Problems Problems // of the upload form
}

// Delivery is what one delivered file gave.
type Delivery struct {
	FileName  string
	At        time.Time
	DryRun    bool
	Rows      int
	Added     int // with DryRun: would be added
	Unchanged int // already stored with equal content
	Refused   int
	Faults    []FaultGroup // most rows first
	ErrorsURL string       // the error file, "" where nothing was refused
}

// FaultGroup is the refused rows that have one cause at one column.
type FaultGroup struct {
	Reason fault.Reason
	Field  string // column, as delivered: 姓名
	Count  int
	Rows   []int // some of the record numbers, the header being 1
}

// ConfirmForm (POST /console/confirm) confirms in person that an account
// belongs to whoever shows the document: username, id_type, id_number,
// document_seen=yes. With reset=yes it sets a temporary password too.
type ConfirmForm struct {
	Username string
	IDType   person.DocumentType
	IDNumber string
	Done     bool // confirmed just now; Username names the account
	// Temporary is the password just set, shown once; "" where none was.
	Temporary string
	Problems  Problems
}

func (Console) file() string { return "console/console.html" }
