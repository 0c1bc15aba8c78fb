package app

import (
	"maps"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/identity"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// openApproval opens what takes two people: the use cases that carry proposals
// out give their rules.
func (a *App) openApproval(demo bool) {
	a.Approval = &approval.Service{
		Store: a.Store, Blobs: a.Blobs, Cipher: a.Vault, Now: a.Now,
		Rules: map[store.ProposalKind]approval.Rule{},
	}
	a.Issuing = &issuing.Service{Store: a.Store, Approval: a.Approval, Fonts: a.Fonts, Desk: a.Desk, Watching: a.Watching, Now: a.Now}
	maps.Copy(a.Approval.Rules, a.Issuing.Rules(may(signin.ProposeChange), may(signin.ApproveChange)))
	a.Identity = &identity.Service{Store: a.Store, Approval: a.Approval, Issuing: a.Issuing, Desk: a.Desk, Index: a.Vault.Index, Now: a.Now}
	maps.Copy(a.Approval.Rules, a.Identity.Rules(may(signin.ProposeChange), may(signin.ApproveChange)))
	a.Requests = &requests.Service{
		Store: a.Store, Approval: a.Approval, Desk: a.Desk, Now: a.Now, AnswerDays: a.Config.Requests.AnswerDays,
	}
	a.Approval.Followers = []approval.Follower{a.Requests, a.Identity}
	a.Custody = &seals.Custody{Store: a.Store, Approval: a.Approval, Vault: a.Vault, Device: a.Device, Demo: demo, Now: a.Now}
	maps.Copy(a.Approval.Rules, a.Custody.Rules(may(signin.KeepSeals)))
	a.Approval.Rules[catalogue.VersionKind] = approval.Rule{
		Propose: may(signin.KeepCatalogue), Approve: may(signin.ApproveCatalogue), Executor: a.Catalogue,
	}
}

// may tells who has a duty.
func may(d signin.Duty) func(store.Role) bool {
	return func(role store.Role) bool { return signin.May(role, d) }
}
