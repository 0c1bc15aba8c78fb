package view

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

// Seals (/console/seals, 印章) lists an authority's seals.
type Seals struct {
	Desk
	MayKeep bool
	Rows    []Seal
	Open    []ProposalRow // about seals, waiting to be decided
	Raising Raising
}

// Seal is a seal as its custodians see it.
type Seal struct {
	ID          string
	Authority   string
	State       store.SealState // the text value.seal.state.STATE
	Algorithm   string
	Level       string           // b-b, b-t, …
	Form        string           // cades, sm2seal, sm2seal-second
	Electronic  *ElectronicSeal  // nil where its form is another, or while it has none
	Certificate *SealCertificate // nil while it has none
	Scope       []SealScope
	Today       int // uses of its key
	Total       int
	Budget      int // 0 for no limit
	CreatedAt   time.Time
	Turn        string     // the text value.seal.turn.TURN; "" for none
	SealingFrom civil.Date // zero for any day
	Compromised time.Time  // since when its key may have been in other hands; zero where it is not
}

// Electronically reports whether the seal's form is that of an electronic seal,
// which has no level.
func (s Seal) Electronically() bool { return s.Form != "cades" }

// Levelled reports whether its level says something: that of an electronic seal
// does only where it asks for a timestamp.
func (s Seal) Levelled() bool { return !s.Electronically() || s.Level != "b-b" }

// ElectronicSeal is the SESeal of a seal.
type ElectronicSeal struct {
	ID, Name, Maker string
	From, Until     time.Time
}

// SealScope is one line of what a seal may seal.
type SealScope struct {
	Qualification string
	From          civil.Date // zero for any day
}

// SealCertificate is the signing certificate of a seal.
type SealCertificate struct {
	Subject, Issuer, Serial, SHA256 string
	From, Until                     time.Time
	Ending                          bool // within the days in which a new one should be prepared
	Over                            bool
	RevokedAt                       time.Time // by a CA of this installation; zero while it is good
	RevokedFor                      string    // the text value.seal.revocation.REASON; "" for none given
}

// Tone of a seal's state.
func (s Seal) Tone() string {
	switch s.State {
	case store.SealActive:
		return toneOK
	case store.SealFrozen:
		return toneBad
	case store.SealAwaitingChain:
		return toneWait
	default:
		return toneNone
	}
}

// SealDetail (/console/seals/{id}) is one seal.
type SealDetail struct {
	Desk
	Of      Seal
	MayKeep bool
	Changes []string // that its state allows: scope, freeze, …; the text proposal.seal.CHANGE
	Open    []ProposalRow
}

// SealChange (/console/seals/new and /console/seals/{id}/{change}) proposes one
// change of a seal: fields reason, and by the change algorithm, may, from,
// budget, level, form, chain, electronic, sealing_from, since, revoke.
type SealChange struct {
	Desk
	Change     string // create, activate, scope, budget, level, freeze, unfreeze, retire, revoke, compromise
	Of         *Seal  // nil for create
	Algorithms []string
	Algorithm  string
	Lines      []ScopeLine
	Budget     string
	SealsFrom  string   // as typed
	Since      string   // as typed
	Reasons    []string // for which its certificate can be revoked, too; none where another CA issued it
	Revoke     string
	Levels     []string // b-b, b-t, …
	Level      string
	Forms      []string // cades, sm2seal, …
	Form       string
	Reason     string
	Problems   Problems
}

// ScopeLine is a qualification that a seal may be given.
type ScopeLine struct {
	Qualification string
	May           bool
	From          string // as typed
}

// Path is where the form is sent.
func (c SealChange) Path() string {
	if c.Of == nil {
		return "/console/seals"
	}
	return "/console/seals/" + c.Of.ID + "/" + c.Change
}

// Scoped reports whether the form asks what the seal may seal.
func (c SealChange) Scoped() bool { return c.Change == "create" || c.Change == "scope" }

// Budgeted reports whether it asks for a budget.
func (c SealChange) Budgeted() bool { return c.Change == "create" || c.Change == "budget" }

// Levelled reports whether it asks for a level.
func (c SealChange) Levelled() bool { return c.Change == "create" || c.Change == "level" }

// Electronic reports whether it asks for an electronic seal beside the chain.
func (c SealChange) Electronic() bool {
	return c.Change == "activate" && c.Of != nil && c.Of.Electronically()
}

// Lossable reports whether the seal's key can be declared lost instead.
func (c SealChange) Lossable() bool {
	return (c.Change == "retire" || c.Change == "revoke") && c.Of != nil && c.Of.State != store.SealAwaitingChain
}

func (Seals) file() string { return "console/seals.html" }

func (SealDetail) file() string { return "console/seal.html" }

func (SealChange) file() string { return "console/seal_change.html" }
