package app

import (
	"maps"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// openApproval opens what takes two people: the use cases that carry proposals
// out give their rules.
func (a *App) openApproval() {
	a.Approval = &approval.Service{
		Store: a.Store, Blobs: a.Blobs, Cipher: a.Vault, Now: a.Now,
		Rules: map[store.ProposalKind]approval.Rule{},
	}
	a.Issuing = &issuing.Service{Store: a.Store, Approval: a.Approval, Fonts: a.Fonts, Now: a.Now}
	maps.Copy(a.Approval.Rules, a.Issuing.Rules(may(signin.ProposeChange), may(signin.ApproveChange)))
}

// may tells who has a duty.
func may(d signin.Duty) func(store.Role) bool {
	return func(role store.Role) bool { return signin.May(role, d) }
}
