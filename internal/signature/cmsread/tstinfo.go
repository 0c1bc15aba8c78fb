package cmsread

import (
	"bytes"
	"time"

	"yinxin.example/yinxin/internal/signature/digest"
)

// OIDSHA1 is the digest algorithm that is no longer believed.
const OIDSHA1 = "1.3.14.3.2.26"

// Imprint is the messageImprint of a timestamp and the time it gives.
type Imprint struct {
	Hash  digest.Algorithm
	Value []byte
	Time  time.Time
}

// Imprint reads the TSTInfo (RFC 3161, 2.4.2) that the container encloses; ok
// is false where it encloses none that can be read.
func (d SignedData) Imprint() (i Imprint, ok bool) {
	if d.ContentType != OIDTSTInfo {
		return i, false
	}
	n, _, err := parse(d.Content)
	if err != nil || n.tag != tagSequence || len(n.raw) != len(d.Content) || len(n.members) < 5 {
		return i, false
	}
	m := n.members[2].members // version, policy, messageImprint
	if len(m) != 2 || m[1].tag != tagOctets {
		return i, false
	}
	a, ok := algorithm(m[0])
	if !ok || a.Hash() == 0 {
		return i, false
	}
	const tagGeneralizedTime = 0x18
	at, err := time.Parse("20060102150405Z", string(n.members[4].content))
	if err != nil || n.members[4].tag != tagGeneralizedTime {
		return i, false
	}
	return Imprint{Hash: a.Hash(), Value: m[1].content, Time: at}, true
}

// Matches reports whether the imprint is of the parts one after the other.
func (i Imprint) Matches(parts ...[]byte) bool {
	return bytes.Equal(i.Hash.Sum(parts...), i.Value)
}
