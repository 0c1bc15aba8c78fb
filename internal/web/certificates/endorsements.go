package certificates

import (
	"crypto/rand"
	"net/http"
	"slices"
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
	explainAfter = 2 * time.Second  // a copy that takes longer waits for something
)

// endorsements shows the form, the quota and every copy.
func (p *Pages) endorsements(w http.ResponseWriter, r *http.Request) error {
	item, err := p.item(r)
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, p.endorsementsPage(r, item, r.URL.Query().Get("scenario")))
}

// endorsementsPage has the form for the scenario of that name, or where it
// cannot be chosen, for the first that can.
func (p *Pages) endorsementsPage(r *http.Request, item holding.Item, name string) view.Endorsements {
	today := civil.Of(p.Now())
	offer, _ := p.offer(item)
	page := view.Endorsements{
		Chrome:      p.Chrome(r),
		Certificate: head(item.Certificate, item.Offering),
		State:       item.Certificate.State,
		Standing:    standing(item),
		Successor:   successor(item),
		Offer:       offer,
		Earliest:    today,
		Key:         rand.Text(),
		Copies:      p.rows(item),
	}
	scenario, others := p.choose(item.Offering, name)
	turns := scenario.Turns(today, item.Copies)
	page.Scenario, page.Latest, page.Numbers, page.Number = shown(scenario), scenario.LastDay(today), scenario.Forms(), scenario.Forms()[0]
	page.Quota = view.Quota{Used: turns.Used, Limit: turns.Limit, Window: scenario.WindowDays, NextTurn: turns.NextOn}
	for _, s := range others {
		page.Others = append(page.Others, shown(s))
	}
	if len(item.Copies) > 0 {
		newest := item.Copies[0]
		page.Copies[0].Preview = page.Copies[0].State == view.CopyReady
		page.CopiesFirst = page.Copies[0].Preview && p.Now().Sub(newest.MadeAt) < freshFor
		if newest.State == cert.Pending && p.Now().Sub(newest.RequestedAt) < refreshFor && name == "" && r.URL.Query().Get("apply") == "" {
			page.Refresh = refreshEvery
		}
		if newest.State == cert.Pending && p.Now().Sub(newest.RequestedAt) >= explainAfter {
			page.WaitsFor = waitsFor(p.Holding.Obstacle(r.Context(), newest))
		}
	}
	return page
}

// choose picks a scenario of those that the catalogue allows, and gives the
// others. A catalogue allows one at least.
func (p *Pages) choose(o cert.Offering, name string) (chosen cert.Scenario, others []cert.Scenario) {
	for _, s := range p.Holding.Policy.Scenarios {
		if o.Allows(s.Name) {
			others = append(others, s)
		}
	}
	if len(others) == 0 {
		return p.Holding.Policy.Scenarios[0], nil
	}
	at := max(0, slices.IndexFunc(others, func(s cert.Scenario) bool { return s.Name == name }))
	chosen = others[at]
	return chosen, slices.Delete(others, at, at+1)
}

func shown(s cert.Scenario) view.Scenario {
	return view.Scenario{Name: s.Name, EnglishName: s.EnglishName, MaxDays: s.MaxDays, Quota: s.Quota, Window: s.WindowDays}
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
		page := p.endorsementsPage(r, item, r.PostFormValue("scenario"))
		page.Refresh, page.CopiesFirst = 0, false
		page.ValidUntil, page.Recipient, page.Problems = r.PostFormValue("valid_until"), r.PostFormValue("recipient"), problems
		if number := cert.NumberForm(r.PostFormValue("number")); slices.Contains(page.Numbers, number) {
			page.Number = number
		}
		page.MoreOpen = page.Recipient != "" || page.Number != page.Numbers[0]
		return page
	})
}

func application(r *http.Request) (holding.Application, error) {
	until, err := civil.Parse(r.PostFormValue("valid_until"))
	if err != nil {
		return holding.Application{}, fault.New("certificates.application", fault.Invalid, "valid_until_malformed").At("valid_until")
	}
	return holding.Application{
		Scenario: r.PostFormValue("scenario"), ValidUntil: until, Key: r.PostFormValue("key"),
		Recipient: r.PostFormValue("recipient"), Number: cert.NumberForm(r.PostFormValue("number")),
	}, nil
}
