package view

import "time"

// Organisations (/console/organisations) lists who registered to look
// certificates up; q finds by name or number.
type Organisations struct {
	Desk
	Query string
	Rows  []OrganisationRow // newest first
}

// OrganisationRow is one organisation.
type OrganisationRow struct {
	ID       string
	Name     string // as it registered itself
	Number   string
	Since    time.Time
	Locked   bool
	LockedAt time.Time
}

// Tone is the sign that the state is shown with.
func (o OrganisationRow) Tone() string {
	if o.Locked {
		return "bad"
	}
	return "ok"
}

// Organisation (/console/organisations/{id}) is one, and the form that locks it
// out (action=lock, reason) or lets it in again (action=unlock).
type Organisation struct {
	Desk
	Of       OrganisationRow
	People   []string // user names
	Taken    int      // look-ups today, of
	PerDay   int
	Reason   string
	Done     string // lock or unlock, just done; "" else
	Problems Problems
}

func (Organisations) file() string { return "console/organisations.html" }

func (Organisation) file() string { return "console/organisation.html" }
