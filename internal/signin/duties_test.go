package signin_test

import (
	"testing"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// Two pairs of eyes are two people: no role has both halves, and a holder has
// no part in an authority's work.
func TestDutiesAreApart(t *testing.T) {
	for _, role := range store.StaffRoles() {
		for _, pair := range [][2]signin.Duty{
			{signin.Deliver, signin.Release}, {signin.ProposeChange, signin.ApproveChange}, {signin.KeepCatalogue, signin.ApproveCatalogue},
		} {
			if signin.May(role, pair[0]) && signin.May(role, pair[1]) {
				t.Errorf("%s may both %s and %s", role, pair[0], pair[1])
			}
		}
		if !signin.May(role, signin.SeeOverview) {
			t.Errorf("%s has nothing to see", role)
		}
	}
	for _, d := range []signin.Duty{
		signin.SeeOverview, signin.RetryCopies, signin.Deliver, signin.Release, signin.SeeDeliveries, signin.SeeCertificates, signin.ProposeChange,
		signin.ApproveChange, signin.SeeProposals, signin.KeepSeals, signin.SeeSeals, signin.KeepCatalogue, signin.ApproveCatalogue,
		signin.SeeCatalogue, signin.ConfirmPersons, signin.AnswerRequests, signin.ManageAccounts, signin.ManageKeys, signin.ReadTrail,
	} {
		if signin.May(store.HolderRole, d) || signin.May("", d) {
			t.Errorf("a holder may %s", d)
		}
	}
}
