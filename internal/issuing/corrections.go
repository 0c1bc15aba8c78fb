package issuing

import (
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

// Corrections are the right values of what is wrong in a certificate, by the
// names cert.Field…; what is absent stays as it is.
type Corrections map[string]string

// rules are what a corrected certificate is checked against.
type rules struct {
	offerings []cert.Offering
	fonts     Drawable
	now       time.Time
}

// apply returns the certificate with the right values, held to the rules of a
// delivered one. It fails with Invalid at the field, with the reasons of
// person.CheckName and person.ParseDocument, and name_unrenderable,
// sex_unknown, sex_mismatch, birth_date_mismatch, date_invalid,
// approved_after_issued, qualification_unknown, level_unknown and
// specialty_unknown.
func (f Corrections) apply(c cert.Certificate, r rules) (cert.Certificate, error) {
	for _, step := range []func(*cert.Certificate, rules) error{f.name, f.document, f.dates, f.offering, f.agreement} {
		if err := step(&c, r); err != nil {
			return cert.Certificate{}, err
		}
	}
	if v, ok := f[cert.FieldMobile]; ok {
		c.Holder.Mobile = v
	}
	if v, ok := f[cert.FieldPhoto]; ok {
		c.Photo = v
	}
	return c, nil
}

func wrong(field string, reason fault.Reason) *fault.Error {
	return fault.New("issuing.Corrections", fault.Invalid, reason).At(field)
}

func (f Corrections) name(c *cert.Certificate, r rules) error {
	v, ok := f[cert.FieldName]
	if !ok {
		return nil
	}
	if err := person.CheckName(v); err != nil {
		return wrong(cert.FieldName, fault.ReasonOf(err))
	}
	if glyph, missing := r.fonts.Missing(v); missing {
		return wrong(cert.FieldName, "name_unrenderable").With("character", fmt.Sprintf("U+%04X", glyph))
	}
	c.Holder.Name = v
	return nil
}

func (f Corrections) document(c *cert.Certificate, _ rules) error {
	kind, number := c.Holder.Document.Type, c.Holder.Document.Number
	if v, ok := f[cert.FieldDocumentType]; ok {
		kind = person.DocumentType(v)
	}
	if v, ok := f[cert.FieldDocumentNumber]; ok {
		number = v
	}
	if kind == c.Holder.Document.Type && number == c.Holder.Document.Number {
		return nil
	}
	d, err := person.ParseDocument(kind, number)
	switch reason := fault.ReasonOf(err); {
	case reason == person.ReasonIDType:
		return wrong(cert.FieldDocumentType, reason)
	case err != nil:
		return wrong(cert.FieldDocumentNumber, reason)
	}
	c.Holder.Document = d
	return nil
}

func (f Corrections) dates(c *cert.Certificate, r rules) error {
	for _, d := range []struct {
		field string
		value *civil.Date
	}{
		{cert.FieldBirthDate, &c.Holder.BirthDate}, {cert.FieldApprovedOn, &c.ApprovedOn}, {cert.FieldIssuedOn, &c.IssuedOn},
	} {
		v, ok := f[d.field]
		if !ok {
			continue
		}
		date, err := civil.Parse(v)
		if err != nil || date.Year < 1900 || date.After(civil.Of(r.now)) {
			return wrong(d.field, "date_invalid")
		}
		*d.value = date
	}
	if c.ApprovedOn.After(c.IssuedOn) {
		return wrong(cert.FieldApprovedOn, "approved_after_issued")
	}
	return nil
}

// offering holds what the certificate is for to the catalogue, where it changes.
func (f Corrections) offering(c *cert.Certificate, r rules) error {
	was := *c
	for field, value := range map[string]*string{
		cert.FieldQualification: &c.Qualification, cert.FieldLevel: &c.Level, cert.FieldSpecialty: &c.Specialty,
	} {
		if v, ok := f[field]; ok {
			*value = v
		}
	}
	if c.Qualification == was.Qualification && c.Level == was.Level && c.Specialty == was.Specialty {
		return nil
	}
	known := catalogue.New(r.offerings)
	switch {
	case !known.Issues(c.Authority, c.Qualification):
		return wrong(cert.FieldQualification, "qualification_unknown")
	case !known.HasLevel(c.Qualification, c.Level):
		return wrong(cert.FieldLevel, "level_unknown")
	case !known.HasSpecialty(c.Qualification, c.Level, c.Specialty):
		return wrong(cert.FieldSpecialty, "specialty_unknown")
	}
	c.EnglishName = known.EnglishName(c.Qualification, c.Level, c.Specialty)
	return nil
}

// agreement holds sex and date of birth to what the document's number states.
func (f Corrections) agreement(c *cert.Certificate, _ rules) error {
	if v, ok := f[cert.FieldSex]; ok {
		c.Holder.Sex = person.Sex(v)
	}
	if c.Holder.Sex != person.Male && c.Holder.Sex != person.Female {
		return wrong(cert.FieldSex, "sex_unknown")
	}
	if sex, stated := c.Holder.Document.Sex(); stated && sex != c.Holder.Sex {
		return wrong(cert.FieldSex, "sex_mismatch")
	}
	if born, stated := c.Holder.Document.BirthDate(); stated && born != c.Holder.BirthDate {
		return wrong(cert.FieldBirthDate, "birth_date_mismatch")
	}
	return nil
}
