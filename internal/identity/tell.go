package identity

import (
	"context"
	"encoding/json"
	"log/slog"

	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Moved implements approval.Follower.
func (s *Service) Moved(context.Context, store.Tx, store.Proposal) error { return nil }

// Settled tells the holders whose certificates an approved proposal concerns.
// That it fails changes nothing that was decided.
func (s *Service) Settled(ctx context.Context, p store.Proposal) {
	if p.State != store.ProposalApproved {
		return
	}
	kind := messages.IdentityTied
	var accounts []store.Account
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		switch p.Kind {
		case LinkKind:
			accounts, err = accountsOfLink(ctx, r, p)
		case NameKind:
			accounts, err = accountsOfName(ctx, r, p)
		case CorrectKind:
			kind = messages.IdentityCorrected
			accounts, err = accountsOfCorrection(ctx, r, p)
		}
		return err
	})
	if err != nil {
		s.Log.ErrorContext(ctx, "holders not told", slog.String("proposal", p.ID), slog.Any("error", err))
	}
	for _, a := range accounts {
		if a.Phone == "" {
			continue
		}
		if err := s.Sender.Send(ctx, messages.Notice(a.Phone, kind)); err != nil {
			s.Log.ErrorContext(ctx, "message not sent", slog.String("kind", string(kind)), slog.String("account", a.ID), slog.Any("error", err))
		}
	}
}

// accountsOfLink are the proven accounts registered for either document.
func accountsOfLink(ctx context.Context, r store.Reader, p store.Proposal) ([]store.Account, error) {
	var tie person.DocumentTie
	if err := json.Unmarshal(p.Content.Payload, &tie); err != nil {
		return nil, err
	}
	var claimed []store.Account
	for _, d := range tie.Documents {
		all, err := r.AccountsByDocument(ctx, d)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			if a.Claimed() {
				claimed = append(claimed, a)
			}
		}
	}
	return claimed, nil
}

func accountsOfName(ctx context.Context, r store.Reader, p store.Proposal) ([]store.Account, error) {
	var tie person.NameTie
	if err := json.Unmarshal(p.Content.Payload, &tie); err != nil {
		return nil, err
	}
	return accountsOf(ctx, r, p.Authority, person.Identity{Name: tie.Recorded, Document: tie.Document})
}

// accountsOfCorrection are those that go by the identity before the correction.
func accountsOfCorrection(ctx context.Context, r store.Reader, p store.Proposal) ([]store.Account, error) {
	var asked Correction
	if err := json.Unmarshal(p.Content.Payload, &asked); err != nil {
		return nil, err
	}
	before, err := r.Certificate(ctx, asked.Certificate)
	if err != nil {
		return nil, err
	}
	return accountsOf(ctx, r, p.Authority, before.Holder)
}
