package sealing

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/signature/statement"
)

// statement says everything a copy says, to people and to machines, of the
// certificate as it is in snap.
func (w *work) statement(snap cert.Snapshot, madeAt time.Time) statement.Statement {
	s := statement.Statement{
		Code:               string(w.copy.Code),
		Address:            w.p.Address(w.copy.Code),
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
		EndorsedFrom:       w.offering.EndorsedFrom,
		MadeAt:             madeAt,
		CertificateVersion: snap.Version,
		Policy:             w.p.Policy.Version,
		Template:           w.p.Press.Template(),
		FontSet:            w.p.Press.FontSet(),
		Demo:               w.seal.Demo,
	}
	if e := w.copy.Endorsement; e != nil {
		s.Scenario, s.AppliedAt, s.ValidUntil = e.Scenario, e.AppliedAt.Truncate(time.Second), e.ValidUntil
	}
	return s
}
