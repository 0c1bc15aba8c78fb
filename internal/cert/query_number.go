package cert

import "yinxin.example/yinxin/internal/fault"

// QueryNumber is a 查询编号 that a holder made of a certificate, for someone who
// checks by data: 16 random Crockford base-32 characters (80 bits) and a check
// character, held without hyphens. Those that authorities deliver are opaque
// and no QueryNumber.
type QueryNumber string

const queryNumberLength = 17

// NewQueryNumber draws a number from the system's random source.
func NewQueryNumber() QueryNumber { return QueryNumber(drawn(queryNumberLength)) }

// ParseQueryNumber reads a number as people write it (ParseCode). It fails with
// query_number_malformed.
func ParseQueryNumber(s string) (QueryNumber, error) {
	body, ok := readDrawn(s, queryNumberLength)
	if !ok {
		return "", fault.New("cert.ParseQueryNumber", fault.Invalid, "query_number_malformed")
	}
	return QueryNumber(body), nil
}

// String gives the printed form XXXX-XXXX-XXXX-XXXX-X, 21 characters of the at
// most 32 that a 查询编号 has.
func (n QueryNumber) String() string {
	if len(n) != queryNumberLength {
		return string(n)
	}
	return string(n[0:4] + "-" + n[4:8] + "-" + n[8:12] + "-" + n[12:16] + "-" + n[16:])
}
