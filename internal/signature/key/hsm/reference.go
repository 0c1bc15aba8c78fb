package hsm

import (
	"encoding/hex"
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

const (
	scheme = "pkcs11:"
	// maxReference bounds a reference that somebody typed.
	maxReference = 1024
)

// Reference names a key within a token as the attributes id (CKA_ID) and object
// (CKA_LABEL) of a PKCS #11 URI (RFC 7512) do; one of them may be empty.
type Reference struct {
	ID    []byte
	Label string
}

// ParseReference reads pkcs11:id=…;object=…. Which token, module and PIN is
// said in the configuration alone, so every other attribute is refused: Invalid
// key_reference_malformed.
func ParseReference(uri string) (Reference, error) {
	bad := fault.New("hsm.ParseReference", fault.Invalid, "key_reference_malformed").At("device_key")
	path, ok := strings.CutPrefix(uri, scheme)
	if !ok || len(uri) > maxReference {
		return Reference{}, bad
	}
	var r Reference
	for attribute := range strings.SplitSeq(path, ";") {
		name, text, _ := strings.Cut(attribute, "=")
		value, ok := decode(text)
		switch {
		case !ok || len(value) == 0:
			return Reference{}, bad
		case name == "id" && r.ID == nil:
			r.ID = value
		case name == "object" && r.Label == "":
			r.Label = string(value)
		default:
			return Reference{}, bad
		}
	}
	return r, nil
}

// String is the reference as ParseReference reads it.
func (r Reference) String() string {
	var attributes []string
	if len(r.ID) > 0 {
		attributes = append(attributes, "id="+encode(r.ID))
	}
	if r.Label != "" {
		attributes = append(attributes, "object="+encode([]byte(r.Label)))
	}
	return scheme + strings.Join(attributes, ";")
}

// plain are the characters that stand for themselves: unreserved and the
// pk11-res-avail of RFC 7512 section 2.3.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:[]@!$'()*+,=&"

func encode(value []byte) string {
	var out strings.Builder
	for _, c := range value {
		if strings.IndexByte(plain, c) >= 0 {
			out.WriteByte(c)
			continue
		}
		out.WriteByte('%')
		out.WriteString(strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	return out.String()
}

func decode(text string) (value []byte, ok bool) {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '%' && i+2 < len(text):
			b, err := hex.DecodeString(text[i+1 : i+3])
			if err != nil {
				return nil, false
			}
			value = append(value, b[0])
			i += 2
		case strings.IndexByte(plain, text[i]) >= 0:
			value = append(value, text[i])
		default:
			return nil, false
		}
	}
	return value, true
}
