package console

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
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
		Changes: discreet(by.Role, p), Public: issuing.PublicReason(p),
		LegalBase: p.Content.LegalBase, EffectiveOn: p.Content.EffectiveOn, Evidence: p.Content.Evidence,
		DecidedBy: cmp.Or(names[p.DecidedBy], p.DecidedBy), DecidedAt: p.DecidedAt, Answer: p.Answer,
		Mine: p.State == store.ProposalOpen && p.ProposedBy == by.ID,
	}
	if strings.HasPrefix(string(p.Kind), "certificate.") && signin.May(by.Role, signin.SeeCertificates) {
		about, err := d.Issuing.Certificate(r.Context(), by.Authority, cert.ID(p.Subject))
		if err != nil {
			return page, err
		}
		head := certificateHead(about)
		page.Subject, page.Certificate, page.FullName = certificatesPath+"/"+p.Subject, &head, about.Holder.Name
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

// evidence hands out a file of evidence: what someone uploaded is never shown
// as part of this site.
func (d *Proposals) evidence(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return fault.New("console.evidence", fault.NotFound, "not_found")
	}
	e, content, err := d.Approval.Evidence(r.Context(), Staff(r).Authority, r.PathValue("id"), number)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", cmp.Or(approval.MediaType(content), "application/octet-stream"))
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(e.Name), "+", "%20"))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(content)
	return err
}
