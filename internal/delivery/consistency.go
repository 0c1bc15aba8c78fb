package delivery

import (
	"strings"

	"yinxin.example/yinxin/internal/cert"
)

// consistency judges a row whose values are right each by itself: against
// each other, against the rows accepted before it and against what is stored.
// It returns the certificate as it is stored, nil where it is not.
func (c *Checker) consistency(row cert.Certificate, stored map[Key]cert.Certificate) (f findings, known *cert.Certificate) {
	for _, k := range keys(row) {
		if c.repeats.claimed(k) {
			f.add(k.column(), ReasonDuplicate)
		}
	}
	known = againstStored(row, stored, &f)
	if sex, stated := row.Holder.Document.Sex(); stated && sex != row.Holder.Sex {
		f.add(colSex, ReasonSexMismatch)
	}
	if birth, stated := row.Holder.Document.BirthDate(); stated && birth != row.Holder.BirthDate {
		f.add(colBirthDate, ReasonBirthMismatch)
	}
	if row.ApprovedOn.After(row.IssuedOn) {
		f.add(colApprovedOn, ReasonApprovedLate)
	}
	return f, known
}

// keys returns the numbers a certificate is known by, at most two.
func keys(row cert.Certificate) []Key { return numbersOf(row.ManagementNumber, row.QueryNumber) }

func numbersOf(management, query string) []Key {
	list := make([]Key, 0, 2)
	if management != "" {
		list = append(list, Key{ManagementNumber, management})
	}
	if query != "" {
		list = append(list, Key{QueryNumber, query})
	}
	return list
}

func (k Key) column() column {
	if k.Kind == QueryNumber {
		return colQueryNumber
	}
	return colManagementNumber
}

// againstStored returns the certificate where the row is stored already as it
// is, and finds a number that is stored with other content.
func againstStored(row cert.Certificate, stored map[Key]cert.Certificate, f *findings) *cert.Certificate {
	for _, k := range keys(row) {
		known, ok := stored[k]
		if !ok {
			continue
		}
		differing := differences(known, row)
		if len(differing) == 0 {
			return &known
		}
		f.addDetail(k.column(), ReasonDiffers, strings.Join(differing, "、"))
	}
	return nil
}

// differences names the columns in which a delivered certificate is other than
// the stored one. What the authority does not deliver is not compared: ID,
// state, version, English name; nor are photo and e-file, which may follow.
func differences(stored, delivered cert.Certificate) []string {
	s, d := values(stored), values(delivered)
	var names []string
	for c := range columnCount {
		if s[c] != d[c] {
			names = append(names, c.String())
		}
	}
	return names
}

// values gives a certificate back as the row it was delivered in.
func values(c cert.Certificate) [columnCount]string {
	return [columnCount]string{
		colManagementNumber: c.ManagementNumber,
		colQueryNumber:      c.QueryNumber,
		colName:             c.Holder.Name,
		colSex:              string(c.Holder.Sex),
		colBirthDate:        c.Holder.BirthDate.String(),
		colDocumentType:     string(c.Holder.Document.Type),
		colDocumentNumber:   c.Holder.Document.Number,
		colQualification:    c.Qualification,
		colLevel:            c.Level,
		colSpecialty:        c.Specialty,
		colApprovedOn:       c.ApprovedOn.String(),
		colIssuedOn:         c.IssuedOn.String(),
		colAuthority:        c.Authority,
		colKind:             string(c.Kind),
		colMobile:           c.Holder.Mobile,
	}
}
