package certificates

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/web/view"
)

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	items, err := p.Holding.List(r.Context(), holder(r))
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return p.empty(w, r)
	}
	page := view.CertificateList{Chrome: p.Chrome(r)}
	for _, item := range items {
		page.Cards = append(page.Cards, p.card(item))
	}
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) card(item holding.Item) view.CertificateCard {
	c := item.Certificate
	card := view.CertificateCard{
		Certificate: head(c, item.Offering), IssuedOn: c.IssuedOn, Authority: c.Authority, State: c.State,
	}
	card.Offer, card.Copy = p.offer(item)
	card.Standing = standing(item)
	card.Successor = successor(item)
	card.CopyExpired = card.Offer == view.OfferEndorse && slices.ContainsFunc(p.rows(item), func(row view.CopyRow) bool {
		return row.State == view.CopyExpired
	})
	return card
}

func (p *Pages) rows(item holding.Item) []view.CopyRow {
	rows := make([]view.CopyRow, len(item.Copies))
	for i, c := range item.Copies {
		rows[i] = p.row(item, c)
	}
	return rows
}

// empty asks which certificate is missed, and answers.
func (p *Pages) empty(w http.ResponseWriter, r *http.Request) error {
	qualifications, err := p.Holding.Qualifications(r.Context())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page := view.CertificatesEmpty{
		Chrome: p.Chrome(r), Claimed: holder(r).Claimed(), Qualifications: qualifications,
		Qualification: strings.TrimSpace(q.Get("qualification")), Year: strings.TrimSpace(q.Get("year")),
	}
	if page.Qualification == "" && page.Year == "" {
		return p.Page(w, r, http.StatusOK, page)
	}
	year, err := strconv.Atoi(page.Year)
	if err != nil {
		err = fault.New("certificates.empty", fault.Invalid, "year_invalid").At("year")
	} else {
		err = p.explain(r, &page, year)
	}
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) explain(r *http.Request, page *view.CertificatesEmpty, year int) error {
	answer, err := p.Holding.Explain(r.Context(), holder(r), page.Qualification, year)
	if err != nil {
		return err
	}
	page.Answer = map[holding.Cause]view.EmptyAnswer{
		holding.NotOurs:       view.EmptyNotOurs,
		holding.NotOnlineYet:  view.EmptyNotYetOnline,
		holding.ShouldBeThere: view.EmptyShouldBeHere,
	}[answer.Cause]
	page.NameChanged, page.OlderForm = answer.MaybeCorrected, answer.OlderForm
	return nil
}
