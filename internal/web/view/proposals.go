package view

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Proposals (/console/proposals, 待复核) is what waits for a second pair of
// eyes, what the reader proposed, or what was decided.
type Proposals struct {
	Desk
	Show    ProposalList
	Group   string   // the first word of a kind, "" for all
	Groups  []string // to choose from; each has a text proposal.GROUP
	Rows    []ProposalRow
	NextURL string // the page after this one, "" on the last
}

// ProposalList is which proposals are listed.
type ProposalList string

// The lists.
const (
	ProposalsWaiting ProposalList = "waiting"
	ProposalsMine    ProposalList = "mine"
	ProposalsDecided ProposalList = "decided"
)

// ProposalLists are the lists in the order they are offered.
func ProposalLists() []ProposalList {
	return []ProposalList{ProposalsWaiting, ProposalsMine, ProposalsDecided}
}

// ProposalRow is one proposal of a list.
type ProposalRow struct {
	ID     string
	Kind   string // the text proposal.KIND names it
	Seal   string // ID of the seal it changes, "" for none
	Reason string
	By     string // user name, or what stands for one
	At     time.Time
	State  store.ProposalState
	Yours  bool // the reader may decide it now
}

// Proposal (/console/proposals/{id}) is one proposal, and its decision.
type Proposal struct {
	Desk
	ProposalRow
	Subject     string           // page of the certificate it is about; "" for none, and for those who see none
	SealPage    string           // of the seal it changes; "" for none, and for those who see none
	Certificate *CertificateHead // what Subject shows
	FullName    string           // of its holder
	Standing    cert.State       // of the certificate now, while the proposal is open; "" where none is told
	Overtaken   bool             // the certificate's state changed since: it cannot be approved any more
	Changes     []store.Change
	Public      string // what the public would be told; "" where nothing is
	LegalBase   string
	EffectiveOn civil.Date // zero: when approved
	Evidence    []store.Evidence
	DecidedBy   string
	DecidedAt   time.Time
	Answer      string // as decided, or as typed where it was refused
	// Why the reader cannot decide it though it is open, "" where they can.
	WhyNot   fault.Reason
	Mine     bool // the reader proposed it and may take it back
	Untie    bool // the reader may propose that what it tied no longer counts
	Problems Problems
}

// Tone of a proposal's state.
func (r ProposalRow) Tone() string {
	switch r.State {
	case store.ProposalOpen:
		return toneWait
	case store.ProposalApproved:
		return toneOK
	case store.ProposalRejected:
		return toneWarn
	default:
		return toneNone
	}
}

func (Proposals) file() string { return "console/proposals.html" }

func (Proposal) file() string { return "console/proposal.html" }
