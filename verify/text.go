package verify

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// WriteText writes the report for a person to read, in "zh-CN" or, for every
// other language, English: the sentence, the four answers, every reason with
// what to do, and what the copy says.
func (r Report) WriteText(w io.Writer, lang string) error {
	t := &textWriter{w: w}
	t.line("%s", r.Sentence(lang))
	t.line("")
	t.answer(pick(lang, "文件", "File"), word(lang, string(r.Integrity)))
	t.answer(pick(lang, "印章", "Seal"), word(lang, string(r.Seal)))
	t.answer(pick(lang, "证书", "Certificate"), word(lang, string(r.Certificate)))
	t.answer(pick(lang, "加注", "Endorsement"), word(lang, string(r.Endorsement)))
	for _, code := range r.Reasons {
		if reason, ok := find(code); ok {
			t.line("\n[%s] %s%s%s", code, reason.Text(lang), pick(lang, "", " "), reason.Advice(lang))
		}
	}
	t.signers(lang, r.Signers)
	if r.Data != nil {
		t.data(lang, *r.Data)
	}
	return t.err
}

type textWriter struct {
	w   io.Writer
	err error
}

func (t *textWriter) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

func (t *textWriter) answer(question, answer string) { t.line("  %s: %s", question, answer) }

func (t *textWriter) signers(lang string, signers []Signer) {
	for i, s := range signers {
		if i == 0 {
			t.line("")
		}
		if s.Timestamp {
			t.answer(pick(lang, "时间戳", "Timestamp"), s.Name)
			continue
		}
		t.answer(pick(lang, "签名者", "Signer"), s.Name)
		if s.Algorithm != "" {
			t.answer(pick(lang, "签名算法", "Algorithm"), s.Algorithm)
		}
		if s.Level != "" {
			t.answer(pick(lang, "PAdES 级别", "Level of PAdES"), s.Level)
		}
		if e := s.ElectronicSeal; e != nil {
			t.answer(pick(lang, "电子印章", "Electronic seal"), e.ID+pick(lang, "，制章单位 ", ", made by ")+e.Maker)
		}
		if !s.ProvenAt.IsZero() {
			t.answer(pick(lang, "时间戳证明不晚于", "Proven to exist at"), s.ProvenAt.In(civil.Shanghai()).Format(time.RFC3339))
		}
	}
}

func (t *textWriter) data(lang string, d Data) {
	t.line("")
	if d.Claimed {
		t.line("%s", pick(lang, "文件自称(未经证实):", "The file claims, unproven:"))
	}
	for _, f := range []struct{ zh, en, value string }{
		{"姓名", "Name", d.Name},
		{"证件号码", "Document number", d.MaskedNumber},
		{"资格名称", "Qualification", d.Qualification},
		{"级别", "Level", d.Level},
		{"专业", "Specialty", d.Specialty},
		{"批准日期", "Approved on", d.ApprovedOn},
		{"签发日期", "Issued on", d.IssuedOn},
		{"签发单位", "Authority", d.Authority},
		{"管理号", "Management number", d.ManagementNumber},
		{"查询编号", "Query number", d.QueryNumber},
		{"使用场景", "Endorsed for", d.Scenario},
		{"接收方", "For", d.Recipient},
		{"有效期至", "Good until", d.ValidUntil},
		{"制作时间", "Made at", madeAt(d)},
		{"加注编号", "Code", grouped(d.Code)},
		{"查验地址", "Ask at", d.Address},
	} {
		if f.value != "" {
			t.answer(pick(lang, f.zh, f.en), f.value)
		}
	}
}

// grouped writes a code as pages and copies print it, XXXX-XXXX-XXXX-X.
func grouped(code string) string {
	groups := slices.Collect(slices.Chunk([]byte(code), 4))
	return string(bytes.Join(groups, []byte("-")))
}

func madeAt(d Data) string {
	if d.MadeAt.IsZero() {
		return ""
	}
	return d.MadeAt.Format(time.RFC3339)
}

// word says an answer in a word or two.
func word(lang, answer string) string {
	for _, w := range []struct{ code, zh, en string }{
		{"intact", "完整", "intact"},
		{"changed", "被改动", "changed"},
		{"unsigned", "没有签名", "unsigned"},
		{"unreadable", "无法读取", "unreadable"},
		{"trusted", "可信", "trusted"},
		{"untrusted", "不可信", "untrusted"},
		{"not_judged", "未判断", "not judged"},
		{"valid", "有效", "valid"},
		{"corrected", "已更正", "corrected"},
		{"suspended", "已暂停", "suspended"},
		{"revoked", "已撤销", "revoked"},
		{"cancelled", "已注销或已失效", "cancelled or lapsed"},
		{"unknown_offline", "离线，未核对", "not checked, offline"},
		{"absent", "不适用", "does not apply"},
		{"not_begun", "尚未开始", "not begun"},
		{"expired", "已过期", "expired"},
		{"withdrawn", "持证人已撤回", "withdrawn by the holder"},
		{"not_needed", "无须加注", "not needed"},
		{"missing", "缺少", "missing"},
		{"unknown", "查无此件", "unknown"},
	} {
		if w.code == answer {
			return pick(lang, w.zh, w.en)
		}
	}
	return answer
}
