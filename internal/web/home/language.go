package home

import (
	"net/http"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/web/respond"
)

// language remembers the language asked for and goes back to where the reader was.
func (p *Pages) language(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p.RememberLanguage(w, locale.Negotiate(q.Get("to"), r.Header.Get("Accept-Language")))
	return respond.SeeOther(w, r, respond.LocalPath(q.Get("back"), "/"))
}
