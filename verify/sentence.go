package verify

import (
	"strings"
)

// Sentence says the report in one sentence for a lay person, in "zh-CN" or,
// for every other language, English. Its first word is 演示 or DEMO where a
// demonstration's seal signed.
func (r Report) Sentence(lang string) string {
	s := r.finding(lang)
	if r.Demo {
		return pick(lang, "演示：", "DEMO: ") + s
	}
	return s
}

func (r Report) finding(lang string) string {
	if r.Verdict != Valid {
		return r.doubt(lang)
	}
	if r.CheckReport != nil {
		return r.CheckReport.sentence(lang)
	}
	if r.Data == nil {
		return pick(lang, "文件未被改动，签名者可信：", "The file is unchanged and its signers are trusted: ") +
			r.names(lang) + pick(lang, "。", ".")
	}
	return r.good(lang)
}

// good is the sentence of a valid copy of ours.
func (r Report) good(lang string) string {
	var b strings.Builder
	d := r.Data
	b.WriteString(pick(lang, "文件未被改动，由", "The file is unchanged, sealed by "))
	b.WriteString(d.Authority)
	b.WriteString(pick(lang, "签章", ""))
	if r.Endorsement == EndorsementValid {
		b.WriteString(pick(lang, "，加注用途为"+d.Scenario+"，有效期至"+d.ValidUntil, ", endorsed for "+d.Scenario+", good until "+d.ValidUntil))
	} else {
		b.WriteString(pick(lang, "，无须加注", ", and needs no endorsement"))
	}
	if r.Certificate == CertificateUnknown {
		b.WriteString(pick(lang, "；未核对证书当前状态", "; the certificate's present state was not checked"))
		if d.Address != "" {
			b.WriteString(pick(lang, "，请在 "+d.Address+" 核对", "; ask at "+d.Address))
		}
	} else {
		b.WriteString(pick(lang, "，证书当前有效", ", and the certificate is in force"))
	}
	b.WriteString(pick(lang, "。", "."))
	return b.String()
}

// doubt is the sentence of a file that is not valid: the first reason of the
// worst kind.
func (r Report) doubt(lang string) string {
	text := pick(lang, "无法判断。", "This cannot be judged.")
	for _, code := range r.Reasons {
		if reason, ok := find(code); ok && reason.effect == r.Verdict {
			text = reason.Text(lang) + pick(lang, "", " ") + reason.Advice(lang)
			break
		}
	}
	if r.Verdict == Invalid {
		return pick(lang, "无效：", "Invalid: ") + text
	}
	return pick(lang, "不能确认：", "Not confirmed: ") + text
}

func (r Report) names(lang string) string {
	var names []string
	for _, s := range r.Signers {
		if !s.Timestamp {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, pick(lang, "、", ", "))
}
