package access

import (
	"net/http"

	"yinxin.example/yinxin/internal/web/view"
)

// closed follows the closing of an account.
func (p *Pages) closed(w http.ResponseWriter, r *http.Request) error {
	page := view.Closed{Chrome: p.Chrome(r)}
	page.NoIndex = true
	return p.Page(w, r, http.StatusOK, page)
}
