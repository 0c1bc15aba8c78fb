package client

import (
	"context"
	"time"
)

// Question asks for one certificate by what is known of it. All of it must be
// of the same certificate.
type Question struct {
	DocumentType   string `json:"document_type,omitempty"` // "": whichever the number may be of
	DocumentNumber string `json:"document_number"`         // 证件号码
	Name           string `json:"name"`                    // 姓名
	Number         string `json:"number"`                  // 管理号 or 查询编号
}

// MaxQuestions is how many questions are asked together at most.
const MaxQuestions = 100

// Questions are asked together.
type Questions struct {
	Questions []Question `json:"questions"`
}

// Answers are those to questions, in their order.
type Answers struct {
	Answers []Answer `json:"answers"`
	Demo    bool     `json:"demo"` // the service is a demonstration: nothing here is true
}

// Answer is the answer to one question, or why there is none.
type Answer struct {
	Outcome     string            `json:"outcome"` // found, replaced, not_found, refused
	At          *time.Time        `json:"at,omitempty"`
	Certificate *FoundCertificate `json:"certificate,omitempty"` // of found alone
	Standing    *Standing         `json:"standing,omitempty"`
	Findings    []Finding         `json:"findings,omitempty"` // what is wrong with a refused question
}

// FoundCertificate (证书) is what an organisation is told of a certificate it
// asked for.
type FoundCertificate struct {
	Certificate
	Authority string `json:"authority"` // 签发单位
}

// Standing is how a certificate stands, or stood on the day asked about, and
// why.
type Standing struct {
	State          string   `json:"state"` // valid, corrected, suspended, revoked, cancelled, lapsed, not_issued
	Reason         string   `json:"reason,omitempty"`
	LegalBase      string   `json:"legal_base,omitempty"`
	Since          string   `json:"since,omitempty"`
	Fields         []string `json:"fields,omitempty"`          // of a correction: what differs in the new version
	EarlierVersion bool     `json:"earlier_version,omitempty"` // on the day asked about an earlier version stood
	NewestVersion  int      `json:"newest_version,omitempty"`  // of a certificate that was replaced
	NewestState    string   `json:"newest_state,omitempty"`
}

// Finding is one thing that was found, in a code for programs and in words.
type Finding struct {
	Reason string `json:"reason"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail"`
	Next   string `json:"next,omitempty"`
}

// Quota is what the caller's organisation may look up today.
type Quota struct {
	Day    string    `json:"day"`
	Limit  int       `json:"limit"` // certificates, files and codes asked about, found or not
	Left   int       `json:"left"`
	Resets time.Time `json:"resets"` // when all of them are there again
}

// CheckData looks up to [MaxQuestions] certificates up by data. Each question
// that can be asked takes one of the organisation's look-ups of the day, whatever
// comes of it; where they are not all left, none is asked and the error's reason
// is lookups_used_up.
func (c *Client) CheckData(ctx context.Context, questions []Question, options ...CallOption) (Answers, error) {
	return ask[Answers](ctx, c, create("/checks/data", Questions{questions}, options))
}

// GetQuota returns what is left of today's look-ups.
func (c *Client) GetQuota(ctx context.Context) (Quota, error) {
	return ask[Quota](ctx, c, get("/quota"))
}
