package api

import (
	"time"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/verify"
)

// Standing is how a certificate stands, or stood on the day asked about, and
// why.
type Standing struct {
	State          string   `json:"state" enum:"valid,corrected,suspended,revoked,cancelled,lapsed,not_issued"`
	Reason         string   `json:"reason,omitempty" doc:"As the public is told"`
	LegalBase      string   `json:"legal_base,omitempty"`
	Since          string   `json:"since,omitempty" format:"date"`
	Fields         []string `json:"fields,omitempty" nullable:"false" doc:"Of a correction: what differs in the new version"`
	EarlierVersion bool     `json:"earlier_version,omitempty" doc:"On the day asked about an earlier version stood"`
	NewestVersion  int      `json:"newest_version,omitempty" doc:"Of a certificate that was replaced"`
	NewestState    string   `json:"newest_state,omitempty"`
}

// Finding is one thing that was found, in a code for programs and in words.
type Finding struct {
	Reason string `json:"reason" doc:"A stable code"`
	Field  string `json:"field,omitempty" doc:"The field at fault, where there is one"`
	Detail string `json:"detail" doc:"In Chinese or English by Accept-Language"`
	Next   string `json:"next,omitempty" doc:"What to do next"`
}

// CopyData is what a copy (加注件) says on its page.
type CopyData struct {
	Code             string     `json:"code" doc:"加注编号"`
	ManagementNumber string     `json:"management_number,omitempty" doc:"管理号"`
	QueryNumber      string     `json:"query_number,omitempty" doc:"查询编号"`
	Name             string     `json:"name"`
	Sex              string     `json:"sex,omitempty"`
	BirthDate        string     `json:"birth_date,omitempty" format:"date"`
	DocumentType     string     `json:"document_type"`
	DocumentNumber   string     `json:"document_number,omitempty" doc:"As far as the copy shows it; absent from what was asked by code where the holder chose to show it whole"`
	Qualification    string     `json:"qualification"`
	EnglishName      string     `json:"english_name,omitempty"`
	Level            string     `json:"level,omitempty"`
	Specialty        string     `json:"specialty,omitempty"`
	ApprovedOn       string     `json:"approved_on,omitempty" format:"date"`
	IssuedOn         string     `json:"issued_on,omitempty" format:"date"`
	Authority        string     `json:"authority"`
	Scenario         string     `json:"scenario,omitempty" doc:"制作事由"`
	Recipient        string     `json:"recipient,omitempty" doc:"Whom the copy is for"`
	MadeAt           *time.Time `json:"made_at,omitempty" doc:"制作时间"`
	ValidUntil       string     `json:"valid_until,omitempty" format:"date" doc:"有效期截止时间, the day included"`
}

// standingOf is nil where the register was not asked, or knows nothing.
func standingOf(s checking.Standing) *Standing {
	out := &Standing{
		State: string(s.State), Reason: s.Reason, LegalBase: s.LegalBase, Since: s.Since.String(), Fields: s.Fields, EarlierVersion: s.Earlier,
	}
	if s.NotIssued {
		out.State = string(verify.CertificateNotIssued)
	}
	if s.Successor != nil {
		out.NewestVersion, out.NewestState = s.Successor.Version, string(s.Successor.State)
	}
	if out.State == "" {
		return nil
	}
	return out
}

// finding puts a reason into words; the verifier has those of its own list, but
// for the few that the locale says otherwise.
func (a *API) finding(language locale.Lang, reason fault.Reason, args map[string]any) Finding {
	if r, ok := verify.ReasonOf(string(reason)); ok && !a.Texts.Has("reason."+string(reason)) {
		return Finding{Reason: string(reason), Detail: r.Text(string(language)), Next: r.Advice(string(language))}
	}
	detail, next := a.Texts.Reason(language, reason, args)
	return Finding{Reason: string(reason), Detail: detail, Next: next}
}

func (a *API) findings(language locale.Lang, codes []string) []Finding {
	all := make([]Finding, len(codes))
	for i, code := range codes {
		all[i] = a.finding(language, fault.Reason(code), nil)
	}
	return all
}
