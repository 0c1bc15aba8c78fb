package sealing

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/statement"
)

// draw draws a copy's page. The page is a function of what the copy keeps, and
// so can be drawn again at any time.
func (p *Pipeline) draw(c cert.Copy, photo []byte) (*document.Unsigned, error) {
	return p.Press.PDF(p.draft(c, photo), c.Snapshot.Made.ContentsLen)
}

// drawnAs reports whether file is the copy's but for its signature.
func (p *Pipeline) drawnAs(c cert.Copy, photo, file []byte) (bool, error) {
	drawn, err := p.draw(c, photo)
	if err != nil {
		return false, err
	}
	defer drawn.Release()
	return drawn.Matches(file), nil
}

func (p *Pipeline) draft(c cert.Copy, photo []byte) document.Draft {
	return document.Draft{
		Statement: p.statement(c),
		Photo:     photo,
		// A certificate bears the seal of its own authority: seals.Find.
		Seal: document.Seal{Authority: c.Snapshot.Authority, Demo: c.Snapshot.Made.Demo},
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
		s.Scenario, s.AppliedAt, s.ValidUntil = e.Scenario, e.AppliedAt.Truncate(time.Second), e.ValidUntil
	}
	return s
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
