package pdf

import "bytes"

// Matches reports whether file is this file with some signature filled in: the
// same bytes everywhere but in the hole.
func (u *Unsigned) Matches(file []byte) bool {
	return len(file) == len(u.buf) &&
		bytes.Equal(file[:u.hole+1], u.buf[:u.hole+1]) &&
		bytes.Equal(file[u.resume-1:], u.buf[u.resume-1:])
}
