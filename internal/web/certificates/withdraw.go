package certificates

import (
	"net/http"

	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// withdrawal asks whether a copy is to be withdrawn, and says what follows.
func (p *Pages) withdrawal(w http.ResponseWriter, r *http.Request) error {
	code, err := p.code(r)
	if err != nil {
		return err
	}
	c, _, err := p.Holding.Copy(r.Context(), holder(r), code)
	if err != nil {
		return err
	}
	item, err := p.Holding.Find(r.Context(), holder(r), c.Certificate)
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, view.Withdrawal{
		Chrome: p.Chrome(r), Certificate: head(item.Certificate, item.Offering), Copy: p.row(item, c),
	})
}

// withdraw withdraws the copy at once.
func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	code, err := p.code(r)
	if err != nil {
		return err
	}
	c, err := p.Holding.Withdraw(r.Context(), holder(r), code)
	if err != nil {
		return err
	}
	return respond.SeeOther(w, r, "/certificates/"+string(c.Certificate)+"/endorsements")
}
