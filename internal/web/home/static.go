package home

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
)

// static hands out a file whose name has its digest in it, to be kept for ever.
func (p *Pages) static(w http.ResponseWriter, r *http.Request) error {
	asset, ok := p.View.Assets().Find(r.PathValue("name"))
	if !ok {
		return fault.New("home.static", fault.NotFound, "page_not_found")
	}
	w.Header().Set("Content-Type", asset.ContentType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, err := w.Write(asset.Bytes)
	return err
}
