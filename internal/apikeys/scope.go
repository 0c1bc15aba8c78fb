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
)

// Scopes lists the scopes in the order they are offered.
func Scopes() []Scope {
	return []Scope{WriteDeliveries, ReadDeliveries, ReadCertificates, ProposeChanges, ReadSeals, ReadCatalogue, ReadAudit}
}

// May reports whether the caller's key has the scope.
func (c Caller) May(s Scope) bool { return slices.Contains(c.Key.Scopes, string(s)) }
