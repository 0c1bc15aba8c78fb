package console

import (
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

func TestNumbersAreShownToThoseWhoDecide(t *testing.T) {
	const number = "119945198805178925"
	for _, test := range []struct {
		role  store.Role
		kind  store.ProposalKind
		field string
		shown bool
	}{
		{store.OfficerRole, "certificate.correct", cert.FieldDocumentNumber, true},
		{store.ReviewerRole, "certificate.correct", cert.FieldMobile, true},
		{store.AuditorRole, "certificate.correct", cert.FieldDocumentNumber, false},
		{store.CustodianRole, "certificate.correct", cert.FieldMobile, false},
		{store.AuditorRole, "certificate.correct", cert.FieldLevel, true},
		{store.AdministratorRole, "identity.link", "also", false},
		{store.ReviewerRole, "identity.link", "also", true},
	} {
		p := store.Proposal{Kind: test.kind, Content: store.ProposalContent{Changes: []store.Change{{Field: test.field, Before: number, After: number}}}}
		c := discreet(test.role, p)[0]
		if shown := c.Before == number && c.After == number; shown != test.shown {
			t.Errorf("%s of %s to %s: shown %v", test.field, test.kind, test.role, shown)
		}
	}
}
