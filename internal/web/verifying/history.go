package verifying

import (
	"net/http"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
)

// note puts a check into the copy's history, unless it is the holder's own. Of
// who checks, no more is kept than the office of staff, or the organisation,
// that is signed in.
func (p *Pages) note(r *http.Request, check store.Check) {
	switch a, ok := respond.Visitor(r.Context()); {
	case ok && a.Role != store.HolderRole:
		check.Office, check.Organisation = a.Authority, a.Organisation
	case ok:
		if _, _, err := p.Holding.Copy(r.Context(), a, check.Code); err == nil {
			return
		}
	}
	p.History.Note(check)
}
