package verify

import (
	"time"

	"yinxin.example/yinxin/internal/signature/statement"
)

// Data is what a copy says about itself under its seal. Dates are YYYY-MM-DD
// in Beijing; "" and the zero time mean that the copy does not say. Claimed is
// set where no trusted seal stands behind it.
type Data struct {
	Claimed          bool      `json:"claimed"`
	Code             string    `json:"code"`    // the copy's number, canonical
	Address          string    `json:"address"` // where the copy can be asked after online
	ManagementNumber string    `json:"management_number"`
	QueryNumber      string    `json:"query_number"`
	Name             string    `json:"name"`
	Sex              string    `json:"sex"`
	BirthDate        string    `json:"birth_date"`
	DocumentType     string    `json:"document_type"`
	MaskedNumber     string    `json:"masked_number"` // as printed: whole where the holder chose to show it
	Qualification    string    `json:"qualification"`
	EnglishName      string    `json:"english_name"`
	Level            string    `json:"level"`
	Specialty        string    `json:"specialty"`
	ApprovedOn       string    `json:"approved_on"`
	IssuedOn         string    `json:"issued_on"`
	Authority        string    `json:"authority"`
	EndorsedFrom     string    `json:"endorsed_from"`
	Scenario         string    `json:"scenario"`
	Recipient        string    `json:"recipient"` // whom the copy is for; "" where it names nobody
	AppliedAt        time.Time `json:"applied_at,omitzero"`
	ValidUntil       string    `json:"valid_until"`
	MadeAt           time.Time `json:"made_at,omitzero"`
	Version          int       `json:"certificate_version"`
	Policy           int       `json:"policy"`
	Template         string    `json:"template"`
	FontSet          string    `json:"font_set"`
	Demo             bool      `json:"demo"`
}

func dataOf(s statement.Statement, claimed bool) *Data {
	return &Data{
		Claimed: claimed, Code: s.Code, Address: s.Address,
		ManagementNumber: s.ManagementNumber, QueryNumber: s.QueryNumber,
		Name: s.Name, Sex: s.Sex, BirthDate: s.BirthDate.String(),
		DocumentType: s.DocumentType, MaskedNumber: s.MaskedNumber,
		Qualification: s.Qualification, EnglishName: s.EnglishName, Level: s.Level, Specialty: s.Specialty,
		ApprovedOn: s.ApprovedOn.String(), IssuedOn: s.IssuedOn.String(), Authority: s.Authority,
		EndorsedFrom: s.EndorsedFrom.String(), Scenario: s.Scenario, Recipient: s.Recipient,
		AppliedAt: s.AppliedAt, ValidUntil: s.ValidUntil.String(), MadeAt: s.MadeAt,
		Version: s.CertificateVersion, Policy: s.Policy, Template: s.Template, FontSet: s.FontSet, Demo: s.Demo,
	}
}
