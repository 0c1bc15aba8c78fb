package owndata

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Data is what is stored about the person of an account, as it is handed out:
// no password, code or key among it. Instants are RFC 3339, dates YYYY-MM-DD.
// What may be of any length is read as it is handed out: Handout.Checks and
// Handout.Trail.
type Data struct {
	At           time.Time     `json:"exported_at"`
	Account      Account       `json:"account"`
	Sessions     []Session     `json:"sessions"`
	Passkeys     []Passkey     `json:"passkeys"`
	Messages     Messages      `json:"messages"`
	Contacts     []OldContact  `json:"old_contacts"`
	Requests     []Request     `json:"correction_requests"`
	Certificates []Certificate `json:"-"` // written with the checks of each
}

// Account is the account itself.
type Account struct {
	ID             string     `json:"id"`
	Username       string     `json:"username"`
	Role           string     `json:"role"`
	Authority      string     `json:"authority,omitempty"`
	Organisation   string     `json:"organisation,omitempty"`
	Name           string     `json:"name,omitempty"`
	DocumentType   string     `json:"document_type,omitempty"`
	DocumentNumber string     `json:"document_number,omitempty"`
	Phone          string     `json:"phone,omitempty"`
	PhoneConfirmed bool       `json:"phone_confirmed"`
	Email          string     `json:"email,omitempty"`
	CreatedAt      time.Time  `json:"created_at"`
	ClaimedAt      *time.Time `json:"claimed_at,omitempty"`
	NoticeVersion  int        `json:"notice_version"`
	SecondFactor   bool       `json:"second_factor"`
	RecoveryCodes  int        `json:"recovery_codes_left"`
}

// Session is where the account is signed in.
type Session struct {
	Device     string    `json:"device,omitempty"`
	OpenedAt   time.Time `json:"opened_at"`
	LastUsedAt time.Time `json:"last_used_at"` // to the hour
	EndsAt     time.Time `json:"ends_at"`
}

// Passkey is a passkey by its name.
type Passkey struct {
	Name       string     `json:"name"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty"`
}

// Messages are the choices about messages.
type Messages struct {
	Language  string              `json:"language,omitempty"`
	Ways      map[string][]string `json:"ways"`       // by topic; a topic left out is told where the account is reached
	QuietFrom int                 `json:"quiet_from"` // hours in Beijing
	QuietTo   int                 `json:"quiet_to"`
}

// OldContact is where the account was reached while that can be taken back.
type OldContact struct {
	Kind  string    `json:"kind"`
	Value string    `json:"value"`
	Until time.Time `json:"until"`
}

// Certificate is one of the person's certificates, as their authority keeps it.
type Certificate struct {
	ID               string     `json:"id"`
	Authority        string     `json:"authority"`
	Kind             string     `json:"kind"`
	State            string     `json:"state"`
	ManagementNumber string     `json:"management_number,omitempty"`
	QueryNumber      string     `json:"query_number,omitempty"`
	Name             string     `json:"name"`
	Sex              string     `json:"sex"`
	BirthDate        civil.Date `json:"birth_date"`
	DocumentType     string     `json:"document_type"`
	DocumentNumber   string     `json:"document_number"`
	Mobile           string     `json:"mobile,omitempty"`
	Qualification    string     `json:"qualification"`
	Level            string     `json:"level,omitempty"`
	Specialty        string     `json:"specialty,omitempty"`
	ApprovedOn       string     `json:"approved_on,omitempty"`
	IssuedOn         string     `json:"issued_on,omitempty"`
	Copies           []Copy     `json:"copies"`
}

// Copy is a copy with its endorsement.
type Copy struct {
	Code        string     `json:"code"`
	State       string     `json:"state"`
	RequestedAt time.Time  `json:"requested_at"`
	MadeAt      *time.Time `json:"made_at,omitempty"`
	WithdrawnAt *time.Time `json:"withdrawn_at,omitempty"`
	Scenario    string     `json:"scenario,omitempty"`
	Recipient   string     `json:"recipient,omitempty"`
	ValidUntil  string     `json:"valid_until,omitempty"`
}

// Check is one time that a certificate or a copy was checked.
type Check struct {
	At           time.Time `json:"at"` // to the minute
	Way          string    `json:"way"`
	Code         string    `json:"code,omitempty"`
	Office       string    `json:"office,omitempty"`
	Organisation string    `json:"organisation,omitempty"` // as it registered itself
}

// Request is a request for a correction.
type Request struct {
	ID            string     `json:"id"`
	Authority     string     `json:"authority"`
	Certificate   string     `json:"certificate,omitempty"`
	Subject       string     `json:"subject"`
	Wrong         string     `json:"wrong,omitempty"`
	Right         string     `json:"right,omitempty"`
	Qualification string     `json:"qualification,omitempty"`
	Year          string     `json:"year,omitempty"`
	Files         []string   `json:"files"`
	State         string     `json:"state"`
	AskedAt       time.Time  `json:"asked_at"`
	AnsweredAt    *time.Time `json:"answered_at,omitempty"`
	Answer        string     `json:"answer,omitempty"`
}

// Event is a record of the audit trail that the account made or is about.
type Event struct {
	At     time.Time `json:"at"`
	Action string    `json:"action"`
	Origin string    `json:"origin,omitempty"` // the address it came from
}
