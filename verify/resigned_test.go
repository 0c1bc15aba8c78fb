package verify_test

import (
	"bytes"
	"slices"
	"testing"

	"yinxin.example/yinxin/verify"
)

// A genuine page with another name in the data under its seal: what the page
// draws and what it says to machines are two things.
func TestAPageThatIsNotItsData(t *testing.T) {
	w, foreign := newWorld(t, false), newWorld(t, false)
	other := said()
	other.Name = "李㐁"
	genuine := w.copyOf(t, said())
	tests := map[string]struct {
		file    []byte
		verdict verify.Verdict
		reason  string
	}{
		"the seal left as it was":      {bytes.Replace(genuine, []byte(said().Name), []byte("李㐁·买买提"), 1), verify.Invalid, "digest_mismatch"},
		"the drawing changed":          {bytes.Replace(genuine, []byte("0 0 m 1 w"), []byte("0 0 m 2 w"), 1), verify.Invalid, "digest_mismatch"},
		"sealed anew by a stranger":    {seal(t, foreign.pen, packet(other.Properties()), nil), verify.Indeterminate, "seal_untrusted"},
		"sealed anew by the authority": {seal(t, w.pen, packet(other.Properties()), nil), verify.Valid, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if bytes.Equal(test.file, genuine) {
				t.Fatal("nothing was changed")
			}
			r := w.check(t, test.file)
			if r.Verdict != test.verdict || test.reason != "" && !slices.Equal(r.Reasons, []string{test.reason}) {
				t.Errorf("%s %v", r.Verdict, r.Reasons)
			}
		})
	}
}
