// Package issuing is what an authority does to certificates after it issued
// them: correct, suspend and lift, revoke, cancel, let lapse, reissue. One
// person proposes and another approves (package approval); a change takes
// effect in the transaction that approves it, or at the first instant, in
// Beijing, of the day from which it counts.
//
// A correction never rewrites what was issued: a new version, with the same
// numbers, takes the certificate's place, and the old one stays, corrected,
// with its copies, and points to the new. So does a reissue, which brings back
// a certificate that is void: copies made before stay void, for whoever holds
// one may have been told so.
package issuing

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
	"yinxin.example/yinxin/internal/watching"
)

// kindPrefix begins the kinds of proposals carried out here.
const kindPrefix = "certificate."

// KindOf is the kind of the proposals of a change.
func KindOf(k cert.ChangeKind) store.ProposalKind { return store.ProposalKind(kindPrefix + string(k)) }

// Overtaken reports whether a certificate has come to a state in which what is
// proposed for it can no longer be approved.
func Overtaken(p store.Proposal, now cert.State) bool {
	change, ours := strings.CutPrefix(string(p.Kind), kindPrefix)
	if !ours {
		return false
	}
	_, _, err := cert.ChangeKind(change).Results(now)
	return err != nil
}

// Drawable says what the fonts can draw: the first character of a text that
// none of them has, false where all can be drawn.
type Drawable interface {
	Missing(text string) (rune, bool)
}

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store    store.Store
	Approval *approval.Service
	Fonts    Drawable
	Desk     *telling.Desk     // tells the holders; nil for nobody
	Watching *watching.Service // tells who watches; nil for nobody
	Now      func() time.Time
}

// Rules are the rules of the proposals made here, for the approval service.
func (s *Service) Rules(propose, approve func(store.Role) bool) map[store.ProposalKind]approval.Rule {
	rules := map[store.ProposalKind]approval.Rule{}
	for _, k := range cert.ChangeKinds() {
		rules[KindOf(k)] = approval.Rule{Propose: propose, Approve: approve, Executor: executor{s, k}}
	}
	return rules
}

// executor carries out the proposals of one change.
type executor struct {
	s    *Service
	kind cert.ChangeKind
}

// Apply makes the change, or puts it down for the day from which it counts.
func (e executor) Apply(ctx context.Context, tx store.Tx, p store.Proposal) error {
	if civil.Of(e.s.Now()).Before(p.Content.EffectiveOn) {
		return e.s.putOff(ctx, tx, e.kind, p)
	}
	return e.s.carryOut(ctx, tx, e.kind, p, p.DecidedBy)
}

// payload is what carrying a proposal out needs beside its content.
type payload struct {
	Public      string      `json:"public"`
	Corrections Corrections `json:"corrections,omitempty"`
}

// Grounds are why a certificate is changed, as anyone who checks it is told.
type Grounds struct {
	Reason      string
	LegalBase   string
	EffectiveOn civil.Date // zero: today
	Proposal    string     // ID; "" where none was needed
	Actor       string     // for the trail: who carries it out
}

// carryOut makes the change that a proposal asks for, in the name of actor.
func (s *Service) carryOut(ctx context.Context, tx store.Tx, kind cert.ChangeKind, p store.Proposal, actor string) error {
	const op = "issuing.carryOut"
	var asked payload
	if err := json.Unmarshal(p.Content.Payload, &asked); err != nil {
		return fault.Wrap(op, err)
	}
	c, err := tx.LockCertificate(ctx, cert.ID(p.Subject))
	if err != nil {
		return err
	}
	if c.Authority != p.Authority {
		return fault.New(op, fault.NotFound, "not_found")
	}
	why := Grounds{Reason: asked.Public, LegalBase: p.Content.LegalBase, EffectiveOn: p.Content.EffectiveOn, Proposal: p.ID, Actor: actor}
	switch kind {
	case cert.Correction:
		_, err = s.CorrectIn(ctx, tx, c.ID, asked.Corrections, why)
	case cert.Reissue:
		_, err = s.replace(ctx, tx, cert.Reissue, c, c, why)
	default:
		err = s.move(ctx, tx, kind, c, why)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.Desk.TellHolder(ctx, tx, c.Authority, c.Holder, messages.CertificateChanged))
}

// move changes the state of a certificate that is locked.
func (s *Service) move(ctx context.Context, tx store.Tx, kind cert.ChangeKind, c cert.Certificate, why Grounds) error {
	to, _, err := kind.Results(c.State)
	if err != nil {
		return err
	}
	if err := tx.SetCertificateState(ctx, c.ID, to); err != nil {
		return err
	}
	return s.writeDown(ctx, tx, why.Actor, c.Authority, why.change(kind, c, to, s.Now()))
}

func (g Grounds) change(kind cert.ChangeKind, c cert.Certificate, to cert.State, now time.Time) cert.Change {
	on := g.EffectiveOn
	if on.IsZero() {
		on = civil.Of(now)
	}
	return cert.Change{
		Certificate: c.ID, Kind: kind, From: c.State, To: to, Reason: g.Reason, LegalBase: g.LegalBase,
		EffectiveOn: on, Proposal: g.Proposal, At: now,
	}
}

// writeDown adds a change to the history and to the trail, and tells who watches.
func (s *Service) writeDown(ctx context.Context, tx store.Tx, actor, authority string, change cert.Change) error {
	if err := tx.AddChange(ctx, change); err != nil {
		return err
	}
	if err := s.Watching.Changed(ctx, tx, change); err != nil {
		return err
	}
	after := audit.Facts{"state": string(change.To)}
	if change.Successor != "" {
		after["successor"] = string(change.Successor)
	}
	if len(change.Fields) > 0 {
		after["fields"] = strings.Join(change.Fields, ",")
	}
	return tx.Record(ctx, audit.Entry{
		At: change.At, Actor: actor, Authority: authority, Action: kindPrefix + string(change.Kind), Subject: string(change.Certificate),
		Before: audit.Facts{"state": string(change.From)}.JSON(), After: after.JSON(), Reason: change.Reason,
		Detail: "proposal " + change.Proposal,
	})
}
