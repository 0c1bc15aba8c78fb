package verifying

import (
	"cmp"
	"net/http"
	"slices"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/view"
)

// verdicts is the page of several files: those with a problem first, and of
// one kind as they were sent.
func (p *Pages) verdicts(w http.ResponseWriter, r *http.Request, all []judged, day civil.Date) error {
	page := view.Verdicts{Chrome: p.Chrome(r), Day: day, CheckedAt: p.Now()}
	page.NoIndex = true
	for _, j := range all {
		item := view.FileVerdict{FileName: j.name, Bytes: int64(len(j.content))}
		if j.err != nil {
			refusal := view.ProblemsOf(asRefusal(j.err))[0]
			item.Refused, item.Args = refusal.Reason, refusal.Args
			page.Files = append(page.Files, item)
			continue
		}
		item.Judgement = judgement(j.result)
		draft, err := p.Records.Draft(j.result, j.digest())
		if err != nil {
			return fault.Wrap("verifying.verdicts", err)
		}
		item.Draft, item.Copy = draft, j.result.Copy
		page.Files = append(page.Files, item)
	}
	slices.SortStableFunc(page.Files, func(a, b view.FileVerdict) int { return cmp.Compare(a.Rank(), b.Rank()) })
	return p.Page(w, r, http.StatusOK, page)
}
