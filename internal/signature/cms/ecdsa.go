package cms

import (
	"bytes"

	"yinxin.example/yinxin/internal/fault"

	"yinxin.example/yinxin/internal/signature/der"
)

// CheckForm reports whether a signature has the one form we write: for ECDSA a
// DER Ecdsa-Sig-Value (RFC 3279 section 2.2.3) with 0 < r < n and
// 0 < s ≤ n/2, without which anyone could turn s into n-s and have a second
// valid signature; for SM2 the same sequence (GB/T 35276-2017, 7.3) with
// 0 < r, s < n, where only the key's owner finds another s for an r; for RSA
// exactly the modulus's length. It fails with
// signature_not_canonical. Whether the signature is genuine is another matter.
func (a Algorithm) CheckForm(signature []byte) error {
	if !a.hasForm(signature) {
		return fault.New("cms.CheckForm", fault.Invalid, "signature_not_canonical")
	}
	return nil
}

func (a Algorithm) hasForm(signature []byte) bool {
	if a.curve() == nil {
		return len(signature) > 0 && len(signature) == a.MaxSignatureLen()
	}
	_, s, ok := a.scalars(signature)
	return ok && (a == SM2 || !a.isHigh(s))
}

// LowS returns an ECDSA signature with s ≤ n/2: the one given, or its twin
// with n-s. RSA and SM2 ones come back as they are. It fails with
// signature_not_canonical where the input is no DER signature with r and s
// between 0 and n.
func (a Algorithm) LowS(signature []byte) ([]byte, error) {
	if a.curve() == nil || a == SM2 {
		return signature, a.CheckForm(signature)
	}
	r, s, ok := a.scalars(signature)
	if !ok {
		return nil, fault.New("cms.LowS", fault.Invalid, "signature_not_canonical")
	}
	if !a.isHigh(s) {
		return signature, nil
	}
	s = a.negative(s)
	body := integerLen(r) + integerLen(s)
	out := make([]byte, 0, 2+body)
	out = append(out, der.Sequence, byte(body))
	return appendInteger(appendInteger(out, r), s), nil
}

// scalar is an unsigned number, big-endian, wide enough for P-384.
type scalar [48]byte

func (a Algorithm) order() (n scalar) {
	a.curve().Params().N.FillBytes(n[:])
	return n
}

// negative returns n-s for 0 < s < n.
func (a Algorithm) negative(s scalar) scalar {
	n := a.order()
	borrow := 0
	for i := len(n) - 1; i >= 0; i-- {
		d := int(n[i]) - int(s[i]) - borrow
		borrow = 0
		if d < 0 {
			d += 256
			borrow = 1
		}
		n[i] = byte(d)
	}
	return n
}

// isHigh reports whether s > n/2, which for odd n is s > n-s.
func (a Algorithm) isHigh(s scalar) bool {
	twin := a.negative(s)
	return bytes.Compare(s[:], twin[:]) > 0
}

func (a Algorithm) scalars(signature []byte) (r, s scalar, ok bool) {
	if len(signature) < 2 || signature[0] != der.Sequence || int(signature[1]) != len(signature)-2 || signature[1] >= 0x80 {
		return r, s, false
	}
	r, rest, ok := readInteger(signature[2:])
	if !ok {
		return r, s, false
	}
	s, rest, ok = readInteger(rest)
	n := a.order()
	ok = ok && len(rest) == 0 && bytes.Compare(r[:], n[:]) < 0 && bytes.Compare(s[:], n[:]) < 0
	return r, s, ok
}

// readInteger takes one minimal, positive INTEGER off the front of data.
func readInteger(data []byte) (v scalar, rest []byte, ok bool) {
	if len(data) < 3 || data[0] != der.Integer {
		return v, nil, false
	}
	length := int(data[1])
	if length == 0 || length > len(v)+1 || length > len(data)-2 {
		return v, nil, false
	}
	body, rest := data[2:2+length], data[2+length:]
	if body[0] == 0 {
		if length == 1 || body[1] < 0x80 {
			return v, nil, false
		}
		body = body[1:]
	} else if body[0] >= 0x80 {
		return v, nil, false
	}
	if len(body) > len(v) {
		return v, nil, false
	}
	copy(v[len(v)-len(body):], body)
	return v, rest, true
}

func magnitude(v *scalar) []byte { return bytes.TrimLeft(v[:], "\x00") }

func integerLen(v scalar) int {
	m := magnitude(&v)
	return 2 + len(m) + int(m[0]>>7)
}

func appendInteger(dst []byte, v scalar) []byte {
	m := magnitude(&v)
	sign := m[0] >> 7
	dst = append(dst, der.Integer, byte(len(m))+sign)
	if sign == 1 {
		dst = append(dst, 0)
	}
	return append(dst, m...)
}
