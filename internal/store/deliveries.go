package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
)

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery. In those that say so it is worked on in the
// background, by whoever has its lease.
const (
	DeliveryReceiving  DeliveryState = "receiving"  // 接收中: its file is coming in; given up once the lease ends
	DeliveryChecking   DeliveryState = "checking"   // 检查中: background
	DeliveryUnreadable DeliveryState = "unreadable" // 无法读取: the file as a whole is refused
	DeliveryChecked    DeliveryState = "checked"    // 已检查
	DeliverySubmitted  DeliveryState = "submitted"  // 待复核
	DeliveryReleasing  DeliveryState = "releasing"  // 发布中: background
	DeliveryStopped    DeliveryState = "stopped"    // 已暂停, part of it stored and none of it public
	DeliveryReleased   DeliveryState = "released"   // 已发布, public from VisibleFrom on
	DeliveryUndoing    DeliveryState = "undoing"    // 撤回中: background
	DeliveryUndone     DeliveryState = "undone"     // 已撤回, nothing of it is left but this row
)

// Delivery (证书数据批次) is one bulk file on its way from upload to publication.
type Delivery struct {
	ID        string
	Number    string // as people call it within the authority: 2026-117
	Batch     string // ID of the first delivery; later ones hold its corrected or waiting rows
	Authority string
	Account   string // who delivered it, an account ID or "cli"
	FileName  string
	At        time.Time
	File      string // ID of the delivery its file was uploaded for; "" where none is kept
	Size      int64  // bytes of the file
	State     DeliveryState

	// How far the work under way is, or what the latest gave.
	Done      int64 // bytes
	Rows      int
	Added     int // stored; before release, what would be
	Unchanged int
	Refused   int
	Findings  Findings

	SubmittedBy string
	SubmittedAt time.Time
	ReleasedBy  string // who approved it
	ReleasedAt  time.Time
	PublishAt   time.Time // asked for; zero: as soon as it is stored
	VisibleFrom time.Time // when its certificates become public; zero while it is not all stored
	Answer      string    // why the reviewer sent it back
}

// PublicAt reports whether its certificates are public at an instant.
func (d Delivery) PublicAt(now time.Time) bool {
	return !d.VisibleFrom.IsZero() && !d.VisibleFrom.After(now)
}

// Findings is what checking a delivery found.
type Findings struct {
	Digest  string       `json:",omitempty"` // SHA-256 of the file, hexadecimal
	Refusal *Refusal     `json:",omitempty"` // why the file as a whole cannot be read
	Groups  []FaultGroup `json:",omitempty"` // most rows first
	Lines   []Covered    `json:",omitempty"` // what would be added
	Kept    string       `json:",omitempty"` // prefix of what the check keeps in the blob store
	Seed    uint64       `json:",omitempty"` // of the proof sheet's random sample
	Faults  int64        `json:",omitempty"` // bytes of the list of faults; 0 where nothing was refused
	Seconds float64      `json:",omitempty"` // it took
}

// Refusal is a fault of a whole file.
type Refusal struct {
	Reason fault.Reason
	Field  string            `json:",omitempty"`
	Args   map[string]string `json:",omitempty"`
}

// FaultGroup is the refused rows that share a cause.
type FaultGroup struct {
	Reason fault.Reason
	Field  string
	Count  int
	Lines  []int // the first few
}

// Covered is how many certificates of a kind and year there are.
type Covered struct {
	Delivery      string `json:",omitempty"` // "" where it is of several
	Authority     string
	Qualification string
	Level         string `json:",omitempty"`
	Year          int    // of approval
	Kind          cert.DocumentKind
	Certificates  int
}

// Enclosure is a photo or e-file (证书电子文件), or both, that a delivery brings
// for a certificate stored before, waiting for the delivery's publication.
type Enclosure struct {
	Delivery    string
	Certificate cert.ID
	Photo       string // blob key; "" for no other
	File        string // likewise
}

// DeliveryFilter chooses deliveries; an empty field chooses all.
type DeliveryFilter struct {
	Authority string
	Batch     string
	First     bool // only the first of each batch
	File      string
	After     string // ID of the last one of the page before
	Limit     int    // at most ListLimit; 0 stands for 50
}

// Place is where a page of a list in the order of time ends.
type Place struct {
	At time.Time
	ID string
}

// DeliveryReader reads deliveries, and what they brought.
type DeliveryReader interface {
	// Delivery returns the delivery with that ID.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// Deliveries returns the deliveries the filter chooses, newest first.
	Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error)
	// CountDeliveries returns how many an authority has made since an instant.
	CountDeliveries(ctx context.Context, authority string, since time.Time) (int, error)
	// DeliveriesInWork returns those submitted for release and not public at
	// now, oldest first; at most ListLimit.
	DeliveriesInWork(ctx context.Context, now time.Time) ([]Delivery, error)
	// Published returns the deliveries that are public at now and brought
	// something, latest first; at most limit that come after the place.
	Published(ctx context.Context, now time.Time, after Place, limit int) ([]Delivery, error)
	// CoverageOf returns what each of the deliveries (at most ListLimit) brought.
	CoverageOf(ctx context.Context, deliveries []string) ([]Covered, error)
	// Coverage returns what is public at now, added up over deliveries, by
	// authority, qualification, level and year.
	Coverage(ctx context.Context, now time.Time) ([]Covered, error)
	// DueEnclosures returns up to limit enclosures whose delivery is public at
	// now, oldest publication first; at most ListLimit.
	DueEnclosures(ctx context.Context, now time.Time, limit int) ([]Enclosure, error)
}

// DeliveryWriter writes deliveries. Background work on one is done under a
// lease, and only its owner may write down how far it is.
type DeliveryWriter interface {
	// AddDelivery adds a delivery; an ID in use, or a number that its authority
	// has used, is a Conflict.
	AddDelivery(ctx context.Context, d Delivery) error
	// LockDelivery returns the delivery and holds off every other transaction
	// that locks or keeps it until this one ends.
	LockDelivery(ctx context.Context, id string) (Delivery, error)
	// UpdateDelivery stores every field of a delivery that is there.
	UpdateDelivery(ctx context.Context, d Delivery) error
	// ClaimDelivery leases to owner, until now+lease, the oldest delivery that
	// there is work on and whose lease nobody has; NotFound where there is none.
	ClaimDelivery(ctx context.Context, owner string, now time.Time, lease time.Duration) (Delivery, error)
	// KeepDelivery takes or renews the owner's lease on a delivery that is in
	// d.State, and stores its Done, Rows, Added, Unchanged and Refused. It is a
	// Conflict (moved_on) where another has the lease or the state is another.
	KeepDelivery(ctx context.Context, owner string, d Delivery, now time.Time, lease time.Duration) error
	// FreeDelivery ends the owner's lease on a delivery.
	FreeDelivery(ctx context.Context, owner, id string) error
	// DeleteCertificatesOf deletes up to limit certificates that a delivery
	// brought and returns how many; with the last it forgets their coverage.
	DeleteCertificatesOf(ctx context.Context, delivery string, limit int) (int, error)
	// PutEnclosure adds an enclosure, or replaces the one that the delivery has
	// for the certificate.
	PutEnclosure(ctx context.Context, e Enclosure) error
	// ScheduleEnclosures makes a delivery's enclosures due at an instant.
	ScheduleEnclosures(ctx context.Context, delivery string, at time.Time) error
	// TakeEnclosure deletes an enclosure; NotFound where another has taken it.
	TakeEnclosure(ctx context.Context, e Enclosure) error
	// DeleteEnclosuresOf deletes a delivery's enclosures.
	DeleteEnclosuresOf(ctx context.Context, delivery string) error
}
