package certificates

import (
	"bytes"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/cert"
)

// delivered hands out the file that the authority delivered for a
// 证书电子文件: inline, or attached with ?download=1.
func (p *Pages) delivered(w http.ResponseWriter, r *http.Request) error {
	c, file, err := p.Holding.Delivered(r.Context(), holder(r), cert.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", disposition(r, safeName(c.Qualification, c.Holder.Name)))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file))
	return nil
}
