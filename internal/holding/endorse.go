package holding

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// maxKeyLength bounds a client's idempotency key, in bytes.
const maxKeyLength = 128

// Application (加注申请) is what a holder asks for.
type Application struct {
	Scenario   string
	ValidUntil civil.Date
	Recipient  string          // 接收方, at most cert.MaxRecipient characters; "" for nobody in particular
	Number     cert.NumberForm // "" for the scenario's first
	Key        string          // equal keys for one certificate are one application; "" is always new
}

// Endorse takes an application: the copy is pending, durable, and will be
// sealed, when Endorse returns. Applications for one certificate are decided
// one after the other, so that a quota holds whoever comes at the same moment.
//
// Refusals are Invalid (scenario_unknown, valid_until_…, number_not_offered,
// recipient_too_long, recipient_unrenderable, endorsement_not_needed),
// Exhausted (quota_used_up), Denied (certificate_not_in_force) or NotFound.
func (s *Service) Endorse(ctx context.Context, a store.Account, id cert.ID, app Application) (cert.Copy, error) {
	const op = "holding.Endorse"
	if len(app.Key) > maxKeyLength {
		return cert.Copy{}, fault.New(op, fault.Invalid, "key_too_long").At("key")
	}
	var made cert.Copy
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, copies, err := s.lockOwn(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if earlier, ok := byKey(copies, app.Key); ok {
			made = earlier
			return nil
		}
		if made, err = s.decide(ctx, tx, c, copies, app); err != nil {
			return err
		}
		return s.take(ctx, tx, a, made)
	})
	if err != nil {
		return cert.Copy{}, fault.Wrap(op, err)
	}
	return made, nil
}

func (s *Service) lockOwn(ctx context.Context, tx store.Tx, a store.Account, id cert.ID) (cert.Certificate, []cert.Copy, error) {
	c, err := tx.LockCertificate(ctx, id)
	if err != nil {
		return c, nil, err
	}
	o, err := s.owner(ctx, tx, a)
	if err != nil {
		return c, nil, err
	}
	if !o.owns(c) {
		return c, nil, fault.New("holding.lockOwn", fault.NotFound, "certificate_not_found")
	}
	copies, err := tx.CopiesOf(ctx, id)
	return c, copies, err
}

func byKey(copies []cert.Copy, key string) (cert.Copy, bool) {
	for _, c := range copies {
		if key != "" && c.Key == key {
			return c, true
		}
	}
	return cert.Copy{}, false
}

// decide applies the rules of endorsement and returns the pending copy.
func (s *Service) decide(ctx context.Context, r store.OfficeReader, c cert.Certificate, copies []cert.Copy, app Application) (cert.Copy, error) {
	const op = "holding.decide"
	now, today := s.Now(), s.today()
	if c.State != cert.InForce {
		return cert.Copy{}, fault.New(op, fault.Denied, "certificate_not_in_force")
	}
	catalogue, err := r.Catalogue(ctx, today)
	if err != nil {
		return cert.Copy{}, err
	}
	offering, _ := cert.FindOffering(catalogue, c)
	if !cert.NeedsEndorsement(c, offering.EndorsedFrom) {
		return cert.Copy{}, fault.New(op, fault.Invalid, "endorsement_not_needed")
	}
	scenario, err := s.Policy.Scenario(app.Scenario)
	if err != nil {
		return cert.Copy{}, err
	}
	if !offering.Allows(scenario.Name) {
		return cert.Copy{}, fault.New(op, fault.Invalid, "scenario_not_offered").At("scenario")
	}
	if err := scenario.CheckValidUntil(today, app.ValidUntil); err != nil {
		return cert.Copy{}, err
	}
	number := cmp.Or(app.Number, scenario.Forms()[0])
	if err := scenario.CheckNumber(number); err != nil {
		return cert.Copy{}, err
	}
	recipient, err := s.recipient(app.Recipient)
	if err != nil {
		return cert.Copy{}, err
	}
	if turns := scenario.Turns(today, copies); turns.Left() == 0 {
		return cert.Copy{}, fault.New(op, fault.Exhausted, "quota_used_up").
			With("limit", turns.Limit).With("days", scenario.WindowDays).With("next", turns.NextOn)
	}
	endorsement := &cert.Endorsement{
		Scenario: scenario.Name, Recipient: recipient, Number: number, AppliedAt: now, ValidUntil: app.ValidUntil,
	}
	return cert.Copy{
		Code:        cert.NewCode(),
		Certificate: c.ID,
		Endorsement: endorsement,
		Key:         app.Key,
		State:       cert.Pending,
		RequestedAt: now,
		Policy:      s.Policy.Version,
		Snapshot:    c.SnapshotFor(endorsement),
	}, nil
}

// recipient reads whom a copy is for: what is printed and sealed, to the letter,
// but for spaces around it.
func (s *Service) recipient(typed string) (string, error) {
	const op = "holding.recipient"
	name := strings.TrimSpace(typed)
	if utf8.RuneCountInString(name) > cert.MaxRecipient {
		return "", fault.New(op, fault.Invalid, "recipient_too_long").At("recipient").With("max", cert.MaxRecipient)
	}
	if r, missing := s.Fonts.Missing(name); missing {
		return "", fault.New(op, fault.Invalid, "recipient_unrenderable").At("recipient").With("code", fmt.Sprintf("U+%04X", r))
	}
	return name, nil
}

// take writes the application down: row, trail and wake-up in one transaction.
func (s *Service) take(ctx context.Context, tx store.Tx, a store.Account, c cert.Copy) error {
	if err := tx.AddCopy(ctx, c); err != nil {
		return err
	}
	after := audit.Facts{"state": string(c.State), "certificate": string(c.Certificate)}
	if e := c.Endorsement; e != nil {
		after["number"] = string(e.Number)
		after["scenario"], after["valid_until"] = e.Scenario, e.ValidUntil.String()
	}
	entry := audit.Entry{
		At: c.RequestedAt, Actor: a.ID, ActorRole: string(a.Role), Authority: c.Snapshot.Authority,
		Action: "copy.apply", Subject: string(c.Code), After: after.JSON(),
	}
	if err := tx.Record(ctx, entry); err != nil {
		return err
	}
	return tx.Enqueue(ctx, store.SealJob)
}
