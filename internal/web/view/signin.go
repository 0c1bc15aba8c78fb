package view

import "fmt"

// SecondFactor (/login/totp) asks for the code of the authenticator: code.
type SecondFactor struct {
	Chrome
	Token      string // form token, sent back
	Next       string // sent back as the field next
	ByRecovery bool   // asks for a recovery code instead: by=recovery
	Problems   Problems
}

// Enrol (/login/enrol) offers a second factor and asks for its first code.
type Enrol struct {
	Chrome
	Token    string
	Next     string
	Secret   string // base 32, in groups of four
	Square   Square
	Problems Problems
}

// Square is a QR code as a vector picture.
type Square struct {
	Side int    // modules, without the quiet zone
	Path string // SVG path of the dark modules, one unit each
}

// QuietZone is the SVG view box with the four light modules around the code
// that ISO/IEC 18004 asks for.
func (s Square) QuietZone() string {
	const quiet = 4
	return fmt.Sprintf("%d %d %d %d", -quiet, -quiet, s.Side+2*quiet, s.Side+2*quiet)
}

// Password (/password) has a temporary password replaced before anything else:
// current and password.
type Password struct {
	Chrome
	Token    string
	Next     string
	Problems Problems
}

func (SecondFactor) file() string { return "access/totp.html" }

func (Enrol) file() string { return "access/enrol.html" }

func (Password) file() string { return "access/password.html" }
