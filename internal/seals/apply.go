package seals

import (
	"context"
	"crypto/x509"
	"encoding/json"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// requestUse is what the count of uses calls the one that signed a seal's own
// request, which no release's budget pays for.
const requestUse = "request"

// Apply implements approval.Executor.
func (c *Custody) Apply(ctx context.Context, tx store.Tx, p store.Proposal) error {
	const op = "seals.Apply"
	var said payload
	if err := json.Unmarshal(p.Content.Payload, &said); err != nil {
		return fault.Wrap(op, err)
	}
	if p.Kind == CreateKind {
		return fault.Wrap(op, c.create(ctx, tx, p, said))
	}
	s, err := tx.LockSeal(ctx, p.Subject)
	if err != nil {
		return err
	}
	if s.Authority != p.Authority {
		return fault.New(op, fault.NotFound, "not_found")
	}
	before := facts(s)
	if s.State, err = Next(p.Kind, s.State); err != nil {
		return err
	}
	switch p.Kind {
	case ActivateKind:
		if s.Chain, err = said.Chain, c.recheck(s, said.Chain); err != nil {
			return err
		}
		if s.Electronic, err = said.Electronic, c.sameElectronic(s, said.Electronic, said.Chain); err != nil {
			return err
		}
		// Who takes over last is the current one: at once is from today.
		if s.From = civil.Of(c.Now()); s.From.Before(said.From) {
			s.From = said.From
		}
		if err := c.note(ctx, tx, s); err != nil {
			return err
		}
	case CompromiseKind:
		if err := checkCompromise(s, said.Since, c.Now()); err != nil {
			return err
		}
		s.CompromisedAt = said.Since
		if err := c.revoke(ctx, tx, s, keyCompromise); err != nil {
			return err
		}
	case RetireKind, RevokeKind:
		if said.Revoke > 0 {
			if err := c.revoke(ctx, tx, s, said.Revoke); err != nil {
				return err
			}
		}
	case ScopeKind:
		s.Scope = said.Scope
	case BudgetKind:
		s.Budget = said.Budget
	case LevelKind:
		s.Level = said.Level
	}
	if err := tx.UpdateSeal(ctx, s); err != nil {
		return err
	}
	after := facts(s)
	if said.Revoke > 0 {
		after["revocation"] = reasonName(said.Revoke)
	}
	if err := c.record(ctx, tx, p, before, after); err != nil {
		return err
	}
	if s.State != store.SealActive {
		return nil
	}
	// What waits may be what this change was for.
	if err := tx.WakeCopies(ctx); err != nil {
		return err
	}
	return tx.Enqueue(ctx, store.SealJob)
}

// create makes the seal's key, which never leaves the vault in the clear or the
// device at all, and the request for its certificate.
func (c *Custody) create(ctx context.Context, tx store.Tx, p store.Proposal, said payload) error {
	s := store.Seal{
		ID: p.Subject, Authority: p.Authority, Scope: said.Scope, Budget: said.Budget, Level: said.Level, Form: said.Form,
		State: store.SealAwaitingChain, CreatedAt: c.Now(),
	}
	signer, err := c.makeKey(ctx, tx, &s, said)
	if err != nil {
		return err
	}
	if s.Request, err = pki.NewRequest(ctx, signer, s.Authority, c.Demo); err != nil {
		return err
	}
	if err := tx.AddSeal(ctx, s); err != nil {
		return err
	}
	if err := c.record(ctx, tx, p, nil, facts(s)); err != nil {
		return err
	}
	use := audit.Entry{At: c.Now(), Actor: p.DecidedBy, Authority: s.Authority, Action: "seal.use", Subject: s.ID, Detail: "PKCS #10"}
	if err := tx.Record(ctx, use); err != nil {
		return err
	}
	return tx.CountSealUse(ctx, store.SealUse{Seal: s.ID, Delivery: requestUse, Day: civil.Of(c.Now()), Times: 1})
}

// recheck holds the chain to the moment of its approval.
func (c *Custody) recheck(s store.Seal, ders [][]byte) error {
	var certificates []*x509.Certificate
	for _, der := range ders {
		one, err := x509cert.Parse(der)
		if err != nil {
			return fault.Wrap("seals.recheck", err)
		}
		certificates = append(certificates, one)
	}
	return CheckChain(certificates, s, c.Now(), c.Demo)
}

func facts(s store.Seal) audit.Facts {
	f := audit.Facts{"state": string(s.State), "scope": told(s.Scope), "budget": budgetText(s.Budget), "level": LevelText(s.Level)}
	if Electronic(s.Form) {
		f["form"] = s.Form
	}
	if o, ok := DescribeElectronic(s); ok {
		f["eseal"] = o.ID
	}
	if s.DeviceKey != "" {
		f["key"] = s.DeviceKey
	}
	if signing, ok := Describe(s); ok {
		f["sha256"] = signing.SHA256
	}
	if !s.From.IsZero() {
		f["sealing_from"] = s.From.String()
	}
	if !s.CompromisedAt.IsZero() {
		f["compromised_at"] = momentText(s.CompromisedAt)
	}
	return f
}

func (c *Custody) record(ctx context.Context, tx store.Tx, p store.Proposal, before, after audit.Facts) error {
	return tx.Record(ctx, audit.Entry{
		At: c.Now(), Actor: p.DecidedBy, Authority: p.Authority, Action: string(p.Kind), Subject: p.Subject,
		Before: before.JSON(), After: after.JSON(), Reason: p.Content.Reason,
	})
}
