package pdf

import "bytes"

// Matches reports whether file is this file with some signature filled in: the
// same bytes everywhere but in the hole. What a later revision put behind it,
// which only a file that is to last may have, is not this file's.
func (u *Unsigned) Matches(file []byte) bool {
	if u.lasting && len(file) > len(u.buf) {
		file = file[:len(u.buf)]
	}
	return len(file) == len(u.buf) &&
		bytes.Equal(file[:u.hole+1], u.buf[:u.hole+1]) &&
		bytes.Equal(file[u.resume-1:], u.buf[u.resume-1:])
}
