package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// RequestState is where a holder's request for a correction stands.
type RequestState string

// The states of a request, in order; the last two are final.
const (
	RequestReceived  RequestState = "received"  // 已收到
	RequestExamining RequestState = "examining" // 核查中: an officer has it
	RequestDone      RequestState = "done"      // 已办理
	RequestRefused   RequestState = "refused"   // 不予更正, with the answer
)

// Decided reports whether the request has its answer.
func (s RequestState) Decided() bool { return s == RequestDone || s == RequestRefused }

// Request (更正申请) is what a holder asks an authority to set right. What it
// says is personal data and lies encrypted at rest.
type Request struct {
	ID          string
	Authority   string
	Account     string  // of the holder
	Certificate cert.ID // "" where one is missing
	Content     RequestContent
	AskedAt     time.Time
	DueOn       civil.Date // the last day by which it is answered
	State       RequestState
	TakenBy     string // account ID of the officer; "" until then
	TakenAt     time.Time
	Proposal    string // the open or approved proposal that answers it; "" for none
	AnsweredAt  time.Time
}

// RequestContent is what a request and its answer say.
type RequestContent struct {
	Subject       string // what is wrong: a name the locale knows, e.g. "name", "missing"
	Wrong         string // what it says, in the holder's words
	Right         string // what it should say
	Qualification string // of a missing certificate
	Year          string // of a missing certificate
	Evidence      []Evidence
	Answer        string // what the authority answered
}

// RequestFilter chooses requests of an authority.
type RequestFilter struct {
	Authority string // required
	Decided   bool   // those that have their answer, else those that wait for it
	After     string // ID of the last request of the page before
	Limit     int    // at most ListLimit; 0 stands for 50
}

// RequestReader reads requests.
type RequestReader interface {
	// Request returns the request with that ID.
	Request(ctx context.Context, id string) (Request, error)
	// RequestsOfAccount returns all of a holder's requests, newest first.
	RequestsOfAccount(ctx context.Context, account string) ([]Request, error)
	// RequestsOfAuthority returns those of an authority: waiting ones by the day
	// they are due, answered ones the newest answer first.
	RequestsOfAuthority(ctx context.Context, f RequestFilter) ([]Request, error)
	// CountOpenRequests returns how many of an authority's requests wait.
	CountOpenRequests(ctx context.Context, authority string) (int, error)
}

// RequestWriter writes requests.
type RequestWriter interface {
	// AddRequest adds a request.
	AddRequest(ctx context.Context, r Request) error
	// LockRequest returns the request and holds off every other transaction that
	// locks it until this one ends.
	LockRequest(ctx context.Context, id string) (Request, error)
	// UpdateRequest stores what changes of a request: Content, State, TakenBy,
	// TakenAt, Proposal and AnsweredAt.
	UpdateRequest(ctx context.Context, r Request) error
}
