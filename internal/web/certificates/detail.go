package certificates

import (
	"net/http"

	"yinxin.example/yinxin/internal/web/view"
)

func (p *Pages) detail(w http.ResponseWriter, r *http.Request) error {
	item, err := p.item(r)
	if err != nil {
		return err
	}
	c := item.Certificate
	page := view.CertificateDetail{
		Chrome:       p.Chrome(r),
		Certificate:  head(c, item.Offering),
		FullName:     c.Holder.Name,
		Sex:          string(c.Holder.Sex),
		BirthDate:    c.Holder.BirthDate,
		DocumentType: string(c.Holder.Document.Type),
		MaskedNumber: c.Holder.Document.Masked(),
		ManagementNo: c.ManagementNumber,
		QueryNo:      c.QueryNumber,
		ApprovedOn:   c.ApprovedOn,
		IssuedOn:     c.IssuedOn,
		Authority:    c.Authority,
		Kind:         c.Kind,
		State:        c.State,
	}
	page.Offer, page.Copy = p.offer(item)
	for _, row := range p.rows(item) {
		if row.CanWithdraw {
			page.Live = append(page.Live, row)
		}
	}
	for _, one := range item.Watchers {
		row := view.WatcherRow{Organisation: one.Organisation, Since: one.Since, LastDay: one.LastDay}
		if one.Copy != "" {
			row.Copy = one.Copy.String()
		}
		page.Watchers = append(page.Watchers, row)
	}
	for _, check := range item.Checks {
		if check.Code == "" { // of the certificate itself
			page.Checks = append(page.Checks, checkRow(item, check))
		}
	}
	page.Standing, page.Successor = standing(item), successor(item)
	return p.Page(w, r, http.StatusOK, page)
}
