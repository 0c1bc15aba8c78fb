package apikeys

import "slices"

// Scope is something that a key may do.
type Scope string

// The scopes.
const (
	WriteDeliveries  Scope = "deliveries:write"
	ReadDeliveries   Scope = "deliveries:read"
	ReadCertificates Scope = "certificates:read"
	ProposeChanges   Scope = "changes:propose" // of certificates and of the catalogue
	ReadSeals        Scope = "seals:read"
	ReadCatalogue    Scope = "catalogue:read"
	ReadAudit        Scope = "audit:read"

	Check Scope = "check" // look certificates up, by data, file and batch
	Watch Scope = "watch" // be told of changes
)

// Scopes lists the scopes of an authority's keys in the order they are offered.
func Scopes() []Scope {
	return []Scope{WriteDeliveries, ReadDeliveries, ReadCertificates, ProposeChanges, ReadSeals, ReadCatalogue, ReadAudit}
}

// OrganisationScopes lists those of an organisation's keys.
func OrganisationScopes() []Scope { return []Scope{Check, Watch} }

// scopesOf lists the scopes that an owner's keys may have.
func scopesOf(o Owner) []Scope {
	if o.Organisation != "" {
		return OrganisationScopes()
	}
	return Scopes()
}

// May reports whether the caller's key has the scope.
func (c Caller) May(s Scope) bool { return slices.Contains(c.Key.Scopes, string(s)) }
