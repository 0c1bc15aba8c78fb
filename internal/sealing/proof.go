package sealing

import (
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// proofCode stands where a copy has its own: no copy ever gets it.
const proofCode = cert.Code("0000000000000")

// Proof draws certificates as copies of them would be drawn, without a seal or
// a code, marked 样张; notes stand at the foot of their pages. Photos come with
// rows that are not stored yet, by key, or are stored already. One that needs
// an endorsement has the default scenario's longest. A page says what
// of it cannot be drawn, and would fail its copy.
func (p *Pipeline) Proof(ctx context.Context, all []cert.Certificate, photos map[string][]byte, notes []string) ([]byte, error) {
	const op = "sealing.Proof"
	now := p.Now().Truncate(time.Second)
	var catalogue []cert.Offering
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		catalogue, err = r.Catalogue(ctx, civil.Of(now))
		return err
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	notes = slices.Clone(notes)
	drafts := make([]document.Draft, len(all))
	for i, c := range all {
		copied := cert.Copy{
			Code: proofCode, MadeAt: now, Policy: p.Policy.Version,
			Template: p.Press.Template(), FontSet: p.Press.FontSet(), Snapshot: c.Snapshot(),
		}
		if offering, _ := cert.FindOffering(catalogue, c); cert.NeedsEndorsement(c, offering.EndorsedFrom) {
			scenario := p.Policy.Scenarios[0]
			copied.Endorsement = &cert.Endorsement{Scenario: scenario.Name, AppliedAt: now, ValidUntil: scenario.LastDay(civil.Of(now))}
		}
		photo, came := photos[c.Photo]
		if !came {
			if photo, err = p.photo(ctx, copied); err != nil {
				notes[i] += "  照片未能读取"
			}
		}
		drafts[i] = p.draft(copied, material{photo: photo})
	}
	sheet, err := p.Press.Proof(drafts, notes)
	return sheet, fault.Wrap(op, err)
}
