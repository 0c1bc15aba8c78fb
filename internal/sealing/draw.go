package sealing

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
)

// draw draws a copy's page. The page is a function of what the copy keeps, and
// so can be drawn again at any time.
func (p *Pipeline) draw(c cert.Copy, m material) (*document.Unsigned, error) {
	return p.Press.PDF(p.draft(c, m), c.Snapshot.Made.ContentsLen)
}

// drawnAs gives the length of the sealed revision of a file that is the copy's
// but for its signature, and 0 for any other file.
func (p *Pipeline) drawnAs(c cert.Copy, m material, file []byte) (sealed int, err error) {
	drawn, err := p.draw(c, m)
	if err != nil {
		return 0, err
	}
	defer drawn.Release()
	if !drawn.Matches(file) {
		return 0, nil
	}
	return drawn.Len(), nil
}

func (p *Pipeline) draft(c cert.Copy, m material) document.Draft {
	said := p.statement(c)
	if m.number != "" {
		said.MaskedNumber = m.number
	}
	return document.Draft{
		Statement: said,
		Photo:     m.photo,
		// A certificate bears the seal of its own authority: seals.Find.
		Seal:       document.Seal{Authority: c.Snapshot.Authority, Demo: c.Snapshot.Made.Demo},
		Lasting:    c.Snapshot.Made.Level != "" || c.Snapshot.Made.Twice,
		Electronic: c.Snapshot.Made.Electronic,
	}
}

// statement says everything a copy says, to people and to machines.
func (p *Pipeline) statement(c cert.Copy) statement.Statement {
	snap := &c.Snapshot
	s := statement.Statement{
		Code:               string(c.Code),
		Address:            p.Address(c.Code),
		ManagementNumber:   snap.ManagementNumber,
		QueryNumber:        snap.QueryNumber,
		Name:               snap.Name,
		Sex:                snap.Sex,
		BirthDate:          snap.BirthDate,
		DocumentType:       snap.DocumentType,
		MaskedNumber:       snap.MaskedNumber,
		Qualification:      snap.Qualification,
		EnglishName:        snap.EnglishName,
		Level:              snap.Level,
		Specialty:          snap.Specialty,
		ApprovedOn:         snap.ApprovedOn,
		IssuedOn:           snap.IssuedOn,
		Authority:          snap.Authority,
		EndorsedFrom:       snap.Made.EndorsedFrom,
		MadeAt:             c.MadeAt,
		CertificateVersion: snap.Version,
		Policy:             c.Policy,
		Template:           c.Template,
		FontSet:            c.FontSet,
		Demo:               snap.Made.Demo,
	}
	if e := c.Endorsement; e != nil {
		s.Recipient = e.Recipient
		s.Scenario, s.AppliedAt, s.ValidUntil = e.Scenario, e.AppliedAt.Truncate(time.Second), e.ValidUntil
	}
	return s
}

// material is what a copy's page shows that the copy does not keep itself.
type material struct {
	photo  []byte // nil where it shows none
	number string // the whole identity number; "" where it does not show it
}

// material reads it. The certificate of a copy never changes its number: a
// correction is a certificate of its own.
func (p *Pipeline) material(ctx context.Context, c cert.Copy) (m material, err error) {
	if m.photo, err = p.photo(ctx, c); err != nil || c.Endorsement == nil || c.Endorsement.Number != cert.NumberFull {
		return m, err
	}
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		of, err := r.Certificate(ctx, c.Certificate)
		m.number = of.Holder.Document.Number
		return err
	})
	return m, err
}

// photo reads the photo a copy shows, nil where it shows none. A stored photo
// that cannot be read is our trouble, to be tried again.
func (p *Pipeline) photo(ctx context.Context, c cert.Copy) ([]byte, error) {
	if c.Snapshot.Photo == "" {
		return nil, nil
	}
	photo, err := p.Blobs.Get(ctx, c.Snapshot.Photo)
	if err != nil {
		return nil, &fault.Error{Op: "sealing.photo", Kind: fault.Unavailable, Reason: "photo_unavailable", Err: err}
	}
	return photo, nil
}
