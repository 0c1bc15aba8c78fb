package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// indexLabel keeps an index from ever equalling another use of HMAC.
const indexLabel = "yinxin/index/1\x00"

// Index gives the 32 bytes by which a sealed text is found: equal for equal
// purpose and normal form, and without the index key neither computable nor
// reversible, though ID numbers are few enough to try them all. The caller
// brings the text into its normal form (of an ID number: 18 digits, X upper).
func (v *Vault) Index(purpose, normal string) []byte {
	mac := hmac.New(sha256.New, v.ring.Load().index[:])
	framed := binary.BigEndian.AppendUint32([]byte(indexLabel), uint32(len(purpose)))
	framed = append(framed, purpose...)
	mac.Write(append(framed, normal...))
	return mac.Sum(nil)
}
