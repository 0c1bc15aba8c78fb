package verifying

import (
	"net/http"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
	"yinxin.example/yinxin/verify"
)

func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	return p.Page(w, r, http.StatusOK, p.blank(r, "", nil))
}

func (p *Pages) blank(r *http.Request, day string, problems view.Problems) view.Verify {
	return view.Verify{
		Chrome: p.Chrome(r), MaxUploadMB: int(p.MaxUpload >> 20), MaxFiles: maxFiles, MaxTotalMB: int(totalFiles * p.MaxUpload >> 20),
		Day: day, Today: civil.Of(p.Now()), Problems: problems,
	}
}

// verify checks the files of a form, each by itself. They stay in memory for as
// long as the request takes, and are neither stored nor logged.
func (p *Pages) verify(w http.ResponseWriter, r *http.Request) error {
	sent, err := p.receive(w, r)
	if err != nil {
		return p.refuse(w, r, sent.day, err)
	}
	var day civil.Date
	if sent.day != "" {
		if day, err = p.Checking.ParseDay(sent.day); err != nil {
			return p.refuse(w, r, sent.day, err)
		}
	}
	all, err := p.judge(r.Context(), sent.files, day)
	if err != nil {
		return err
	}
	if len(all) == 1 && all[0].err != nil {
		return p.refuse(w, r, sent.day, all[0].err)
	}
	for _, j := range all {
		p.tell(r, j)
	}
	if wantsJSON(r) {
		if len(all) == 1 {
			return writeJSON(w, http.StatusOK, all[0].result)
		}
		return writeJSON(w, http.StatusOK, filesJSON(all))
	}
	if len(all) > 1 {
		return p.verdicts(w, r, all, day)
	}
	page, err := p.verdict(r, all[0])
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, page)
}

// tell counts a check and puts it into the copy's history.
func (p *Pages) tell(r *http.Request, j judged) {
	if j.err != nil {
		return
	}
	p.Metrics.Checked(string(j.result.Verdict))
	if j.result.Copy != "" {
		p.note(r, store.Check{Code: j.result.Copy, Way: store.CheckedByFile})
	}
}

// refuse says why nothing could be judged at all.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, day string, err error) error {
	if wantsJSON(r) {
		return refusedJSON(w, err)
	}
	return p.Refused(w, r, asRefusal(err), func(problems view.Problems) view.Page { return p.blank(r, day, problems) })
}

// asRefusal is why a file could not be judged, as a form's problem.
func asRefusal(err error) error {
	if own, ok := unreadable(err); ok {
		return fault.New("verifying.refuse", fault.Invalid, fault.Reason(own.Code)).At("file")
	}
	return err
}

// sealsOn are the seals on an intact file where there is more to tell than the
// name: one is electronic, or timestamps prove when ours was made.
func sealsOn(report verify.Report) (all []view.SealOn) {
	telling := false
	for _, s := range report.Signers {
		if s.Timestamp || s.Integrity != verify.Intact {
			continue
		}
		on := view.SealOn{Name: s.Name, Algorithm: s.Algorithm, Level: s.Level, ProvenAt: s.ProvenAt, Trusted: s.Seal == verify.SealTrusted}
		if e := s.ElectronicSeal; e != nil {
			on.Electronic, on.ID, on.Maker, telling = true, e.ID, e.Maker, true
		}
		telling = telling || !s.ProvenAt.IsZero() && report.Data != nil
		all = append(all, on)
	}
	if !telling {
		return nil
	}
	return all
}

// verdict is the page of one judged file.
func (p *Pages) verdict(r *http.Request, j judged) (view.Verdict, error) {
	result := j.result
	page := view.Verdict{Chrome: p.Chrome(r), Judgement: judgement(result), FileName: j.name, Bytes: int64(len(j.content))}
	page.NoIndex = true
	if result.Copy != "" {
		page.Ask = view.AskDay{Code: result.Copy, Today: civil.Of(p.Now())}
	}
	for _, s := range result.Signers {
		if !s.Timestamp && result.Data == nil && result.Integrity == verify.Intact {
			page.Signers = append(page.Signers, view.Signer{Name: s.Name, Issuer: s.Organization})
		}
	}
	page.Seals = sealsOn(result.Report)
	var err error
	if page.Draft, err = p.Records.Draft(result, j.digest()); err != nil {
		return page, err
	}
	if n := result.IntactRevision; n > 0 && n < len(j.content) {
		return page, p.offerOriginal(r, &page, j.name, j.content[:n])
	}
	return page, nil
}
