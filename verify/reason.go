package verify

// Reason is one code of the closed list in docs/reasons.md with its texts.
type Reason struct {
	Code   string
	effect Verdict // what the verdict is at best; "" for a note
	zh, en string  // what was found
	doZH   string  // what to do about it
	doEN   string
}

// Effect is the best verdict a report with this reason can have: Valid for a
// note, which lowers nothing.
func (r Reason) Effect() Verdict {
	if r.effect == "" {
		return Valid
	}
	return r.effect
}

// Text says what was found, in "zh-CN" or, for every other language, English.
func (r Reason) Text(lang string) string { return pick(lang, r.zh, r.en) }

// Advice says what to do about it, in "zh-CN" or English.
func (r Reason) Advice(lang string) string { return pick(lang, r.doZH, r.doEN) }

// ReasonOf finds a code's Reason; ok is false for a code not in the list.
func ReasonOf(code string) (reason Reason, ok bool) { return find(code) }

// Reasons lists every reason and note a Report can hold, in the order of
// docs/reasons.md.
func Reasons() []Reason {
	var out []Reason
	for _, part := range [][]Reason{integrityReasons(), readingReasons(), sealReasons(), copyReasons(), notes()} {
		out = append(out, part...)
	}
	return out
}

func find(code string) (Reason, bool) {
	for _, r := range Reasons() {
		if r.Code == code {
			return r, true
		}
	}
	return Reason{Code: code, effect: Indeterminate}, false
}

func pick(lang, zh, en string) string {
	if lang == "zh-CN" || lang == "zh" {
		return zh
	}
	return en
}
