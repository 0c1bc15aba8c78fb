package verifying

import (
	"net/http"
	"net/url"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
	"yinxin.example/yinxin/verify"
)

// entry asks for a code, a copy's or a record's, and sends the reader on to the
// one typed (?code=).
func (p *Pages) entry(w http.ResponseWriter, r *http.Request) error {
	typed := r.URL.Query().Get("code")
	if typed == "" {
		return p.Page(w, r, http.StatusOK, view.CodeEntry{Chrome: p.Chrome(r)})
	}
	if code, err := cert.ParseRecordCode(typed); err == nil {
		return respond.SeeOther(w, r, "/verify/records/"+string(code))
	}
	if code, err := cert.ParseCode(typed); err == nil {
		return respond.SeeOther(w, r, "/v/"+string(code))
	}
	return respond.SeeOther(w, r, "/v/"+url.PathEscape(typed))
}

// code shows what the genuine copy says, for comparing. A malformed code and
// an unknown one answer alike.
func (p *Pages) code(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	if !p.codes.allow(p.Client(r)) {
		return fault.New("verifying.code", fault.Throttled, "too_many_lookups")
	}
	code, at := r.PathValue("code"), r.URL.Query().Get("at")
	found, wrong, err := p.lookUp(r, code, at)
	if fault.Is(err, fault.NotFound) {
		return p.unknown(w, r, code)
	}
	if err != nil {
		return err
	}
	page := p.codePage(r, found)
	if wrong != nil {
		return p.Refused(w, r, wrong, func(problems view.Problems) view.Page {
			page.Ask.Value, page.Ask.Problems = at, problems
			return page
		})
	}
	return p.Page(w, r, http.StatusOK, page)
}

// unknown answers for a code of no copy that was ever handed out.
func (p *Pages) unknown(w http.ResponseWriter, r *http.Request, code string) error {
	page := view.CodeEntry{Chrome: p.Chrome(r), Code: code, NotFound: true}
	page.NoIndex = true
	return p.Page(w, r, http.StatusNotFound, page)
}

// lookUp answers for the day asked about, "" for now, and notes that it was
// asked. Where that is no day, it answers for now, and wrong says why.
func (p *Pages) lookUp(r *http.Request, code, at string) (found checking.CodeResult, wrong, err error) {
	var day civil.Date
	if at != "" {
		day, wrong = p.Checking.ParseDay(at)
	}
	if at == "" || wrong != nil {
		found, err = p.Checking.Code(r.Context(), code)
	} else {
		found, err = p.Checking.CodeAtDay(r.Context(), code, day)
	}
	if err == nil {
		p.Metrics.Checked(string(found.Verdict))
		p.note(r, store.Check{Certificate: found.Copy.Certificate, Code: found.Copy.Code, Way: store.CheckedByCode})
	}
	return found, wrong, err
}

func (p *Pages) codePage(r *http.Request, found checking.CodeResult) view.CodeResult {
	page := view.CodeResult{
		Chrome: p.Chrome(r), Judgement: p.lookedUp(found), Host: p.host,
		Ask: view.AskDay{Code: found.Copy.Code, Today: civil.Of(p.Now())},
	}
	page.NoIndex = true
	if !found.Day.IsZero() {
		page.Ask.Value = found.Day.String()
	}
	if found.Copy.Snapshot.Photo != "" {
		page.PhotoSrc = "/v/" + string(found.Copy.Code) + "/photo"
	}
	return page
}

// photo shows the photo of the sealed page, for comparing.
func (p *Pages) photo(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	if !p.codes.allow(p.Client(r)) {
		return fault.New("verifying.photo", fault.Throttled, "too_many_lookups")
	}
	photo, err := p.Checking.Photo(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(photo)
	return err
}

// lookedUp says a looked-up copy in the words of the pages. Without the file
// its integrity and seal cannot be judged: the reader compares.
func (p *Pages) lookedUp(found checking.CodeResult) view.Judgement {
	notJudged := view.Answer{State: string(verify.SealNotJudged)}
	snap := found.Copy.Snapshot
	data := &view.CopyData{
		FullName: snap.Name, Sex: snap.Sex, BirthDate: snap.BirthDate,
		DocumentType: snap.DocumentType, MaskedNumber: snap.MaskedNumber,
		Qualification: snap.Qualification, EnglishName: snap.EnglishName, Level: snap.Level, Specialty: snap.Specialty,
		ApprovedOn: snap.ApprovedOn, IssuedOn: snap.IssuedOn, Authority: snap.Authority,
		ManagementNumber: snap.ManagementNumber, QueryNumber: snap.QueryNumber,
		Code: found.Copy.Code, Maker: snap.Authority, MadeAt: found.Copy.MadeAt,
	}
	if e := found.Copy.Endorsement; e != nil {
		data.Scenario, data.Recipient, data.ValidUntil = e.Scenario, e.Recipient, e.ValidUntil
		data.NumberHidden = e.Number == cert.NumberFull
	}
	return view.Judgement{
		Verdict: string(found.Verdict), Reasons: found.Reasons, DemoSeal: p.Demo, CheckedAt: found.At, Online: true,
		Day: found.Day, NotIssued: notIssued(found.Standing), Earlier: found.Standing.Earlier,
		Integrity: notJudged, Seal: notJudged,
		Certificate: view.Answer{State: string(found.Certificate)},
		Endorsement: view.Answer{State: string(found.Endorsement)},
		Standing:    standing(found.Standing),
		Data:        data,
	}
}
