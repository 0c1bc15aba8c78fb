package store

import (
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/person"
)

// Role is what an account may do.
type Role string

// The roles. All but the holder's and the verifier's are staff of an authority.
const (
	HolderRole        Role = "holder"        // 持证人员
	OfficerRole       Role = "officer"       // 经办
	ReviewerRole      Role = "reviewer"      // 复核
	CustodianRole     Role = "custodian"     // 印章保管
	AuditorRole       Role = "auditor"       // 审计
	AdministratorRole Role = "administrator" // 管理员
	VerifierRole      Role = "verifier"      // 查验单位
)

// StaffRoles lists the roles of an authority's staff.
func StaffRoles() []Role {
	return []Role{OfficerRole, ReviewerRole, CustodianRole, AuditorRole, AdministratorRole}
}

// Staff reports whether the role is one of an authority's staff.
func (r Role) Staff() bool { return slices.Contains(StaffRoles(), r) }

// Account is someone who signs in. Document is empty for all but holders.
type Account struct {
	ID             string
	Username       string // unique without regard to case
	Role           Role
	Authority      string // staff: the authority they act for
	Organisation   string // verifier: ID of the organisation they check for
	Name           string // as registered; staff and verifiers: may be empty
	Document       person.Document
	Phone          string // confirmed by a code once PhoneConfirmed
	PhoneConfirmed bool
	Email          string    // confirmed by a code; "" when none
	PasswordHash   string    // PHC string
	Temporary      bool      // the password was set by another and must be replaced
	ClaimedAt      time.Time // when the person was proven; zero: certificates stay hidden
	NoticeVersion  int       // version agreed to of the notice for the role
	CreatedAt      time.Time
	DisabledAt     time.Time // when the account was locked out; zero: it is not
	TOTPSecret     string    // base 32 (RFC 4648, section 6) without padding; "" before enrolment
	TOTPStep       int64     // the last time step whose code was used (RFC 6238, section 5.2)
}

// Disabled reports whether the account is locked out.
func (a Account) Disabled() bool { return !a.DisabledAt.IsZero() }

// Contact is where the account is reached: its confirmed telephone number,
// else its confirmed mail address, else "".
func (a Account) Contact() string {
	if a.PhoneConfirmed {
		return a.Phone
	}
	return a.Email
}

// Claimed reports whether the account is proven to be its person's.
func (a Account) Claimed() bool { return !a.ClaimedAt.IsZero() }

// Session is a signed-in browser, kept by the hash of its token.
type Session struct {
	TokenHash       []byte // SHA-256 of the token
	AccountID       string
	CreatedAt       time.Time
	ExpiresAt       time.Time
	SecondFactor    bool      // the second factor was shown, too
	AuthenticatedAt time.Time // when a password or passkey was last shown in it
	LastUsedAt      time.Time // kept to the hour
	Device          string    // BROWSER/SYSTEM, names of a short list; "" where nothing was said
}

// OneTimeCode is a code sent to somebody, kept by its hash. One account has
// at most one for each purpose; a new one replaces the old.
type OneTimeCode struct {
	AccountID string
	Purpose   string // what it proves, "claim" or the like
	Hash      []byte
	Phone     string // where it was sent, a telephone number or a mail address
	Attempts  int    // wrong tries so far
	ExpiresAt time.Time
}

// AccountReader reads accounts and sessions.
type AccountReader interface {
	// Account returns the account with that ID.
	Account(ctx context.Context, id string) (Account, error)
	// AccountByUsername returns the account of a user name, in any case.
	AccountByUsername(ctx context.Context, username string) (Account, error)
	// AccountsByDocument returns the accounts registered for a document, oldest first.
	AccountsByDocument(ctx context.Context, d person.Document) ([]Account, error)
	// StaffOf returns the accounts of an authority's staff, by user name, at
	// most ListLimit.
	StaffOf(ctx context.Context, authority string) ([]Account, error)
	// Session returns the session and its account.
	Session(ctx context.Context, tokenHash []byte) (Session, Account, error)
	// SessionsOf returns an account's sessions, the latest opened first, ended
	// ones that were not removed yet among them.
	SessionsOf(ctx context.Context, accountID string) ([]Session, error)
	// OneTimeCode returns the account's code for a purpose.
	OneTimeCode(ctx context.Context, accountID, purpose string) (OneTimeCode, error)
}

// AccountWriter writes accounts and sessions.
type AccountWriter interface {
	// AddAccount adds an account; a user name in use is a Conflict with the
	// reason username_taken.
	AddAccount(ctx context.Context, a Account) error
	// LockAccount returns the account and holds off every other transaction
	// that locks it until this one ends: for a change that reads an account and
	// then stores all of it.
	LockAccount(ctx context.Context, id string) (Account, error)
	// UpdateAccount stores every field of an account that is there. A user name
	// in use is a Conflict with the reason username_taken.
	UpdateAccount(ctx context.Context, a Account) error
	// DeleteAccount removes an account and every row that names it, but for the
	// audit trail, which names it by its ID alone: sessions, codes, passkeys,
	// devices, messages and choices, requests for corrections with what they
	// say, query numbers, and the API keys that it made for its organisation.
	// With the last account of an organisation go that one's keys, watches,
	// webhooks and batches, and it is locked out from at on.
	DeleteAccount(ctx context.Context, id string, at time.Time) error
	// AddSession adds a session; a token in use is a Conflict, an account that
	// is not there NotFound.
	AddSession(ctx context.Context, s Session) error
	// TouchSession notes that a session was used; one that is gone, or was used
	// later, is no error.
	TouchSession(ctx context.Context, tokenHash []byte, at time.Time) error
	// DeleteSession ends a session; one that is gone is no error.
	DeleteSession(ctx context.Context, tokenHash []byte) error
	// DeleteSessionsOf ends every session of an account.
	DeleteSessionsOf(ctx context.Context, accountID string) error
	// DeleteExpired removes sessions, one-time codes, ceremonies and kept
	// answers that ended before now, finished rounds of messages and devices out
	// of use, throttles that hold nothing back any more, and counts, of look-ups
	// too, older than CountHorizon.
	DeleteExpired(ctx context.Context, now time.Time) error
	// PutOneTimeCode stores a code in place of the one before it.
	PutOneTimeCode(ctx context.Context, c OneTimeCode) error
	// DeleteOneTimeCode removes a code; one that is gone is no error.
	DeleteOneTimeCode(ctx context.Context, accountID, purpose string) error
	// Allow takes one of the burst attempts that key has, which come back one
	// each interval, and reports whether there was one left (generic cell rate
	// algorithm, one row a key). A throttle written by a clock that has since
	// been set back by more than an hour starts anew.
	Allow(ctx context.Context, key string, now time.Time, burst int, interval time.Duration) (bool, error)
}
