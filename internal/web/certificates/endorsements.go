package certificates

import (
	"crypto/rand"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const (
	refreshEvery = 1                // seconds between looks while a copy is being made
	refreshFor   = 60 * time.Second // after which a button takes the refresh's place
	freshFor     = 5 * time.Minute  // a copy made since stands above the form
)

// endorsements shows the form, the quota and every copy.
func (p *Pages) endorsements(w http.ResponseWriter, r *http.Request) error {
	item, err := p.item(r)
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, p.endorsementsPage(r, item))
}

func (p *Pages) endorsementsPage(r *http.Request, item holding.Item) view.Endorsements {
	today := civil.Of(p.Now())
	scenario := p.Holding.Policy.Scenarios[0]
	turns := scenario.Turns(today, item.Copies)
	offer, _ := p.offer(item)
	page := view.Endorsements{
		Chrome:      p.Chrome(r),
		Certificate: head(item.Certificate, item.Offering),
		State:       item.Certificate.State,
		Standing:    standing(item),
		Successor:   successor(item),
		Offer:       offer,
		Scenario:    scenario.Name,
		Earliest:    today,
		Latest:      scenario.LastDay(today),
		MaxDays:     scenario.MaxDays,
		Key:         rand.Text(),
		Quota:       view.Quota{Used: turns.Used, Limit: turns.Limit, Window: scenario.WindowDays, NextTurn: turns.NextOn},
		Copies:      p.rows(item),
	}
	for _, s := range p.Holding.Policy.Scenarios {
		if !item.Offering.Allows(s.Name) {
			continue
		}
		page.Scenarios = append(page.Scenarios, view.Scenario{Name: s.Name, EnglishName: s.EnglishName})
	}
	if len(item.Copies) > 0 {
		newest := item.Copies[0]
		page.Copies[0].Preview = page.Copies[0].State == view.CopyReady
		page.CopiesFirst = page.Copies[0].Preview && p.Now().Sub(newest.MadeAt) < freshFor
		if newest.State == cert.Pending && p.Now().Sub(newest.RequestedAt) < refreshFor && r.URL.Query().Get("apply") == "" {
			page.Refresh = refreshEvery
		}
	}
	return page
}

// endorse takes an application and shows it being made.
func (p *Pages) endorse(w http.ResponseWriter, r *http.Request) error {
	id := cert.ID(r.PathValue("id"))
	app, err := application(r)
	if err == nil {
		_, err = p.Holding.Endorse(r.Context(), holder(r), id, app)
	}
	if err == nil {
		return respond.SeeOther(w, r, "/certificates/"+string(id)+"/endorsements")
	}
	item, found := p.Holding.Find(r.Context(), holder(r), id)
	if found != nil {
		return found
	}
	return p.Refused(w, r, err, func(problems view.Problems) view.Page {
		page := p.endorsementsPage(r, item)
		page.Refresh, page.CopiesFirst = 0, false
		page.Scenario, page.ValidUntil, page.Problems = r.PostFormValue("scenario"), r.PostFormValue("valid_until"), problems
		return page
	})
}

func application(r *http.Request) (holding.Application, error) {
	until, err := civil.Parse(r.PostFormValue("valid_until"))
	if err != nil {
		return holding.Application{}, fault.New("certificates.application", fault.Invalid, "valid_until_malformed").At("valid_until")
	}
	return holding.Application{Scenario: r.PostFormValue("scenario"), ValidUntil: until, Key: r.PostFormValue("key")}, nil
}
