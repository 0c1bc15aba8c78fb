package owndata

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/store"
)

// Export gathers what is stored about the person of the account whose session
// the token opens, and records that it was handed out. It fails with Denied
// reauthenticate.
func (s *Service) Export(ctx context.Context, token string) (*Handout, error) {
	const op = "owndata.Export"
	var a store.Account
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if a, err = s.SignIn.RequireRecent(ctx, tx, token); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: s.Now(), Actor: a.ID, ActorRole: string(a.Role), Authority: a.Authority, Action: "account.export", Subject: a.ID,
		})
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	h := &Handout{service: s, account: a.ID, Data: Data{
		At: s.Now(), Sessions: []Session{}, Passkeys: []Passkey{}, Contacts: []OldContact{}, Requests: []Request{},
	}}
	if a.Role == store.HolderRole {
		items, err := s.Holding.List(ctx, a)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		for _, item := range items {
			h.Certificates = append(h.Certificates, certificate(item))
		}
	}
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		for _, gather := range []func(context.Context, store.Reader, store.Account, *Data) error{s.account, s.contacts, s.requests} {
			if err := gather(ctx, r, a, &h.Data); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return h, nil
}

func (s *Service) account(ctx context.Context, r store.Reader, a store.Account, d *Data) error {
	d.Account = Account{
		ID: a.ID, Username: a.Username, Role: string(a.Role), Authority: a.Authority, Name: a.Name,
		DocumentType: string(a.Document.Type), DocumentNumber: a.Document.Number, Phone: a.Phone, PhoneConfirmed: a.PhoneConfirmed,
		Email: a.Email, CreatedAt: a.CreatedAt, ClaimedAt: instant(a.ClaimedAt), NoticeVersion: a.NoticeVersion, SecondFactor: a.TOTPSecret != "",
	}
	var err error
	if d.Account.RecoveryCodes, _, err = r.RecoveryCodes(ctx, a.ID); err != nil {
		return err
	}
	if a.Organisation != "" {
		o, err := r.Organisation(ctx, a.Organisation)
		if err != nil {
			return err
		}
		d.Account.Organisation = o.Name
	}
	sessions, err := r.SessionsOf(ctx, a.ID)
	for _, one := range sessions {
		d.Sessions = append(d.Sessions, Session{Device: one.Device, OpenedAt: one.CreatedAt, LastUsedAt: one.LastUsedAt, EndsAt: one.ExpiresAt})
	}
	if err != nil {
		return err
	}
	passkeys, err := r.PasskeysOf(ctx, a.ID)
	for _, p := range passkeys {
		d.Passkeys = append(d.Passkeys, Passkey{Name: p.Name, CreatedAt: p.CreatedAt, LastUsedAt: instant(p.LastUsedAt)})
	}
	return err
}

func (s *Service) contacts(ctx context.Context, r store.Reader, a store.Account, d *Data) error {
	choices, err := r.MessageChoices(ctx, a.ID)
	if err != nil {
		return err
	}
	d.Messages = Messages{Language: string(choices.Language), Ways: map[string][]string{}, QuietFrom: choices.Quiet.From, QuietTo: choices.Quiet.To}
	for topic, ways := range choices.Ways {
		d.Messages.Ways[string(topic)] = []string{}
		for _, way := range ways {
			d.Messages.Ways[string(topic)] = append(d.Messages.Ways[string(topic)], string(way))
		}
	}
	changes, err := r.ContactChanges(ctx, a.ID)
	for _, c := range changes {
		d.Contacts = append(d.Contacts, OldContact{Kind: string(c.Contact), Value: c.Before, Until: c.Until})
	}
	return err
}

func (s *Service) requests(ctx context.Context, r store.Reader, a store.Account, d *Data) error {
	all, err := r.RequestsOfAccount(ctx, a.ID)
	for _, q := range all {
		one := Request{
			ID: q.ID, Authority: q.Authority, Certificate: string(q.Certificate), Subject: q.Content.Subject, Wrong: q.Content.Wrong,
			Right: q.Content.Right, Qualification: q.Content.Qualification, Year: q.Content.Year, State: string(q.State),
			AskedAt: q.AskedAt, AnsweredAt: instant(q.AnsweredAt), Answer: q.Content.Answer,
		}
		for _, e := range q.Content.Evidence {
			one.Files = append(one.Files, e.Name)
		}
		d.Requests = append(d.Requests, one)
	}
	return err
}

func certificate(item holding.Item) Certificate {
	c := item.Certificate
	one := Certificate{
		ID: string(c.ID), Authority: c.Authority, Kind: string(c.Kind), State: string(c.State),
		ManagementNumber: c.ManagementNumber, QueryNumber: c.QueryNumber,
		Name: c.Holder.Name, Sex: string(c.Holder.Sex), BirthDate: c.Holder.BirthDate,
		DocumentType: string(c.Holder.Document.Type), DocumentNumber: c.Holder.Document.Number, Mobile: c.Holder.Mobile,
		Qualification: c.Qualification, Level: c.Level, Specialty: c.Specialty,
		ApprovedOn: day(c.ApprovedOn), IssuedOn: day(c.IssuedOn), Copies: []Copy{},
	}
	for _, copied := range item.Copies {
		one.Copies = append(one.Copies, copyOf(copied))
	}
	return one
}

func copyOf(c cert.Copy) Copy {
	one := Copy{
		Code: string(c.Code), State: string(c.State), RequestedAt: c.RequestedAt, MadeAt: instant(c.MadeAt), WithdrawnAt: instant(c.WithdrawnAt),
	}
	if e := c.Endorsement; e != nil {
		one.Scenario, one.Recipient, one.ValidUntil = e.Scenario, e.Recipient, day(e.ValidUntil)
	}
	return one
}

// instant leaves a time out that is none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
