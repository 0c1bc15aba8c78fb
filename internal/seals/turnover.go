package seals

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// activation tells what the second pair of eyes compares with what the CA said,
// and the day from which the seal takes over where it is prepared ahead.
func (c *Custody) activation(s store.Seal, asked Request) (payload, []store.Change, error) {
	certificates, err := ReadChain(asked.Chain, s, c.Now(), c.Demo)
	if err != nil {
		return payload{}, nil, err
	}
	said := payload{From: asked.From}
	for _, one := range certificates {
		said.Chain = append(said.Chain, one.Raw)
	}
	var object []store.Change
	if said.Electronic, object, err = electronic(s, asked.Electronic, certificates[0], c.Now()); err != nil {
		return payload{}, nil, err
	}
	signing := describe(certificates[0])
	changes := []store.Change{
		{Field: "seal.state", Before: string(s.State), After: string(store.SealActive)},
		{Field: "seal.fingerprint", After: signing.SHA256},
		{Field: "seal.subject", After: signing.Subject},
		{Field: "seal.issuer", After: signing.Issuer},
		{Field: "seal.serial", After: signing.Serial},
		{Field: "seal.valid_from", After: signing.From.UTC().Format(time.RFC3339)},
		{Field: "seal.valid_until", After: signing.Until.UTC().Format(time.RFC3339)},
	}
	changes = append(changes, object...)
	if asked.From.IsZero() {
		return said, changes, nil
	}
	if asked.From.Before(civil.Of(c.Now())) || !asked.From.Before(civil.Of(signing.Until)) {
		return payload{}, nil, fault.New("seals.Propose", fault.Invalid, "seal_begins_outside").At("from")
	}
	return said, append(changes, store.Change{Field: "seal.sealing_from", After: asked.From.String()}), nil
}

// compromise tells since when a seal's key may have been in other hands. The
// moment is moved back where an earlier one comes to light, and never forward:
// what was believed lost does not become sound again.
func (c *Custody) compromise(s store.Seal, since time.Time) (payload, []store.Change, error) {
	if err := checkCompromise(s, since, c.Now()); err != nil {
		return payload{}, nil, err
	}
	change := store.Change{Field: "seal.compromised_at", After: momentText(since)}
	if !s.CompromisedAt.IsZero() {
		change.Before = momentText(s.CompromisedAt)
	}
	return payload{Since: since.UTC()}, []store.Change{
		{Field: "seal.state", Before: string(s.State), After: string(store.SealRetired)}, change,
	}, nil
}

// retirement ends a seal's use and, where that is asked for, has its certificate
// revoked: then nothing it sealed verifies any more but what is proven older.
func retirement(ctx context.Context, r store.IssuedReader, s store.Seal, to store.SealState, reason string) (said payload, changes []store.Change, err error) {
	changes = []store.Change{{Field: "seal.state", Before: string(s.State), After: string(to)}}
	if reason == "" {
		return payload{}, changes, nil
	}
	said, revoked, err := revocation(ctx, r, s, reason)
	return said, append(changes, revoked...), err
}

// revocation has the certificate of a seal revoked, which a CA of this
// installation issued.
func revocation(ctx context.Context, r store.IssuedReader, s store.Seal, reason string) (payload, []store.Change, error) {
	const op = "seals.Propose"
	number, err := crlReason(reason)
	if err != nil {
		return payload{}, nil, err
	}
	stands, err := standing(ctx, r, s)
	switch {
	case err != nil:
		return payload{}, nil, err
	case !stands.Ours:
		return payload{}, nil, fault.New(op, fault.Invalid, "revocation_elsewhere").At("revoke")
	case !stands.RevokedAt.IsZero():
		return payload{}, nil, fault.New(op, fault.Invalid, "revoked_already").At("revoke")
	}
	return payload{Revoke: number}, []store.Change{{Field: "seal.revocation", After: reason}}, nil
}

func checkCompromise(s store.Seal, since, now time.Time) error {
	const op = "seals.Propose"
	var reason fault.Reason
	switch {
	case since.IsZero():
		reason = "compromise_missing"
	case since.After(now):
		reason = "compromise_to_come"
	case !s.CompromisedAt.IsZero() && !since.Before(s.CompromisedAt):
		reason = "compromise_not_earlier"
	default:
		return nil
	}
	return fault.New(op, fault.Invalid, reason).At("since")
}

func momentText(t time.Time) string { return t.In(civil.Shanghai()).Format(time.RFC3339) }
