package verify

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"

	"yinxin.example/yinxin/internal/signature/statement"
)

// marked makes the report of a file that no longer parses say so where what is
// left of a signature shows a demonstration's certificate: nothing done to
// such a file may take that word away.
func marked(r Report, file []byte) Report {
	if !r.Demo && demoTrace(file) {
		r.Demo = true
		r.note(reasonDemoSeal)
	}
	return r
}

// demoTrace looks for the demo policy's encoding in the last Contents.
func demoTrace(file []byte) bool {
	at := bytes.LastIndex(file, []byte("/Contents <"))
	policy, err := x509.ParseOID(statement.DemoPolicy)
	if at < 0 || err != nil {
		return false
	}
	encoded, err := policy.MarshalBinary()
	if err != nil {
		return false
	}
	digits := file[at+len("/Contents <"):]
	if end := bytes.IndexByte(digits, '>'); end >= 0 {
		digits = digits[:end]
	}
	raw := make([]byte, len(digits)/2)
	n, _ := hex.Decode(raw, digits[:len(raw)*2]) // up to the first digit that is none
	return bytes.Contains(raw[:n], encoded)
}
