package client

import (
	"context"
	"net/http"
	"time"
)

// FileVerdict is what was found out about a file: four answers, each for
// itself.
type FileVerdict struct {
	Verdict     string    `json:"verdict"`     // valid, invalid, indeterminate
	Sentence    string    `json:"sentence"`    // all of it in one sentence
	Findings    []Finding `json:"findings"`    // what lowers the verdict
	Notes       []Finding `json:"notes"`       // what was not looked at
	Integrity   string    `json:"integrity"`   // 文件
	Seal        string    `json:"seal"`        // 印章
	Certificate string    `json:"certificate"` // 证书
	Endorsement string    `json:"endorsement"` // 加注
	Online      bool      `json:"online"`      // the register was asked
	Standing    *Standing `json:"standing,omitempty"`
	Data        *CopyData `json:"data,omitempty"`    // nil for other makers' files
	Claimed     bool      `json:"claimed,omitempty"` // no trusted seal stands behind Data
	Signers     []Signer  `json:"signers"`           // oldest first
	At          time.Time `json:"at"`
	Day         string    `json:"day,omitempty"` // the day asked about; "" for the moment of the check
	Demo        bool      `json:"demo"`          // sealed with a demonstration's key: good for nothing
}

// Signer is one signature of a file.
type Signer struct {
	Name         string `json:"name"`
	Organization string `json:"organization"`
	Integrity    string `json:"integrity"`
	Seal         string `json:"seal"`
	Timestamp    bool   `json:"timestamp"` // a document timestamp, nobody's signature

	Level string      `json:"level,omitempty"` // of PAdES that the file shows: B-B, B-T, B-LT, B-LTA; "" for timestamps
	Times []time.Time `json:"times,omitempty"` // by trusted timestamps: the signature's own, then the document's, oldest first
}

// CopyData is what a copy (加注件) says on its page.
type CopyData struct {
	Code             string     `json:"code"` // 加注编号
	ManagementNumber string     `json:"management_number,omitempty"`
	QueryNumber      string     `json:"query_number,omitempty"`
	Name             string     `json:"name"`
	Sex              string     `json:"sex,omitempty"`
	BirthDate        string     `json:"birth_date,omitempty"`
	DocumentType     string     `json:"document_type"`
	DocumentNumber   string     `json:"document_number,omitempty"` // as far as the copy shows it
	Qualification    string     `json:"qualification"`
	EnglishName      string     `json:"english_name,omitempty"`
	Level            string     `json:"level,omitempty"`
	Specialty        string     `json:"specialty,omitempty"`
	ApprovedOn       string     `json:"approved_on,omitempty"`
	IssuedOn         string     `json:"issued_on,omitempty"`
	Authority        string     `json:"authority"`
	Scenario         string     `json:"scenario,omitempty"`
	Recipient        string     `json:"recipient,omitempty"`
	MadeAt           *time.Time `json:"made_at,omitempty"`
	ValidUntil       string     `json:"valid_until,omitempty"` // the day included
}

// CopyStatus is what the register says of a copy: what its sealed page shows,
// and how things stand. Without the file nothing is said of its seal.
type CopyStatus struct {
	Verdict     string    `json:"verdict"` // valid, invalid
	Findings    []Finding `json:"findings"`
	Certificate string    `json:"certificate"` // valid, corrected, suspended, revoked, cancelled, not_issued
	Endorsement string    `json:"endorsement"` // valid, not_needed, not_begun, expired, withdrawn
	Standing    *Standing `json:"standing"`
	Data        CopyData  `json:"data"`
	At          time.Time `json:"at"`
	Day         string    `json:"day,omitempty"` // the day asked about; "" for the moment of the look-up
	Demo        bool      `json:"demo"`          // the service is a demonstration: nothing here is true
}

// CheckFile has a PDF judged by itself and, where it is a copy of the service's,
// by its register. day, "2026-05-01", asks whether it was good at the end of that
// day; "" asks about now. It takes one of the organisation's look-ups of the day.
func (c *Client) CheckFile(ctx context.Context, file File, day string) (FileVerdict, error) {
	body, err := form(file)
	if err != nil {
		return FileVerdict{}, err
	}
	r := request{method: http.MethodPost, path: "/checks/files", file: body, repeatable: true}
	return ask[FileVerdict](ctx, c, r.with("at", day))
}

// GetCopy returns how a copy stands, by the code on its page, or how it stood at
// the end of a day. It takes one of the organisation's look-ups of the day.
func (c *Client) GetCopy(ctx context.Context, code, day string) (CopyStatus, error) {
	return ask[CopyStatus](ctx, c, get("/copies/%s", code).with("at", day))
}
