package access

import (
	"net/http"

	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// undoForm says what the address in a message takes back; nothing happens
// before its button is pressed, for programs open addresses, too.
func (p *Pages) undoForm(w http.ResponseWriter, r *http.Request) error {
	page := view.Undo{Chrome: p.Chrome(r), Done: r.PathValue("token") == undone}
	page.NoIndex = true
	if !page.Done {
		c, err := p.SignIn.ContactChange(r.Context(), r.PathValue("token"), p.Client(r))
		if err != nil {
			return err
		}
		page.Token, page.Until = r.PathValue("token"), c.Until
	}
	return p.Page(w, r, http.StatusOK, page)
}

// undone stands where a token would, after it did its work.
const undone = "done"

func (p *Pages) undo(w http.ResponseWriter, r *http.Request) error {
	if err := p.SignIn.TakeBack(r.Context(), r.PathValue("token"), p.Client(r)); err != nil {
		return err
	}
	return respond.SeeOther(w, r, "/undo/"+undone)
}
