package sealing

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
)

// proofCode stands where a copy has its own: no copy ever gets it.
const proofCode = cert.Code("0000000000000")

// Proof draws certificates as copies of them would be drawn, without a seal or
// a code, marked 样张; notes stand at the foot of their pages. What cannot be
// drawn fails as it would fail its copy.
func (p *Pipeline) Proof(ctx context.Context, all []cert.Certificate, notes []string) ([]byte, error) {
	const op = "sealing.Proof"
	drafts := make([]document.Draft, len(all))
	for i, c := range all {
		copied := cert.Copy{
			Code: proofCode, MadeAt: p.Now().Truncate(time.Second), Policy: p.Policy.Version,
			Template: p.Press.Template(), FontSet: p.Press.FontSet(), Snapshot: c.Snapshot(),
		}
		photo, err := p.photo(ctx, copied)
		if err != nil {
			photo = nil // it comes with the rows, which are not stored yet
		}
		drafts[i] = p.draft(copied, photo)
	}
	sheet, err := p.Press.Proof(drafts, notes)
	return sheet, fault.Wrap(op, err)
}
