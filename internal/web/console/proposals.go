package console

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Proposals (待复核) is where the second pair of eyes looks, whatever the kind
// of proposal.
type Proposals struct {
	*Office
	Approval *approval.Service
	Issuing  *issuing.Service
}

const (
	proposalsPath  = "/console/proposals"
	proposalsAPage = 50
)

// Entry implements Listed.
func (d *Proposals) Entry() Entry { return Entry{"proposals", proposalsPath, signin.SeeProposals} }

// Routes implements Desk.
func (d *Proposals) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + proposalsPath:                             {signin.SeeProposals, d.list},
		"GET " + proposalsPath + "/{id}":                   {signin.SeeProposals, d.show},
		"POST " + proposalsPath + "/{id}":                  {signin.SeeProposals, d.decide},
		"GET " + proposalsPath + "/{id}/evidence/{number}": {signin.SeeProposals, d.evidence},
	})
}

func (d *Proposals) list(w http.ResponseWriter, r *http.Request) error {
	page := view.Proposals{Desk: d.desk(r, "proposals"), Show: view.ProposalsWaiting, Groups: d.groups()}
	if show := view.ProposalList(r.FormValue("show")); slices.Contains(view.ProposalLists(), show) {
		page.Show = show
	}
	if group := r.FormValue("kind"); slices.Contains(page.Groups, group) {
		page.Group = group
	}
	filter := listed(page.Show, Staff(r))
	filter.After = r.FormValue("after")
	if page.Group != "" {
		filter.Kind = store.ProposalKind(page.Group + ".")
	}
	found, err := d.Approval.List(r.Context(), filter)
	if err != nil {
		return err
	}
	names, err := d.Approval.People(r.Context(), Staff(r).Authority, found...)
	if err != nil {
		return err
	}
	for _, p := range found {
		page.Rows = append(page.Rows, d.row(r, p, names))
	}
	if len(found) == proposalsAPage {
		page.NextURL = proposalsPath + "?" + url.Values{
			"show": {string(page.Show)}, "kind": {page.Group}, "after": {found[len(found)-1].ID},
		}.Encode()
	}
	return d.Page(w, r, http.StatusOK, page)
}

// listed is the filter of a list.
func listed(show view.ProposalList, by store.Account) store.ProposalFilter {
	f := store.ProposalFilter{Authority: by.Authority, Limit: proposalsAPage}
	switch show {
	case view.ProposalsMine:
		f.By = by.ID
	case view.ProposalsDecided:
		f.Decided = true
	default:
		f.State = store.ProposalOpen
	}
	return f
}

// groups are the first words of the kinds that there are, in order.
func (d *Proposals) groups() []string {
	var groups []string
	for kind := range d.Approval.Rules {
		if group, _, _ := strings.Cut(string(kind), "."); !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	slices.Sort(groups)
	return groups
}

// sealOf is the ID of the seal that a proposal changes; one that is yet to be
// made has an ID that tells nobody anything.
func sealOf(p store.Proposal) string {
	if !strings.HasPrefix(string(p.Kind), "seal.") || p.Kind == seals.CreateKind {
		return ""
	}
	return p.Subject
}

func (d *Proposals) row(r *http.Request, p store.Proposal, names map[string]string) view.ProposalRow {
	return view.ProposalRow{
		ID: p.ID, Kind: string(p.Kind), Seal: sealOf(p), Reason: p.Content.Reason, By: cmp.Or(names[p.ProposedBy], p.ProposedBy),
		At: p.ProposedAt, State: p.State, Yours: d.Approval.MayDecide(Staff(r), p),
	}
}
