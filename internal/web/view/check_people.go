package view

// CheckPeople (/check/people) lists the people of an organisation, lets a
// colleague in (username), and at /check/people/ID does to a colleague's account
// what the field action says: disable, enable, reset_password.
type CheckPeople struct {
	Checker
	Rows      []AccountRow // oldest first
	Done      string       // the action just taken; "" none
	Temporary string       // the password just set, shown once

	Username string // as last typed
	Problems Problems
}

func (CheckPeople) file() string { return "check/people.html" }
