package console

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// retriedOnce hands the overview what became of the copies tried again.
const retriedOnce = "retried"

// retry makes the copies that failed for the reason in the form pending again.
func (d *Overview) retry(w http.ResponseWriter, r *http.Request) error {
	retried, err := d.Figures.Retry(r.Context(), Staff(r), r.PostFormValue("reason"))
	if err != nil {
		page, unread := d.page(r)
		if unread != nil {
			return unread
		}
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	told := view.Retried{Again: retried.Again, More: retried.More}
	for _, reason := range slices.Sorted(maps.Keys(retried.Kept)) {
		told.Kept = append(told.Kept, view.KeptCopies{Reason: string(reason), Copies: retried.Kept[reason]})
	}
	text, err := json.Marshal(told)
	if err != nil {
		return err
	}
	d.PutOnce(w, overviewPath, retriedOnce, string(text))
	return respond.SeeOther(w, r, overviewPath)
}

// retriedOf reads what retry left; nil for nothing. It comes from the reader's
// browser, so what is not ours to say is passed over.
func retriedOf(text string) *view.Retried {
	var told view.Retried
	if json.Unmarshal([]byte(text), &told) != nil || told.Again < 0 {
		return nil
	}
	told.Kept = slices.DeleteFunc(told.Kept, func(k view.KeptCopies) bool {
		return k.Copies < 1 || !slices.Contains(view.KeptReasons(), k.Reason)
	})
	return &told
}
