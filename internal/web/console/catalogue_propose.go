package console

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// maxCatalogueForm is a catalogue of the largest size in base64, and the rest
// of the form.
const maxCatalogueForm = 8 << 20

// compare reads a file and shows what it would change of today's version.
func (d *Catalogue) compare(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxCatalogueForm)
	page, err := d.comparison(r)
	if err != nil {
		page, listed := d.page(r)
		if listed != nil {
			return listed
		}
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			for i := range problems {
				problems[i].Field = "file" // whichever column it is
			}
			page.Problems = problems
			return page
		})
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Catalogue) comparison(r *http.Request) (view.CatalogueComparison, error) {
	file, _, err := r.FormFile("file")
	if err != nil {
		return view.CatalogueComparison{}, fault.New("console.compare", fault.Invalid, "file_missing").At("file")
	}
	defer file.Close()
	entries, err := catalogue.Parse(file)
	if err != nil {
		return view.CatalogueComparison{}, err
	}
	return d.compared(r, entries, civil.Of(d.Now()))
}

// compared is the page of entries beside what is in force on a day.
func (d *Catalogue) compared(r *http.Request, entries []catalogue.Entry, from civil.Date) (view.CatalogueComparison, error) {
	page := view.CatalogueComparison{Desk: d.desk(r, "catalogue"), Rows: len(entries), EffectiveOn: from.String()}
	_, difference, err := d.Register.Draft(r.Context(), Staff(r).Authority, entries, from)
	if err != nil {
		return page, err
	}
	var file bytes.Buffer
	if err := catalogue.Encode(&file, entries); err != nil {
		return page, err
	}
	page.File = base64.StdEncoding.EncodeToString(file.Bytes())
	for _, e := range difference.Added {
		page.Added = append(page.Added, e.Title())
	}
	for _, e := range difference.Removed {
		page.Removed = append(page.Removed, e.Title())
	}
	for _, c := range difference.Changed {
		for _, v := range c.Values {
			page.Changed = append(page.Changed, view.CatalogueChange{Entry: c.After.Title(), Column: v.Column, Before: v.Before, After: v.After})
		}
	}
	return page, nil
}

// propose proposes what was compared, from a day on.
func (d *Catalogue) propose(w http.ResponseWriter, r *http.Request) error {
	const op = "console.propose"
	r.Body = http.MaxBytesReader(w, r.Body, maxCatalogueForm)
	file, err := base64.StdEncoding.DecodeString(r.PostFormValue("catalogue"))
	var entries []catalogue.Entry
	if err == nil {
		entries, err = catalogue.Parse(bytes.NewReader(file))
	}
	if err != nil { // nobody typed this
		return fault.New(op, fault.Invalid, "form_malformed")
	}
	typed := strings.TrimSpace(r.PostFormValue("effective_on"))
	var from civil.Date
	if err := from.UnmarshalText([]byte(typed)); err != nil {
		return d.again(w, r, entries, fault.New(op, fault.Invalid, "effective_on_malformed").At("effective_on"))
	}
	draft, _, err := d.Register.Draft(r.Context(), Staff(r).Authority, entries, from)
	if err != nil {
		return d.again(w, r, entries, err)
	}
	draft.Content.Reason = r.PostFormValue("reason")
	p, err := d.Approval.Propose(r.Context(), Staff(r), draft)
	if err != nil {
		return d.again(w, r, entries, err)
	}
	return respond.SeeOther(w, r, proposalsPath+"/"+p.ID)
}

// again shows the comparison with what is wrong, and keeps what was typed.
func (d *Catalogue) again(w http.ResponseWriter, r *http.Request, entries []catalogue.Entry, wrong error) error {
	page, err := d.compared(r, entries, civil.Of(d.Now()))
	if err != nil {
		return err
	}
	page.EffectiveOn, page.Reason = r.PostFormValue("effective_on"), r.PostFormValue("reason")
	return d.Refused(w, r, wrong, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}
