package view

import "time"

// Accounts (/console/accounts) lists the staff of an authority and adds to
// them: role, username, name, phone.
type Accounts struct {
	Desk
	Rows  []AccountRow // by user name
	Roles []string     // to choose from

	Chosen, Username, FullName, Phone string // role and the rest, as last typed
	Problems                          Problems
}

// AccountRow is one of the staff.
type AccountRow struct {
	ID                string
	Username          string
	Name              string // may be ""
	Role              string // the text role.ROLE is the word for it
	Phone             string // may be ""
	Since             time.Time
	Own               bool // the reader's own
	Disabled          bool
	Temporary         bool // has not replaced its temporary password
	NeedsSecondFactor bool
	HasSecondFactor   bool
}

// Account (/console/accounts/{id}) is one of the staff, and what can be done:
// action is disable, enable, reset_password or reset_second_factor.
type Account struct {
	Desk
	Of        AccountRow
	Done      string // the action just done, or "add"; the text account.done.ACTION says so
	Temporary string // the password just set, shown once; "" where none was
	Problems  Problems
}

func (Accounts) file() string { return "console/accounts.html" }

func (Account) file() string { return "console/account.html" }
