package view

import "yinxin.example/yinxin/internal/fault"

// AnswerRow is one of the four answers with the texts it reads by.
type AnswerRow struct {
	Answer
	Key       string // of the word, e.g. answer.seal.trusted
	DetailKey string // of the locale's own detail; "" where a state says enough
}

// Rows gives the four answers in the order they are read.
func (j Judgement) Rows() []AnswerRow {
	rows := []AnswerRow{
		row("integrity", j.Integrity),
		row("seal", j.Seal),
		row("certificate", j.Certificate),
		row("endorsement", j.Endorsement),
	}
	if j.Report != nil { // of ours, but no certificate
		rows[2].DetailKey, rows[3].DetailKey = "answer.report.text", "answer.report.text"
	}
	return rows
}

// Tone of a seal on a file.
func (s SealOn) Tone() string {
	if s.Trusted {
		return toneOK
	}
	return toneWarn
}

// NextKey is the locale's key of what to do now.
func (j Judgement) NextKey() string {
	if j.Report != nil && j.Word() == "valid" {
		return "verdict.next.report"
	}
	return "verdict.next." + j.Word()
}

func row(question string, a Answer) AnswerRow {
	r := AnswerRow{Answer: a, Key: "answer." + question + "." + a.State}
	if a.State != "not_judged" {
		r.DetailKey = r.Key + ".text"
	}
	return r
}

// Word is the verdict, one of valid, invalid and indeterminate; what is
// neither of the first two is never shown as good.
func (j Judgement) Word() string {
	if j.Verdict == "valid" || j.Verdict == "invalid" {
		return j.Verdict
	}
	return "indeterminate"
}

// Plain reports whether the sentence comes from the verdict itself; otherwise
// it is the text of the first reason.
func (j Judgement) Plain() bool { return j.Word() == "valid" || len(j.Reasons) == 0 }

// SentenceKey is the locale's key of the sentence where it is plain.
func (j Judgement) SentenceKey() string {
	if j.Word() != "valid" {
		return "verdict." + j.Word() + ".sentence"
	}
	switch {
	case j.Report != nil:
		return "verdict.valid.report"
	case j.Endorsement.State == "valid":
		return "verdict.valid.endorsed"
	case j.Endorsement.State == "not_needed":
		return "verdict.valid.not_needed"
	default:
		return "verdict.valid.foreign"
	}
}

// Unconfirmed reports whether the certificate's present state was not asked.
func (j Judgement) Unconfirmed() bool { return j.Certificate.State == "unknown_offline" }

// First is the reason that the sentence states, "" for none.
func (j Judgement) First() fault.Reason {
	if len(j.Reasons) == 0 {
		return ""
	}
	return j.Reasons[0]
}

// NextOfFirst reports whether the sentence's reason has advice of its own; the
// other reasons give theirs where they stand.
func (j Judgement) NextOfFirst() bool { return !j.Plain() }

// Others are the reasons beside the one in the sentence.
func (j Judgement) Others() []fault.Reason {
	if j.Plain() {
		return j.Reasons
	}
	return j.Reasons[1:]
}
