package cert

import (
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

// RecordCode (查验记录编号) names the record of one check: a letter R before
// what a copy's Code is made of, one character longer than any of those, so
// that neither is taken for the other.
type RecordCode string

const recordPrefix = "R"

// NewRecordCode draws a code from the system's random source.
func NewRecordCode() RecordCode { return RecordCode(recordPrefix + drawn(codeLength)) }

// ParseRecordCode reads a code as people write it, as ParseCode does. It fails
// with code_malformed.
func ParseRecordCode(s string) (RecordCode, error) {
	s = strings.TrimLeft(s, " -")
	if s == "" || !strings.EqualFold(s[:1], recordPrefix) {
		return "", fault.New("cert.ParseRecordCode", fault.Invalid, "code_malformed")
	}
	code, err := ParseCode(s[1:])
	if err != nil {
		return "", err
	}
	return RecordCode(recordPrefix + string(code)), nil
}

// String gives the printed form R-XXXX-XXXX-XXXX-X.
func (c RecordCode) String() string {
	body, ok := strings.CutPrefix(string(c), recordPrefix)
	if !ok {
		return string(c)
	}
	return recordPrefix + "-" + Code(body).String()
}
