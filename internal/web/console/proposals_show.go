package console

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/identity"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

func (d *Proposals) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.proposal(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Proposals) proposal(r *http.Request) (view.Proposal, error) {
	by := Staff(r)
	p, err := d.Approval.Find(r.Context(), by.Authority, r.PathValue("id"))
	if err != nil {
		return view.Proposal{}, err
	}
	names, err := d.Approval.People(r.Context(), by.Authority, p)
	if err != nil {
		return view.Proposal{}, err
	}
	page := view.Proposal{
		Desk: d.desk(r, "proposals"), ProposalRow: d.row(r, p, names),
		Changes: discreet(by.Role, p), Public: cmp.Or(issuing.PublicReason(p), identity.PublicReason(p)),
		LegalBase: p.Content.LegalBase, EffectiveOn: p.Content.EffectiveOn, Evidence: p.Content.Evidence,
		DecidedBy: cmp.Or(names[p.DecidedBy], p.DecidedBy), DecidedAt: p.DecidedAt, Answer: p.Answer,
		Mine: p.State == store.ProposalOpen && p.ProposedBy == by.ID,
	}
	page.Untie = p.State == store.ProposalApproved && (p.Kind == identity.LinkKind || p.Kind == identity.NameKind) && may(r, signin.ProposeChange)
	if page.Seal != "" && signin.May(by.Role, signin.SeeSeals) {
		page.SealPage = sealsPath + "/" + page.Seal
	}
	if (strings.HasPrefix(string(p.Kind), "certificate.") || p.Kind == identity.CorrectKind) && signin.May(by.Role, signin.SeeCertificates) {
		about, err := d.Issuing.Certificate(r.Context(), by.Authority, cert.ID(p.Subject))
		if err != nil {
			return page, err
		}
		head := certificateHead(about)
		page.Subject, page.Certificate, page.FullName = certificatesPath+"/"+p.Subject, &head, about.Holder.Name
		if p.State == store.ProposalOpen {
			page.Standing, page.Overtaken = about.State, issuing.Overtaken(p, about.State)
		}
	}
	if !page.Yours {
		page.WhyNot = "duty_missing"
		if page.Mine {
			page.WhyNot = "second_pair_of_eyes"
		}
	}
	return page, nil
}

// discreet hides identity and telephone numbers, and all of what ties a
// person's documents, from those who neither propose nor approve such changes.
func discreet(role store.Role, p store.Proposal) []store.Change {
	if signin.May(role, signin.ProposeChange) || signin.May(role, signin.ApproveChange) {
		return p.Content.Changes
	}
	all := strings.HasPrefix(string(p.Kind), "identity.")
	shown := make([]store.Change, len(p.Content.Changes))
	for i, c := range p.Content.Changes {
		if all || c.Field == cert.FieldDocumentNumber || c.Field == cert.FieldMobile {
			c.Before, c.After = "***", "***"
		}
		shown[i] = c
	}
	return shown
}

// decide approves, sends back or takes back (field decision), and shows the
// proposal as it is then.
func (d *Proposals) decide(w http.ResponseWriter, r *http.Request) error {
	id, by := r.PathValue("id"), Staff(r)
	var err error
	switch r.PostFormValue("decision") {
	case "approve":
		_, err = d.Approval.Approve(r.Context(), by, id)
	case "reject":
		_, err = d.Approval.Reject(r.Context(), by, id, r.PostFormValue("answer"))
	case "withdraw":
		_, err = d.Approval.Withdraw(r.Context(), by, id)
	default:
		err = fault.New("console.decide", fault.Invalid, "form_malformed")
	}
	if err == nil {
		return respond.SeeOther(w, r, proposalsPath+"/"+url.PathEscape(id))
	}
	page, found := d.proposal(r)
	if found != nil {
		return found
	}
	return d.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		if page.State == store.ProposalOpen {
			page.Answer = r.PostFormValue("answer")
		}
		return page
	})
}

// evidence hands out a file of evidence.
func (d *Proposals) evidence(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return fault.New("console.evidence", fault.NotFound, "not_found")
	}
	e, content, err := d.Approval.Evidence(r.Context(), Staff(r).Authority, r.PathValue("id"), number)
	if err != nil {
		return err
	}
	return respond.HandOut(w, e, content)
}
