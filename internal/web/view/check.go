package view

import "yinxin.example/yinxin/internal/civil"

// Checker is what surrounds every page of an organisation that checks; each
// embeds it.
type Checker struct {
	Chrome
	Organisation string     // as it registered itself
	Nav          []NavEntry // the text checker.KEY is the name of each
	Current      string     // key of the entry this page is of
	Token        string     // of the session, sent back by every form as its first field
}

func (c Checker) checker() Checker { return c }

// checkerOf is the frame of an organisation's page; nil for any other page.
func checkerOf(page any) *Checker {
	if p, ok := page.(interface{ checker() Checker }); ok {
		c := p.checker()
		return &c
	}
	return nil
}

// CheckRegister (/check/register) asks for an organisation and its account:
// name, number, username, password, contact.
type CheckRegister struct {
	Chrome
	Organisation string // field name
	Number       string
	Username     string
	Contact      string
	Days         int // until a registration must be confirmed
	Problems     Problems
}

// CheckConfirm (/check/confirm) takes the code that went to the contact: code;
// or has one sent: contact.
type CheckConfirm struct {
	Checker
	RecoveryCodes []string // just made, shown once; none else
	Code          string
	Contact       string
	Minutes       int  // how long a code is good
	Sent          bool // another was sent just now
	Colleague     bool // a colleague opened the account: nothing was sent yet
	Problems      Problems
}

// CheckNotice (/check/notice, 服务须知 for organisations) is agreed to once per
// version, by agree=yes.
type CheckNotice struct {
	Chrome
	Token    string
	Version  int
	Next     string // sent back as the field next
	Agreed   bool   // already agreed: no form, and the page says so
	Public   bool   // no organisation is signed in: only the text
	PerDay   int    // look-ups a day
	Problems Problems
}

// CheckKeys (/check/keys) lists an organisation's API keys, makes them (name,
// scopes, last_day) and ends them.
type CheckKeys struct {
	Checker
	Rows             []KeyRow // newest first
	Scopes           []KeyScope
	Earliest, Latest civil.Date // that last_day may be
	Secret           string     // the token just made, shown once; "" else
	Done             bool       // one was just ended

	KeyName, LastDay string // as last typed
	Problems         Problems
}

func (CheckRegister) file() string { return "check/register.html" }

func (CheckConfirm) file() string { return "check/confirm.html" }

func (CheckNotice) file() string { return "check/notice.html" }

func (CheckKeys) file() string { return "check/keys.html" }
