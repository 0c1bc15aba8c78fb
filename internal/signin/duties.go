package signin

import (
	"slices"

	"yinxin.example/yinxin/internal/store"
)

// Duty is something that staff do, or see, in the console.
type Duty string

// The duties.
const (
	SeeOverview      Duty = "see overview"
	RetryCopies      Duty = "retry copies"   // that failed
	Deliver          Duty = "deliver"        // upload deliveries
	Release          Duty = "release"        // put a checked delivery online
	SeeDeliveries    Duty = "see deliveries" // with their reports
	SeeCertificates  Duty = "see certificates"
	ProposeChange    Duty = "propose change" // of a certificate: correct, revoke, suspend, …
	ApproveChange    Duty = "approve change"
	SeeProposals     Duty = "see proposals"
	KeepSeals        Duty = "keep seals" // proposes and approves, never both
	SeeSeals         Duty = "see seals"
	KeepCatalogue    Duty = "keep catalogue"
	ApproveCatalogue Duty = "approve catalogue"
	SeeCatalogue     Duty = "see catalogue"
	ConfirmPersons   Duty = "confirm persons" // at the counter, by their document
	AnswerRequests   Duty = "answer requests"
	ManageAccounts   Duty = "manage accounts"
	ManageKeys       Duty = "manage keys" // of the authority's own programs
	ReadTrail        Duty = "read trail"
	// ManageOrganisations locks out organisations that check, which belong to no
	// authority.
	ManageOrganisations Duty = "manage organisations"
)

// duties says who has which duty, each within the own authority. Nobody has
// both halves of what takes two people, but for KeepSeals, where the person
// who proposed is told from the one who approves.
var duties = map[Duty][]store.Role{
	SeeOverview:         store.StaffRoles(),
	RetryCopies:         {store.OfficerRole},
	Deliver:             {store.OfficerRole},
	Release:             {store.ReviewerRole},
	SeeDeliveries:       {store.OfficerRole, store.ReviewerRole, store.AuditorRole, store.AdministratorRole},
	SeeCertificates:     {store.OfficerRole, store.ReviewerRole, store.AuditorRole, store.AdministratorRole},
	ProposeChange:       {store.OfficerRole},
	ApproveChange:       {store.ReviewerRole},
	SeeProposals:        store.StaffRoles(),
	KeepSeals:           {store.CustodianRole},
	SeeSeals:            {store.CustodianRole, store.AuditorRole, store.AdministratorRole, store.ReviewerRole},
	KeepCatalogue:       {store.AdministratorRole},
	ApproveCatalogue:    {store.ReviewerRole},
	SeeCatalogue:        store.StaffRoles(),
	ConfirmPersons:      {store.OfficerRole},
	AnswerRequests:      {store.OfficerRole},
	ManageAccounts:      {store.AdministratorRole},
	ManageKeys:          {store.AdministratorRole},
	ManageOrganisations: {store.AdministratorRole},
	ReadTrail:           {store.AuditorRole, store.AdministratorRole},
}

// May reports whether a role has a duty.
func May(role store.Role, d Duty) bool { return slices.Contains(duties[d], role) }

// NeedsSecondFactor reports whether a role signs in with a one-time password
// beside its password: those whose single word puts something into force.
func NeedsSecondFactor(role store.Role) bool {
	return role == store.ReviewerRole || role == store.CustodianRole || role == store.AdministratorRole
}
