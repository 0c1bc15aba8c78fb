package view

import (
	"time"

	"yinxin.example/yinxin/internal/person"
)

// Login (/login) asks for username and password.
type Login struct {
	Chrome
	Username string
	Next     string // path to go to afterwards; sent back as the field next
	Passkeys string // the origin at which passkeys work, without a slash at the end
	Problems Problems
}

// Register (/register) asks for the identity document that the certificate was
// got with, and the new account's name and password.
type Register struct {
	Chrome
	FullName string // field name
	IDType   person.DocumentType
	IDNumber string
	Username string
	Phone    string
	Problems Problems
}

// Registered follows a registration once: it shows the recovery codes to keep.
type Registered struct {
	Chrome
	RecoveryCodes []string
	Next          string // where the button leads, e.g. /claim
}

// Claim (/claim) proves the person by a code sent to the mobile number that
// was delivered with a certificate. Whether there is such a number is not
// told: the page is the same for everyone.
type Claim struct {
	Chrome
	Code     string
	Minutes  int  // how long a code is good
	Sent     bool // a new code was asked for just now
	Problems Problems
}

// RecoverStep is where the reader stands in /recover.
type RecoverStep string

// The steps of a recovery.
const (
	RecoverAsk   RecoverStep = "ask"   // username -> a code is sent
	RecoverReset RecoverStep = "reset" // code (or recovery code) and a new password
	RecoverDone  RecoverStep = "done"
)

// Recover (/recover) sets a new password. Forms send step=ask with username,
// or step=reset with username, code and password.
type Recover struct {
	Chrome
	Step      RecoverStep
	Username  string
	Code      string
	Minutes   int // how long a code is good
	CodesLeft int // with RecoverDone: recovery codes
	Problems  Problems
}

// Notice (/notice, 服务须知) is agreed to once per version, by agree=yes.
type Notice struct {
	Chrome
	Version  string
	Next     string // sent back as the field next
	Agreed   bool   // already agreed: no form, and the page says so
	Public   bool   // nobody is signed in: only the text
	MaxDays  int
	Quota    int
	Window   int
	Problems Problems
}

// Undo (/undo/{token}) takes back a change of where an account is reached.
type Undo struct {
	Chrome
	Token string // of the address
	Until time.Time
	Done  bool // taken back; there is no token
}

func (Login) file() string { return "access/login.html" }

func (Register) file() string { return "access/register.html" }

func (Registered) file() string { return "access/registered.html" }

func (Claim) file() string { return "access/claim.html" }

func (Recover) file() string { return "access/recover.html" }

func (Undo) file() string { return "access/undo.html" }

func (Notice) file() string { return "access/notice.html" }
