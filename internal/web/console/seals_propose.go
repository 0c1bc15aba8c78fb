package console

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// maxSealForm is how large a form about a seal may be: a chain, or some hundred
// qualifications.
const maxSealForm = 2 << 20

// form asks for one change of a seal, as it stands now.
func (d *Seals) form(w http.ResponseWriter, r *http.Request) error {
	page, _, err := d.change(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

// change is the empty form for the change that the path names, create where it
// names none.
func (d *Seals) change(r *http.Request) (view.SealChange, store.ProposalKind, error) {
	page := view.SealChange{Desk: d.desk(r, "seals"), Change: cmp.Or(r.PathValue("change"), "create"), Algorithms: seals.Algorithms(), Levels: seals.Levels(), Forms: seals.Forms()}
	kind, known := kindOf(page.Change)
	id := r.PathValue("id")
	if !known || (kind == seals.CreateKind) != (id == "") {
		return page, kind, fault.New("console.change", fault.NotFound, "page_not_found")
	}
	var scope cert.SealScope
	if id != "" {
		kept, err := d.Custody.Find(r.Context(), Staff(r).Authority, id)
		if err != nil {
			return page, kind, err
		}
		of := d.row(kept)
		page.Of, page.Budget, page.Level, scope = &of, strconv.Itoa(kept.Budget), of.Level, kept.Scope
		page.Levels = seals.LevelsOf(kept.Form)
		if kind == seals.RetireKind || kind == seals.RevokeKind {
			if page.Reasons, err = d.reasons(r, kept.Seal); err != nil {
				return page, kind, err
			}
		}
	}
	var err error
	if page.Scoped() {
		page.Lines, err = d.lines(r, scope)
	}
	return page, kind, err
}

// reasons offers for what the seal's certificate can be revoked here.
func (d *Seals) reasons(r *http.Request, s store.Seal) ([]string, error) {
	stands, err := d.Custody.Standing(r.Context(), s)
	if err != nil || !revocable(stands) {
		return nil, err
	}
	return seals.RevocationReasons(), nil
}

func revocable(stands seals.Standing) bool { return stands.Ours && stands.RevokedAt.IsZero() }

// lines offers what the authority certifies now, and what the seal has besides.
func (d *Seals) lines(r *http.Request, scope cert.SealScope) ([]view.ScopeLine, error) {
	names, err := d.Qualifications(r, Staff(r).Authority)
	if err != nil {
		return nil, err
	}
	for _, name := range scope.Qualifications() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var lines []view.ScopeLine
	for _, name := range names {
		item, may := scope.Find(name)
		lines = append(lines, view.ScopeLine{Qualification: name, May: may, From: item.From.String()})
	}
	return lines, nil
}

// propose proposes the change, and leads to the proposal.
func (d *Seals) propose(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxSealForm)
	page, kind, err := d.change(r)
	if err != nil {
		return err
	}
	asked, err := d.asked(r, &page, kind)
	var p store.Proposal
	if err == nil {
		p, err = d.Custody.Propose(r.Context(), Staff(r), asked)
	}
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	return respond.SeeOther(w, r, proposalsPath+"/"+p.ID)
}

// asked reads the form, and keeps what was typed for the page.
func (d *Seals) asked(r *http.Request, page *view.SealChange, kind store.ProposalKind) (seals.Request, error) {
	asked := seals.Request{Kind: kind, Seal: r.PathValue("id"), Reason: r.PostFormValue("reason")}
	page.Reason = asked.Reason
	if kind == seals.ActivateKind {
		var err error
		asked.Chain, err = fileOf(r, "chain")
		if err == nil && len(asked.Chain) == 0 {
			err = fault.New("console.propose", fault.Invalid, "chain_missing").At("chain")
		}
		if page.Electronic() {
			var wrong error
			asked.Electronic, wrong = fileOf(r, "electronic")
			err = errors.Join(err, wrong)
		}
		page.SealsFrom = strings.TrimSpace(r.PostFormValue("from"))
		asked.From, err = sealsFrom(page.SealsFrom, err)
		return asked, err
	}
	if kind == seals.CompromiseKind {
		page.Since = strings.TrimSpace(r.PostFormValue("since"))
		asked.Since = sinceOf(page.Since)
		return asked, nil
	}
	if kind == seals.RetireKind || kind == seals.RevokeKind {
		page.Revoke = r.PostFormValue("revoke")
		asked.Revoke = page.Revoke
		return asked, nil
	}
	page.Algorithm, page.Form = r.PostFormValue("algorithm"), r.PostFormValue("form")
	asked.Algorithm, asked.Form = page.Algorithm, page.Form
	if page.Levelled() {
		page.Level = r.PostFormValue("level")
		asked.Level = page.Level
	}
	var all error
	if page.Scoped() {
		var err error
		asked.Scope, err = scopeOf(r, page)
		all = errors.Join(all, err)
	}
	if page.Budgeted() {
		page.Budget = strings.TrimSpace(r.PostFormValue("budget"))
		var err error
		if asked.Budget, err = strconv.Atoi(cmp.Or(page.Budget, "0")); err != nil {
			all = errors.Join(all, fault.New("console.propose", fault.Invalid, "seal_budget_malformed").At("budget"))
		}
	}
	return asked, all
}

// sealsFrom reads the day a seal takes over, which may be left out, and joins
// what is wrong with it to what is wrong already.
func sealsFrom(typed string, wrong error) (civil.Date, error) {
	if typed == "" {
		return civil.Date{}, wrong
	}
	day, err := civil.Parse(typed)
	if err != nil {
		return day, errors.Join(wrong, fault.New("console.propose", fault.Invalid, "seal_begins_outside").At("from"))
	}
	return day, wrong
}

// sinceOf reads a moment in Beijing as browsers send it, with seconds or
// without; the zero time for anything else, which is refused as missing.
func sinceOf(typed string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if at, err := time.ParseInLocation(layout, typed, civil.Shanghai()); err == nil {
			return at
		}
	}
	return time.Time{}
}

// scopeOf reads the lines that were sent: may has the numbers of those chosen.
func scopeOf(r *http.Request, page *view.SealChange) (cert.SealScope, error) {
	const op = "console.propose"
	names, froms := r.PostForm["qualification"], r.PostForm["from"]
	if len(names) != len(froms) {
		return nil, fault.New(op, fault.Invalid, "form_malformed")
	}
	var scope cert.SealScope
	var malformed error
	if len(names) > 0 {
		page.Lines = nil
	}
	for i, name := range names {
		line := view.ScopeLine{Qualification: name, From: froms[i], May: slices.Contains(r.PostForm["may"], strconv.Itoa(i))}
		page.Lines = append(page.Lines, line)
		if !line.May {
			continue
		}
		item := cert.SealItem{Qualification: name}
		if err := item.From.UnmarshalText([]byte(strings.TrimSpace(froms[i]))); err != nil {
			malformed = fault.New(op, fault.Invalid, "seal_scope_malformed").At("scope")
		}
		scope = append(scope, item)
	}
	return scope, malformed
}

// fileOf reads an uploaded file; what was not sent is empty.
func fileOf(r *http.Request, field string) ([]byte, error) {
	file, _, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New("console.propose", fault.Invalid, "form_malformed")
	}
	defer file.Close()
	return io.ReadAll(file)
}
