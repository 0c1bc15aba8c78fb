package verifying

import (
	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/view"
	"yinxin.example/yinxin/verify"
)

// judgement says a result in the words of the pages.
func judgement(result checking.Result) view.Judgement {
	j := view.Judgement{
		Verdict:     string(result.Verdict),
		DemoSeal:    result.Demo,
		CheckedAt:   result.At,
		Online:      result.Online,
		Integrity:   view.Answer{State: string(result.Integrity)},
		Seal:        view.Answer{State: string(result.Seal), Detail: sealName(result)},
		Certificate: view.Answer{State: string(result.Certificate)},
		Endorsement: view.Answer{State: string(result.Endorsement)},
	}
	if result.Online {
		j.Standing = standing(result.Standing)
	}
	j.Day, j.NotIssued, j.Earlier = result.Day, notIssued(result.Standing), result.Standing.Earlier
	for _, reason := range result.Reasons {
		j.Reasons = append(j.Reasons, fault.Reason(reason))
	}
	if d := result.Data; d != nil && !d.Claimed {
		j.Data = copyData(*d)
	}
	if c := result.CheckReport; c != nil {
		j.Report = reportData(*c)
	}
	return j
}

func reportData(c verify.CheckReport) *view.ReportOfChecks {
	data := &view.ReportOfChecks{
		Number: cert.Code(c.Number).String(), Organisation: c.Organisation, OrganisationNumber: c.OrganisationNumber, Digest: c.InputDigest,
		Rows: c.Rows, CheckedAt: c.CheckedAt, MadeAt: c.MadeAt, Authority: c.Authority,
	}
	for _, outcome := range batches.Outcomes() {
		if n := c.Counts[outcome]; n > 0 {
			data.Counts = append(data.Counts, view.BatchCount{Outcome: outcome, Rows: n})
		}
	}
	return data
}

// standing says why a certificate is not in force; nil while it is, and for a
// copy that the register does not know.
func standing(s checking.Standing) *view.Standing {
	if s.State == "" || s.State == cert.InForce {
		return nil
	}
	shown := &view.Standing{State: s.State, Kind: s.Kind, Reason: s.Reason, LegalBase: s.LegalBase, Since: s.Since, Fields: s.Fields}
	if s.Successor != nil {
		shown.Version, shown.Newest = s.Successor.Version, s.Successor.State
	}
	return shown
}

// notIssued is the day of issue where the day asked about is before it.
func notIssued(s checking.Standing) civil.Date {
	if !s.NotIssued {
		return civil.Date{}
	}
	return s.Since
}

// sealName is whose seal it is, where that is certain.
func sealName(result checking.Result) string {
	if result.Seal == verify.SealTrusted && len(result.Signers) > 0 {
		return result.Signers[0].Name
	}
	return ""
}

func copyData(d verify.Data) *view.CopyData {
	return &view.CopyData{
		FullName:         d.Name,
		Sex:              d.Sex,
		BirthDate:        date(d.BirthDate),
		DocumentType:     d.DocumentType,
		MaskedNumber:     d.MaskedNumber,
		Qualification:    d.Qualification,
		EnglishName:      d.EnglishName,
		Level:            d.Level,
		Specialty:        d.Specialty,
		ApprovedOn:       date(d.ApprovedOn),
		IssuedOn:         date(d.IssuedOn),
		Authority:        d.Authority,
		ManagementNumber: d.ManagementNumber,
		QueryNumber:      d.QueryNumber,
		Code:             cert.Code(d.Code),
		Scenario:         d.Scenario,
		Recipient:        d.Recipient,
		ValidUntil:       date(d.ValidUntil),
		Maker:            d.Authority,
		MadeAt:           d.MadeAt,
	}
}

// date reads a date that verify has read before.
func date(s string) civil.Date {
	d, err := civil.Parse(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}
