package check

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Query is where an organisation begins: it asks about one certificate by data.
type Query struct {
	*Office
	Lookup *checking.Lookup
	SignIn *signin.Service
	// Left is how many look-ups an organisation has left today.
	Left func(ctx context.Context, o store.Organisation) (int, error)
}

const (
	homePath = "/check"
	codePath = "/check/code"
)

// Entry implements Listed.
func (d *Query) Entry() Entry { return Entry{"query", homePath} }

// Routes implements Desk.
func (d *Query) Routes(mux *http.ServeMux, guard Guard) {
	mux.Handle("GET "+homePath, guard(d.form))
	mux.Handle("POST "+homePath, guard(d.ask))
	mux.Handle("GET "+codePath, guard(d.codeForm))
	mux.Handle("POST "+codePath, guard(d.confirm))
}

func (d *Query) form(w http.ResponseWriter, r *http.Request) error {
	until, err := d.confirmedUntil(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, d.formPage(r, checking.Question{}, until, nil))
}

func (d *Query) formPage(r *http.Request, q checking.Question, until time.Time, problems view.Problems) view.Page {
	return view.CheckQuery{
		Checker: d.Checker(r, "query"), IDNumber: q.DocumentNumber, FullName: q.Name, Number: q.Number,
		ConfirmedUntil: until, Left: d.left(r), Problems: problems,
	}
}

// left is how many look-ups are left today, -1 where they cannot be counted:
// that keeps no page from being shown.
func (d *Query) left(r *http.Request) int {
	n, err := d.Left(r.Context(), Organisation(r))
	if err != nil {
		d.Log.WarnContext(r.Context(), "look-ups not counted", slog.Any("error", err))
		return -1
	}
	return n
}

// ask answers at once where a code has come back lately, else keeps the
// question and sends a code. What was asked is in no address and in no page
// that follows.
func (d *Query) ask(w http.ResponseWriter, r *http.Request) error {
	q := checking.Question{
		DocumentNumber: strings.TrimSpace(r.PostFormValue("id_number")),
		Name:           r.PostFormValue("name"),
		Number:         strings.TrimSpace(r.PostFormValue("number")),
	}
	until, err := d.confirmedUntil(r)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return d.answer(w, r, q, until)
	}
	if err := d.askForCode(r, q); err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page { return d.formPage(r, q, until, problems) })
	}
	return respond.SeeOther(w, r, codePath)
}

func (d *Query) askForCode(r *http.Request, q checking.Question) error {
	if err := q.Check(); err != nil {
		return err
	}
	if err := d.CheckCaptcha(r); err != nil {
		return err
	}
	bound, err := d.Lookup.Ask(r.Context(), d.session(r), Verifier(r).ID, q)
	if err != nil {
		return err
	}
	return d.SignIn.StartLookup(r.Context(), Verifier(r), bound)
}

// answer looks up and shows what came of it.
func (d *Query) answer(w http.ResponseWriter, r *http.Request, q checking.Question, until time.Time) error {
	a := Verifier(r)
	found, err := d.Lookup.ByData(r.Context(), checking.Asker{Organisation: a.Organisation, Actor: a.ID, Way: store.CheckedByData}, q)
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page { return d.formPage(r, q, until, problems) })
	}
	return d.Page(w, r, http.StatusOK, d.resultPage(r, found))
}

func (d *Query) resultPage(r *http.Request, found checking.Answer) view.CheckResult {
	page := view.CheckResult{Checker: d.Checker(r, "query"), Outcome: string(found.Outcome), CheckedAt: found.At}
	if found.Outcome == checking.NotFound {
		return page
	}
	s := found.Standing
	page.State = s.State
	page.Standing = &view.Standing{State: s.State, Kind: s.Kind, Reason: s.Reason, LegalBase: s.LegalBase, Since: s.Since, Fields: s.Fields}
	if s.Successor != nil {
		page.Standing.Version, page.Standing.Newest = s.Successor.Version, s.Successor.State
	}
	if c := found.Certificate; found.Outcome == checking.Found {
		page.Watchable = string(c.ID)
		page.Data = &view.CertificateData{
			FullName: c.Holder.Name, Sex: string(c.Holder.Sex), BirthDate: c.Holder.BirthDate, MaskedNumber: c.Holder.Document.Masked(),
			Qualification: c.Qualification, EnglishName: c.EnglishName, Level: c.Level, Specialty: c.Specialty,
			ApprovedOn: c.ApprovedOn, IssuedOn: c.IssuedOn, Authority: c.Authority,
			ManagementNumber: c.ManagementNumber, QueryNumber: c.QueryNumber,
		}
	}
	return page
}

// codeForm asks for the code; ?again=1 follows a request for a new one.
func (d *Query) codeForm(w http.ResponseWriter, r *http.Request) error {
	_, err := d.Lookup.Waiting(r.Context(), d.session(r), Verifier(r).ID)
	if fault.Is(err, fault.NotFound) {
		return respond.SeeOther(w, r, homePath)
	}
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, d.codePage(r, r.URL.Query().Get("again") != "", nil))
}

func (d *Query) codePage(r *http.Request, again bool, problems view.Problems) view.Page {
	return view.CheckCode{
		Checker: d.Checker(r, "query"), To: signin.MaskedAddress(signin.LookupAddress(Verifier(r))),
		Minutes: int(d.SignIn.CodeLife().Minutes()), Lasts: d.Lookup.Policy.LookupMinutes, Sent: again, Problems: problems,
	}
}

// confirm takes the code and answers the question that waits, or sends another
// code with resend=yes.
func (d *Query) confirm(w http.ResponseWriter, r *http.Request) error {
	a := Verifier(r)
	bound, err := d.Lookup.Waiting(r.Context(), d.session(r), a.ID)
	if fault.Is(err, fault.NotFound) {
		return respond.SeeOther(w, r, homePath)
	}
	if err != nil {
		return err
	}
	again := func(problems view.Problems) view.Page { return d.codePage(r, false, problems) }
	if r.PostFormValue("resend") != "" {
		if err := d.SignIn.StartLookup(r.Context(), a, bound); err != nil {
			return d.Refused(w, r, err, again)
		}
		return respond.SeeOther(w, r, codePath+"?again=1")
	}
	if err := d.SignIn.ConfirmLookup(r.Context(), a, bound, strings.TrimSpace(r.PostFormValue("code"))); err != nil {
		return d.Refused(w, r, err, again)
	}
	q, err := d.Lookup.Confirm(r.Context(), d.session(r), a.ID, bound)
	if fault.Is(err, fault.NotFound) {
		return respond.SeeOther(w, r, homePath)
	}
	if err != nil {
		return err
	}
	until, err := d.confirmedUntil(r)
	if err != nil {
		return err
	}
	return d.answer(w, r, q, until)
}

func (d *Query) session(r *http.Request) string {
	return checking.SessionOf(respond.SessionToken(r))
}

func (d *Query) confirmedUntil(r *http.Request) (time.Time, error) {
	return d.Lookup.ConfirmedUntil(r.Context(), d.session(r), Verifier(r).ID)
}
