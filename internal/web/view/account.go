package view

import (
	"strings"
	"time"
	"unicode/utf8"
)

// AccountFrame is what surrounds every page under /account; each embeds it.
type AccountFrame struct {
	Chrome
	Rooms   []AccountRoom // what the reader has, in order
	Current string        // key of the room this page is of; "" for the overview
	Token   string        // of the session, sent back by every form
}

// AccountRoom leads to one thing of the own account.
type AccountRoom struct {
	Key  string // the text own.room.KEY is its name, own.room.KEY.about what is done there
	Path string
}

// AccountOverview (/account) says whose account it is and leads to its rooms.
type AccountOverview struct {
	AccountFrame
	Username       string
	Role           string // the text role.ROLE is the word for it
	Authority      string // staff: whom they act for
	FullName       string // holders, with what follows
	DocumentType   string
	MaskedNumber   string
	Unclaimed      bool // the person is not proven yet
	Phone          string
	PhoneConfirmed bool
	Email          string
	Since          time.Time
}

// AccountPassword (/account/password) changes the password: current and password.
type AccountPassword struct {
	AccountFrame
	Done     bool // changed just now
	Problems Problems
}

// AccountSessions (/account/sessions) is where the account is signed in. Its
// forms send session, the ID of one or "others".
type AccountSessions struct {
	AccountFrame
	Rows []SessionRow // the one that asks first
	Done bool         // ended some just now
}

// SessionRow is one place where the account is signed in.
type SessionRow struct {
	ID         string
	Browser    string // the text browser.BROWSER names it; "" where nothing is known
	System     string // the text system.SYSTEM names it
	OpenedAt   time.Time
	LastUsedAt time.Time // to the hour
	EndsAt     time.Time
	This       bool // the one that asks
}

// AccountConfirm (/account/confirm) asks for the password again: current; or
// for a passkey: ceremony and answer, to /account/confirm/passkey.
type AccountConfirm struct {
	AccountFrame
	Passkeys string // origin at which those of the account work; "" where it has none
	Next     string // sent back as the field next
	Problems Problems
}

// AccountContact (/account/phone, /account/email) changes where the account is
// reached. Its forms send phone or email, then step=code with code; step=remove
// removes an address.
type AccountContact struct {
	AccountFrame
	Contact   string // phone or email
	Now       string // "" for none
	Confirmed bool
	Removable bool
	Asked     bool   // a code was sent
	To        string // where; "" on a later look
	Typed     string
	Minutes   int       // for which a code is good
	OpenUntil time.Time // an earlier change can be taken back until then; zero: none
	Done      bool      // changed just now
	Problems  Problems
}

// AccountRecovery (/account/recovery) has the recovery codes.
type AccountRecovery struct {
	AccountFrame
	Left   int
	MadeAt time.Time
	Codes  []string // made just now, shown once
}

// AccountExport (/account/export) hands out what is stored, by a form with no
// fields.
type AccountExport struct {
	AccountFrame
}

// AccountClose (/account/close) closes the account: confirm, the user name typed to show that
// it is meant, and withdraw=yes.
type AccountClose struct {
	AccountFrame
	Username string // of the account, to be typed
	Holder   bool   // has certificates and copies; else an organisation's people
	Withdraw bool
	Problems Problems
}

// Closed (/closed) follows the closing of an account.
type Closed struct{ Chrome }

// MaskedPhone is a telephone number as its owner knows it again: the first
// three and the last four characters. Shorter ones are hidden but for two.
func MaskedPhone(number string) string {
	n := utf8.RuneCountInString(number)
	if n <= 7 {
		return number[:min(2, len(number))] + stars(max(0, n-2))
	}
	return number[:3] + stars(n-7) + number[len(number)-4:]
}

func stars(n int) string { return strings.Repeat("*", n) }

func (AccountOverview) file() string { return "account/overview.html" }

func (AccountPassword) file() string { return "account/password.html" }

func (AccountSessions) file() string { return "account/sessions.html" }

func (AccountConfirm) file() string { return "account/confirm.html" }

func (AccountContact) file() string { return "account/contact.html" }

func (AccountRecovery) file() string { return "account/recovery.html" }

func (AccountExport) file() string { return "account/export.html" }

func (AccountClose) file() string { return "account/close.html" }

func (Closed) file() string { return "account/closed.html" }
