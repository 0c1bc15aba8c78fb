package cmsread

// Held is the certificates of a SignedData in DER as they stand, with their tag
// [0]; empty where there are none. Nothing else is read, and the certificates
// are not: two containers that hold the same hold equal bytes. It fails with
// ErrMalformed.
func Held(der []byte) ([]byte, error) {
	var r reader
	at := der
	enter := func(tag byte) bool {
		length, header, err := head(&r, at, tag)
		if err == nil {
			at = at[header : header+length]
		}
		return err == nil
	}
	pass := func(tag byte) (whole []byte, ok bool) {
		length, header, err := head(&r, at, tag)
		if err == nil {
			whole, at = at[:header+length], at[header+length:]
		}
		return whole, err == nil
	}
	if !enter(tagSequence) {
		return nil, ErrMalformed
	}
	if _, ok := pass(tagOID); !ok || !enter(context0) || !enter(tagSequence) {
		return nil, ErrMalformed
	}
	for _, tag := range []byte{tagInteger, tagSet, tagSequence} {
		if _, ok := pass(tag); !ok {
			return nil, ErrMalformed
		}
	}
	held, _ := pass(context0)
	return held, nil
}

// head reads the identifier and length of an element with the tag.
func head(r *reader, data []byte, tag byte) (length, header int, err error) {
	if len(data) < 2 || data[0] != tag {
		return 0, 0, ErrMalformed
	}
	length, header, indefinite, err := r.length(data)
	if indefinite {
		err = ErrMalformed
	}
	return length, header, err
}
