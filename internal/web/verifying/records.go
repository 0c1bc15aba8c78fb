package verifying

import (
	"net/http"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// keepRecord keeps the finding that a file's page carries, or what a look-up of
// the page's code finds now, and shows it.
func (p *Pages) keepRecord(w http.ResponseWriter, r *http.Request) error {
	if !p.keeps.allow(p.Client(r)) {
		return fault.New("verifying.keepRecord", fault.Throttled, "too_many_lookups")
	}
	var by *store.Account
	if a, ok := respond.Visitor(r.Context()); ok {
		by = &a
	}
	if code := r.PostFormValue("code"); code != "" {
		return p.keepLookup(w, r, code, by)
	}
	record, err := p.Records.Keep(r.Context(), r.PostFormValue("draft"), by)
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page { return p.blank(r, "", problems) })
	}
	return respond.SeeOther(w, r, "/verify/records/"+string(record.Code))
}

func (p *Pages) keepLookup(w http.ResponseWriter, r *http.Request, code string, by *store.Account) error {
	found, wrong, err := p.lookUp(r, code, r.PostFormValue("at"))
	switch {
	case fault.Is(err, fault.NotFound):
		return p.unknown(w, r, code)
	case err != nil:
		return err
	case wrong != nil:
		return wrong
	}
	record, err := p.Records.KeepLookup(r.Context(), found, p.Demo, by)
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r, "/verify/records/"+string(record.Code))
}

// record shows what a check found at its time.
func (p *Pages) record(w http.ResponseWriter, r *http.Request) error {
	found, err := p.findRecord(w, r)
	if err != nil {
		return err
	}
	page, err := p.recordPage(r, found)
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, page)
}

// compareRecord says whether a file is the one of the record, and how it is
// judged now.
func (p *Pages) compareRecord(w http.ResponseWriter, r *http.Request) error {
	found, err := p.findRecord(w, r)
	if err != nil {
		return err
	}
	page, err := p.recordPage(r, found)
	if err != nil {
		return err
	}
	again := func(err error) error {
		return p.Refused(w, r, asRefusal(err), func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	sent, err := p.receive(w, r)
	if err != nil {
		return again(err)
	}
	all, err := p.judge(r.Context(), sent.files[:1], civil.Date{})
	if err != nil {
		return err
	}
	if all[0].err != nil {
		return again(all[0].err)
	}
	p.tell(r, all[0])
	now := judgement(all[0].result)
	page.Compared, page.Same, page.Present = true, all[0].digest() == found.FileDigest, &now
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) findRecord(w http.ResponseWriter, r *http.Request) (store.CheckRecord, error) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	if !p.reads.allow(p.Client(r)) {
		return store.CheckRecord{}, fault.New("verifying.findRecord", fault.Throttled, "too_many_lookups")
	}
	return p.Records.Find(r.Context(), r.PathValue("code"))
}

func (p *Pages) recordPage(r *http.Request, found store.CheckRecord) (view.Record, error) {
	address := p.PublicURL + "/verify/records/" + string(found.Code)
	square, err := respond.Square(address)
	page := view.Record{
		Chrome: p.Chrome(r), Code: found.Code, FileDigest: found.FileDigest, Copy: found.Copy,
		CheckedBy: found.CheckedBy, ByNumber: found.ByNumber, KeptUntil: p.Records.KeptUntil(found), Address: address, Square: square,
		Judgement: view.Judgement{
			Verdict: found.Verdict, DemoSeal: found.Demo, CheckedAt: found.At, Online: true, Day: found.AskedDay,
			Integrity: view.Answer{State: found.Integrity}, Seal: view.Answer{State: found.Seal},
			Certificate: view.Answer{State: found.Certificate}, Endorsement: view.Answer{State: found.Endorsement},
		},
	}
	for _, reason := range found.Reasons {
		page.Reasons = append(page.Reasons, fault.Reason(reason))
	}
	page.NoIndex = true
	return page, err
}
