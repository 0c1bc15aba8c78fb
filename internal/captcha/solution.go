package captcha

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
)

// maxSolution is how long a solution may be in a form; ours are some 350 bytes.
const maxSolution = 1024

// Solution is what a browser answers, in the JSON that ALTCHA's own widget
// writes; base 64 of it stands in the form.
type Solution struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Number    int64  `json:"number"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
	Took      int64  `json:"took,omitempty"` // milliseconds, as the browser says; of no consequence
}

// Parse reads a solution as a form has it. It fails with Invalid captcha_wrong
// at Field unless it is base 64 of one object of JSON with the algorithm and a
// number that challenges have, and no longer than solutions are.
func Parse(text string) (Solution, error) {
	const op = "captcha.Parse"
	if len(text) > maxSolution {
		return Solution{}, wrong(op)
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return Solution{}, wrong(op)
	}
	var s Solution
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(&s); err != nil {
		return Solution{}, wrong(op)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Solution{}, wrong(op)
	}
	if s.Algorithm != algorithm || s.Number < 0 || s.Number > MaxNumber {
		return Solution{}, wrong(op)
	}
	return s, nil
}
