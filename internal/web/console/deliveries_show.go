package console

import (
	"fmt"
	"net/http"
	"slices"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// show has one delivery, step by step.
func (d *Deliveries) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.onePage(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Deliveries) toDelivery(w http.ResponseWriter, r *http.Request) error {
	one, err := d.Intake.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r, deliveriesPath+"/"+one.ID)
}

func (d *Deliveries) onePage(r *http.Request, id string) (view.DeliveryPage, error) {
	ctx := r.Context()
	one, err := d.Intake.Find(ctx, Staff(r).Authority, id)
	if err != nil {
		return view.DeliveryPage{}, err
	}
	people, err := d.Intake.People(ctx, one)
	if err != nil {
		return view.DeliveryPage{}, err
	}
	page := view.DeliveryPage{
		Desk: d.desk(r, "deliveries"), Delivery: d.delivery(one), Steps: steps(one), Working: working(one.State),
		By: people[one.Account], SubmittedBy: people[one.SubmittedBy], ReleasedBy: people[one.ReleasedBy],
		Report: one.Findings.Faults > 0 && one.Findings.Kept != "", Seed: one.Findings.Seed,
		Proof:  one.Findings.Kept != "" && d.Intake.Prover != nil && slices.ContainsFunc(one.Findings.Lines, drawn),
		Answer: one.Answer, PublishAt: one.PublishAt, VisibleFrom: one.VisibleFrom,
		OwnWork: slices.Contains([]string{one.Account, one.SubmittedBy}, Staff(r).ID),
	}
	page.May = d.steps(r, one, page)
	if one.Size > 0 {
		page.Percent = int(min(100, one.Done*100/one.Size))
	}
	if f := one.Findings.Refusal; f != nil {
		page.Refusal = &view.Problem{Field: f.Field, Reason: f.Reason}
	}
	for _, g := range one.Findings.Groups {
		page.Faults = append(page.Faults, view.FaultGroup{Reason: g.Reason, Field: g.Field, Count: g.Count, Rows: g.Lines})
		if g.Reason == delivery.ReasonNameUnrenderable {
			page.Waiting += g.Count
		}
	}
	for _, l := range one.Findings.Lines {
		page.Lines = append(page.Lines, coverageLine(l))
	}
	return page, d.addLists(r, one, &page)
}

// addLists adds what is kept beside the delivery's row.
func (d *Deliveries) addLists(r *http.Request, one store.Delivery, page *view.DeliveryPage) error {
	names, err := d.Intake.Names(r.Context(), one)
	if err != nil {
		return err
	}
	const listed = 50 // on the page; the error file has all
	for _, n := range names[:min(len(names), listed)] {
		page.Names = append(page.Names, view.WaitingName{Row: n.Line, Parts: parts(n)})
	}
	batch, err := d.Intake.Batch(r.Context(), one)
	for _, other := range batch {
		if other.ID != one.ID {
			page.Others = append(page.Others, d.delivery(other))
		}
	}
	return err
}

// steps says what the reader may do now.
func (d *Deliveries) steps(r *http.Request, one store.Delivery, page view.DeliveryPage) view.DeliverySteps {
	delivers, releases := may(r, signin.Deliver), may(r, signin.Release)
	in := func(states ...store.DeliveryState) bool { return slices.Contains(states, one.State) }
	return view.DeliverySteps{
		Submit:   delivers && in(store.DeliveryChecked) && one.Rows > one.Unchanged+one.Refused,
		Discard:  delivers && in(store.DeliveryChecked, store.DeliveryUnreadable, store.DeliverySubmitted),
		Retry:    delivers && (in(store.DeliveryChecked, store.DeliveryUnreadable) || in(store.DeliveryReleased) && one.Refused > 0 && one.File != ""),
		Correct:  delivers && one.Refused > 0 && !in(store.DeliveryUndone, store.DeliveryUndoing, store.DeliveryChecking),
		SendBack: releases && in(store.DeliverySubmitted),
		Release:  releases && in(store.DeliverySubmitted) && !page.OwnWork,
		Stop:     releases && in(store.DeliveryReleasing),
		Resume:   releases && in(store.DeliveryStopped),
		Undo:     releases && (in(store.DeliveryReleasing, store.DeliveryStopped) || in(store.DeliveryReleased) && !one.PublicAt(d.Now())),
	}
}

// working reports whether the background changes a delivery in that state.
func working(s store.DeliveryState) bool {
	return slices.Contains([]store.DeliveryState{
		store.DeliveryReceiving, store.DeliveryChecking, store.DeliveryReleasing, store.DeliveryUndoing,
	}, s)
}

// steps are the five that a delivery goes through, and which it is at.
func steps(d store.Delivery) []view.Step {
	at := map[store.DeliveryState]int{
		store.DeliveryReceiving: 0, store.DeliveryChecking: 1, store.DeliveryUnreadable: 2, store.DeliveryChecked: 3,
		store.DeliverySubmitted: 4, store.DeliveryReleasing: 4, store.DeliveryStopped: 4, store.DeliveryReleased: 5,
		store.DeliveryUndoing: -1, store.DeliveryUndone: -1,
	}[d.State]
	if d.State == store.DeliveryChecked && d.Refused > 0 {
		at = 2
	}
	var all []view.Step
	for i, key := range []string{"upload", "check", "mend", "proof", "release"} {
		mark := "later"
		switch {
		case i < at:
			mark = "done"
		case i == at:
			mark = "now"
		}
		all = append(all, view.Step{Key: key, Mark: mark})
	}
	return all
}

// drawn reports whether certificates are drawn here, and not delivered as files.
func drawn(c store.Covered) bool { return c.Kind == cert.ECertificate }

func coverageLine(c store.Covered) view.CoverageLine {
	return view.CoverageLine{
		Authority: c.Authority, Qualification: c.Qualification, Level: c.Level, Year: c.Year, Kind: string(c.Kind), Certificates: c.Certificates,
	}
}

// parts takes a name apart at the characters that no font draws.
func parts(n delivery.Undrawn) []view.NamePart {
	var all []view.NamePart
	text := ""
	flush := func() {
		if text != "" {
			all = append(all, view.NamePart{Text: text})
			text = ""
		}
	}
	for _, r := range n.Name {
		if !slices.Contains(n.Missing, r) {
			text += string(r)
			continue
		}
		flush()
		all = append(all, view.NamePart{Text: string(r), Code: fmt.Sprintf("U+%04X", r), Block: intake.Block(r)})
	}
	flush()
	return all
}
