// Package statement is what a copy says to machines: every printed field once
// more, and the data of its endorsement, kept as XMP under the copy's one
// signature. The writer and the verifier share this one table of properties,
// so that neither can know a field the other does not.
package statement

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Namespace and Prefix of our XMP properties (ISO 16684-1, 6.2). The PDF/A
// extension schema that declares them is written beside the properties.
const (
	Namespace = "https://yinxin.example/ns/copy/1/"
	Prefix    = "yx"
	Version   = "1"
)

// The policies a signing certificate carries, in an arc of our own (ITU-T
// X.667: 2.25 and a UUID as one integer; the UUID is 55ea9e3e-58ac-41b4-864a-3812c91090b7).
const (
	arc = "2.25.114202586666921378099379661193476083895"
	// SealPolicy says: this certificate seals copies for the authority in its subject's O.
	SealPolicy = arc + ".1"
	// DemoPolicy says: this certificate belongs to a demonstration and proves nothing.
	DemoPolicy = arc + ".2"
)

// Statement is everything one copy says. Text fields are exactly as printed
// but for the dates, which are printed in Chinese and kept here as civil dates.
type Statement struct {
	Code             string // canonical, without hyphens
	Address          string // where the copy is checked online, as in the QR code
	ManagementNumber string
	QueryNumber      string
	Name             string
	Sex              string
	BirthDate        civil.Date
	DocumentType     string
	MaskedNumber     string // the identity number as printed: with stars, unless the holder chose to show it
	Qualification    string
	EnglishName      string
	Level            string
	Specialty        string
	ApprovedOn       civil.Date
	IssuedOn         civil.Date
	Authority        string // 签发单位, also 制作者

	// EndorsedFrom is the rule the copy was made under: certificates issued
	// on or after this day need an endorsement.
	EndorsedFrom civil.Date
	Scenario     string     // 使用场景; "" where no endorsement is needed
	Recipient    string     // 接收方; "" where none is named
	AppliedAt    time.Time  // zero where no endorsement is needed
	ValidUntil   civil.Date // zero where no endorsement is needed
	MadeAt       time.Time  // 制作时间, whole seconds

	CertificateVersion int
	Policy             int    // version of the policy
	Template           string // template and version, e.g. "certificate/1"
	FontSet            string // digest of the fonts
	Demo               bool   // made by a demonstration
}

// Endorsed reports whether the copy bears an endorsement.
func (s Statement) Endorsed() bool { return s.Scenario != "" }

// Property is one XMP property: a simple value of valueType Text. An empty
// value is not written.
type Property struct{ Name, Value string }

// Properties lists the statement in the order it is written. Times are RFC
// 3339 in Beijing, dates YYYY-MM-DD.
func (s Statement) Properties() []Property {
	return []Property{
		{"v", Version},
		{"code", s.Code},
		{"address", s.Address},
		{"managementNumber", s.ManagementNumber},
		{"queryNumber", s.QueryNumber},
		{"name", s.Name},
		{"sex", s.Sex},
		{"birthDate", s.BirthDate.String()},
		{"documentType", s.DocumentType},
		{"maskedNumber", s.MaskedNumber},
		{"qualification", s.Qualification},
		{"englishName", s.EnglishName},
		{"level", s.Level},
		{"specialty", s.Specialty},
		{"approvedOn", s.ApprovedOn.String()},
		{"issuedOn", s.IssuedOn.String()},
		{"authority", s.Authority},
		{"endorsedFrom", s.EndorsedFrom.String()},
		{"scenario", s.Scenario},
		{"recipient", s.Recipient},
		{"appliedAt", instant(s.AppliedAt)},
		{"validUntil", s.ValidUntil.String()},
		{"madeAt", instant(s.MadeAt)},
		{"certificateVersion", number(s.CertificateVersion)},
		{"policy", number(s.Policy)},
		{"template", s.Template},
		{"fontSet", s.FontSet},
		{"demo", flag(s.Demo)},
	}
}
