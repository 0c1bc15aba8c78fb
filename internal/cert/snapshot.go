package cert

import "yinxin.example/yinxin/internal/civil"

// Snapshot is what a copy says of its certificate, kept so that the same copy
// can be made again. It never holds the whole identity number: a copy that
// shows it takes it from the certificate.
type Snapshot struct {
	ManagementNumber string     `json:"management_number,omitempty"`
	QueryNumber      string     `json:"query_number,omitempty"`
	Name             string     `json:"name"`
	Sex              string     `json:"sex"`
	BirthDate        civil.Date `json:"birth_date"`
	DocumentType     string     `json:"document_type"`
	MaskedNumber     string     `json:"masked_number"` // the masked one for NumberFull, too
	Qualification    string     `json:"qualification"`
	EnglishName      string     `json:"english_name,omitempty"`
	Level            string     `json:"level,omitempty"`
	Specialty        string     `json:"specialty,omitempty"`
	ApprovedOn       civil.Date `json:"approved_on"`
	IssuedOn         civil.Date `json:"issued_on"`
	Authority        string     `json:"authority"`
	Photo            string     `json:"photo,omitempty"` // blob key
	Version          int        `json:"version"`

	// Made is not the certificate's: it is set when the copy is made.
	Made Making `json:"made,omitzero"`
}

// Making is what a copy's file took from the installation as it was then.
type Making struct {
	EndorsedFrom civil.Date `json:"endorsed_from"` // the rule's first day; zero where none is told
	Demo         bool       `json:"demo,omitempty"`
	ContentsLen  int        `json:"contents_len"` // hexadecimal digits left for the signature
	// Level is what its seal asked for where that is above B-B; then validation
	// data and timestamps may follow the file. "" for B-B.
	Level string `json:"level,omitempty"`
	// Electronic says that an electronic seal (GB/T 38540) sealed the file, and
	// Twice that one did behind the seal in it.
	Electronic bool `json:"electronic,omitempty"`
	Twice      bool `json:"twice,omitempty"`
}

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

// SnapshotFor is Snapshot with the identity number as an endorsement wants it,
// but never whole. The endorsement may be nil.
func (c Certificate) SnapshotFor(e *Endorsement) Snapshot {
	snap := c.Snapshot()
	if e != nil && e.Number == NumberLastFour {
		snap.MaskedNumber = c.Holder.Document.LastFour()
	}
	return snap
}
