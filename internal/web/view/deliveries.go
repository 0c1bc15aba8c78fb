package view

import (
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Deliveries (/console/deliveries) lists an authority's batches and takes a
// delivery in.
type Deliveries struct {
	Desk
	MayDeliver bool
	Batches    []Delivery // newest first
	Next       string     // where the next page is; "" for the last
	Problems   Problems   // of the upload form
}

func (Deliveries) file() string { return "console/deliveries.html" }

// Delivery is a delivery and where it stands.
type Delivery struct {
	ID        string
	Number    string
	FileName  string
	Size      int64
	At        time.Time
	State     store.DeliveryState
	Public    bool // its certificates are public now
	Rows      int
	Added     int // stored; before release, what would be
	Unchanged int // already stored with equal content
	Refused   int
}

// URL is the address of its page.
func (d Delivery) URL() string { return "/console/deliveries/" + d.ID }

// Status is the key of the text that says where the delivery stands.
func (d Delivery) Status() string {
	if d.Public {
		return "public"
	}
	return string(d.State)
}

// DeliveryPage (/console/deliveries/{id}) is one delivery on its way, step by
// step.
type DeliveryPage struct {
	Desk
	Delivery
	Steps       []Step
	Working     bool   // the background is at it: the page follows
	Percent     int    // of the work under way
	By          string // user names
	Refusal     *Problem
	Faults      []FaultGroup // most rows first
	Names       []WaitingName
	Waiting     int // names that wait for a font; more than are listed, perhaps
	Lines       []CoverageLine
	Others      []Delivery // of the same batch
	Report      bool       // there is an error file
	Proof       bool       // there is a proof sheet
	Seed        uint64
	Answer      string    // why it was sent back
	PublishAt   time.Time // asked for; zero for at once
	VisibleFrom time.Time
	SubmittedBy string
	ReleasedBy  string
	OwnWork     bool // the reader uploaded or submitted it and cannot release it
	May         DeliverySteps
	Problems    Problems
}

func (DeliveryPage) file() string { return "console/delivery.html" }

// DeliverySteps are what the reader may do with a delivery now.
type DeliverySteps struct {
	Submit, Discard, Retry, Correct       bool
	SendBack, Release, Stop, Resume, Undo bool
}

// Any reports whether there is anything to do.
func (m DeliverySteps) Any() bool { return m != DeliverySteps{} }

// Step is one of the five a delivery goes through.
type Step struct {
	Key  string // upload, check, mend, proof or release
	Mark string // done, now or later
}

// FaultGroup is the refused rows that have one cause at one column.
type FaultGroup struct {
	Reason fault.Reason
	Field  string // column, as delivered: 姓名
	Count  int
	Rows   []int // some of the record numbers, the header being 1
}

// More reports whether Rows are only the first of the group.
func (g FaultGroup) More() bool { return g.Count > len(g.Rows) }

// WaitingName is a name that no font can draw yet.
type WaitingName struct {
	Row   int
	Parts []NamePart
}

// NamePart is a stretch of a name, or one character that is missing.
type NamePart struct {
	Text  string
	Code  string // U+31350 of a missing character; "" for a stretch
	Block string // key of the text that names its block
}

// Missing are the characters that no font draws.
func (n WaitingName) Missing() []NamePart {
	var missing []NamePart
	for _, p := range n.Parts {
		if p.Code != "" {
			missing = append(missing, p)
		}
	}
	return missing
}

// CoverageLine is how many certificates of a qualification and year there are.
type CoverageLine struct {
	Authority     string
	Qualification string
	Level         string
	Year          int
	Kind          string
	Certificates  int
}

// BarPart is a part of the bar that shows how a delivery went, in thousandths
// of its width.
type BarPart struct {
	Part        string // good, same or bad
	From, Width int
}

// leastVisible is the width below which a part could not be seen.
const leastVisible = 8

// Bar divides the rows into stored, unchanged and refused. A single refused
// row among thousands still shows.
func (d Delivery) Bar() []BarPart {
	if d.Rows <= 0 {
		return nil
	}
	bad := d.Refused * 1000 / d.Rows
	if d.Refused > 0 {
		bad = max(bad, leastVisible)
	}
	same := min(d.Unchanged*1000/d.Rows, 1000-bad)
	good := 1000 - bad - same
	return []BarPart{{"good", 0, good}, {"same", good, same}, {"bad", good + same, bad}}
}

// NothingNew reports whether the file changes nothing and has no faults.
func (d Delivery) NothingNew() bool {
	return d.State == store.DeliveryChecked && d.Rows > 0 && d.Unchanged == d.Rows
}
