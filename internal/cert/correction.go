package cert

// The names of what a correction may change: the ends of the locale's keys
// field.… and of what a history tells.
const (
	FieldName           = "name"
	FieldSex            = "sex"
	FieldBirthDate      = "birth_date"
	FieldDocumentType   = "id_type"
	FieldDocumentNumber = "id_number"
	FieldMobile         = "mobile"
	FieldQualification  = "qualification"
	FieldLevel          = "level"
	FieldSpecialty      = "specialty"
	FieldApprovedOn     = "approved_on"
	FieldIssuedOn       = "issued_on"
	FieldPhoto          = "photo"
)

// Difference is one field that two versions of a certificate do not share.
type Difference struct {
	Field         string // Field…
	Before, After string
}

// Differences lists what a corrected certificate says otherwise than the one
// before it, of what may be corrected. Numbers, authority and kind may not: a
// certificate with another number is another certificate.
func Differences(before, after Certificate) []Difference {
	was, is := before.Correctable(), after.Correctable()
	var found []Difference
	for i := range was {
		if was[i].Value != is[i].Value {
			found = append(found, Difference{was[i].Field, was[i].Value, is[i].Value})
		}
	}
	return found
}

// Stated is a field with what a certificate says in it.
type Stated struct{ Field, Value string }

// Correctable lists what a correction may set right, as the certificate has it.
func (c Certificate) Correctable() []Stated {
	return []Stated{
		{FieldName, c.Holder.Name},
		{FieldSex, string(c.Holder.Sex)},
		{FieldBirthDate, c.Holder.BirthDate.String()},
		{FieldDocumentType, string(c.Holder.Document.Type)},
		{FieldDocumentNumber, c.Holder.Document.Number},
		{FieldMobile, c.Holder.Mobile},
		{FieldQualification, c.Qualification},
		{FieldLevel, c.Level},
		{FieldSpecialty, c.Specialty},
		{FieldApprovedOn, c.ApprovedOn.String()},
		{FieldIssuedOn, c.IssuedOn.String()},
		{FieldPhoto, c.Photo},
	}
}

// FieldNames gives the names of the fields that differ.
func FieldNames(ds []Difference) []string {
	names := make([]string, len(ds))
	for i, d := range ds {
		names[i] = d.Field
	}
	return names
}
