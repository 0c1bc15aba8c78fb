package verify

import (
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/statement"
)

// CheckReport is what a sealed report of many checks (查验报告) says of itself.
// It is no certificate and no copy of one: it tells what was checked, when, and
// what came of it then.
type CheckReport struct {
	Number             string         `json:"number"`
	Organisation       string         `json:"organisation"` // that asked, as it registered itself
	OrganisationNumber string         `json:"organisation_number"`
	InputDigest        string         `json:"input_digest"` // SHA-256 of what was handed in
	Rows               int            `json:"rows"`
	Counts             map[string]int `json:"counts"` // of rows, by outcome
	CheckedAt          time.Time      `json:"checked_at"`
	MadeAt             time.Time      `json:"made_at"`
	Authority          string         `json:"authority"` // that sealed it
	Demo               bool           `json:"demo"`
}

// checkReport judges an intact file that says it is a report of checks. A seal
// may seal reports where its list says so, and bears its authority's name.
func (c *checker) checkReport(packet []byte, own *judged, r *Report) {
	r.Certificate, r.Endorsement = CertificateAbsent, EndorsementAbsent
	if own == nil || own.Signer.Seal != SealTrusted {
		if own == nil && r.Seal != SealNotJudged {
			r.Seal = SealUntrusted
			r.add(reasonNotAnAuthoritySeal)
		}
		return
	}
	said, err := statement.ParseReport(packet)
	if err != nil {
		r.add(reasonStatementUnreadable)
		return
	}
	if own.Organization != said.Authority || !c.trust.rootOf(own.path).allows(said.Authority, statement.ReportScope, civil.Of(said.MadeAt)) {
		r.Seal = SealUntrusted
		r.add(reasonSealOutsideList)
		return
	}
	r.note(reasonCheckReport)
	counts := map[string]int{}
	for _, count := range said.Counts {
		counts[count.Outcome] = count.Rows
	}
	r.CheckReport = &CheckReport{
		Number: said.Number, Organisation: said.Organisation, OrganisationNumber: said.OrganisationNumber, InputDigest: said.InputDigest,
		Rows: said.Rows, Counts: counts, CheckedAt: said.CheckedAt, MadeAt: said.MadeAt, Authority: said.Authority, Demo: said.Demo,
	}
}

// sentence says what a valid report is.
func (c CheckReport) sentence(lang string) string {
	at := c.CheckedAt.In(civil.Shanghai()).Format("2006-01-02 15:04")
	parts := []string{}
	for _, p := range []struct{ outcome, zh, en string }{
		{"valid", "有效", "valid"}, {"indeterminate", "不能确认", "not confirmed"}, {"invalid", "无效", "invalid"},
		{"not_found", "查无", "not found"}, {"unreadable", "无法查验", "not checkable"},
	} {
		if n := c.Counts[p.outcome]; n > 0 {
			parts = append(parts, pick(lang, p.zh+" "+strconv.Itoa(n)+" 项", strconv.Itoa(n)+" "+p.en))
		}
	}
	return pick(lang,
		"这是一份查验报告，不是证书。文件未被改动，由"+c.Authority+"签章；截至 "+at+" 共查验 "+strconv.Itoa(c.Rows)+" 项："+strings.Join(parts, "，")+"。",
		"This is a report of checks, not a certificate. The file is unchanged, sealed by "+c.Authority+"; by "+at+" "+strconv.Itoa(c.Rows)+" had been checked: "+strings.Join(parts, ", ")+".")
}
