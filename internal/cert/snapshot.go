package cert

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Snapshot returns what a copy made now would say of the certificate.
func (c Certificate) Snapshot() Snapshot {
	return Snapshot{
		ManagementNumber: c.ManagementNumber,
		QueryNumber:      c.QueryNumber,
		Name:             c.Holder.Name,
		Sex:              string(c.Holder.Sex),
		BirthDate:        c.Holder.BirthDate,
		DocumentType:     string(c.Holder.Document.Type),
		MaskedNumber:     c.Holder.Document.Masked(),
		Qualification:    c.Qualification,
		EnglishName:      c.EnglishName,
		Level:            c.Level,
		Specialty:        c.Specialty,
		ApprovedOn:       c.ApprovedOn,
		IssuedOn:         c.IssuedOn,
		Authority:        c.Authority,
		Photo:            c.Photo,
		Version:          c.Version,
	}
}

// FindOffering returns the catalogue row a certificate was delivered under.
// A certificate whose row has left the catalogue gets the row of the same
// qualification and authority, if there is one; else false, and the national
// rule for endorsements alone.
func FindOffering(catalogue []Offering, c Certificate) (Offering, bool) {
	near := Offering{EndorsedFrom: civil.Date{Year: 2021, Month: time.December, Day: 17}}
	found := false
	for _, o := range catalogue {
		if o.Qualification != c.Qualification || o.Authority != c.Authority {
			continue
		}
		if o.Level == c.Level && o.Specialty == c.Specialty {
			return o, true
		}
		near, found = o, true
	}
	return near, found
}
