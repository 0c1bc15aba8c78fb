package client

import (
	"context"
	"iter"
	"time"
)

// Certificate (证书) is one version of a certificate. The number of the holder's
// document is never given out whole.
type Certificate struct {
	ID               string `json:"id"`
	ManagementNumber string `json:"management_number,omitempty"` // 管理号
	QueryNumber      string `json:"query_number,omitempty"`      // 查询编号
	Name             string `json:"name"`
	Sex              string `json:"sex,omitempty"`
	BirthDate        string `json:"birth_date,omitempty"`
	DocumentType     string `json:"document_type"`
	DocumentMasked   string `json:"document_masked"`
	Qualification    string `json:"qualification"`
	EnglishName      string `json:"english_name,omitempty"`
	Level            string `json:"level,omitempty"`
	Specialty        string `json:"specialty,omitempty"`
	ApprovedOn       string `json:"approved_on,omitempty"`
	IssuedOn         string `json:"issued_on,omitempty"`
	Kind             string `json:"kind"`
	State            string `json:"state"` // valid, corrected, suspended, revoked, cancelled, lapsed
	Version          int    `json:"version"`
}

// Certificates is a page of them.
type Certificates struct {
	Certificates []Certificate `json:"certificates"`
	Page
}

func (p Certificates) list() ([]Certificate, string) { return p.Certificates, p.NextCursor }

// Search says which certificates to find: by a number, by a document, by name
// and day of birth, or by a state. One of the four.
type Search struct {
	Number         string `json:"number,omitempty"` // 管理号 or 查询编号
	DocumentType   string `json:"document_type,omitempty"`
	DocumentNumber string `json:"document_number,omitempty"`
	Name           string `json:"name,omitempty"`
	BirthDate      string `json:"birth_date,omitempty"`
	State          string `json:"state,omitempty"` // corrected, suspended, revoked, cancelled, lapsed
	Cursor         string `json:"cursor,omitempty"`
}

// History is all that became of a certificate.
type History struct {
	Versions  []Certificate `json:"versions"`  // oldest first
	Changes   []Change      `json:"changes"`   // of all versions, oldest first
	Proposals []string      `json:"proposals"` // IDs of the undecided ones about it
}

// Change is one step in a certificate's history.
type Change struct {
	Certificate string    `json:"certificate"` // ID of the version that changed
	Kind        string    `json:"kind"`        // correct, suspend, lift, revoke, cancel, lapse, reissue
	From        string    `json:"from"`
	To          string    `json:"to"`
	Reason      string    `json:"reason"` // as the public is told
	LegalBase   string    `json:"legal_base,omitempty"`
	EffectiveOn string    `json:"effective_on"`
	Successor   string    `json:"successor,omitempty"` // ID of the version that took its place
	Fields      []string  `json:"fields,omitempty"`    // what a correction changed
	Proposal    string    `json:"proposal,omitempty"`
	At          time.Time `json:"at"`
}

// SearchCertificates goes through the certificates that s chooses; by anything
// but a state there are at most 50.
func (c *Client) SearchCertificates(ctx context.Context, s Search) iter.Seq2[Certificate, error] {
	return pages[Certificates](ctx, c, func(cursor string) request {
		if cursor != "" {
			s.Cursor = cursor
		}
		return search("/certificates/search", s)
	})
}

// GetCertificate returns one certificate.
func (c *Client) GetCertificate(ctx context.Context, id string) (Certificate, error) {
	return ask[Certificate](ctx, c, get("/certificates/%s", id))
}

// GetCertificateHistory returns a certificate's versions and changes.
func (c *Client) GetCertificateHistory(ctx context.Context, id string) (History, error) {
	return ask[History](ctx, c, get("/certificates/%s/history", id))
}
