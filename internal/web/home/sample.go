package home

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/view"
)

// The pictures' size in CSS pixels: A4 at 96 dots an inch.
const (
	sampleWidth  = 794
	sampleHeight = 1123
)

func (p *Pages) sample(w http.ResponseWriter, r *http.Request) error {
	page := view.Sample{Chrome: p.Chrome(r), Ministry: p.picture("ministry"), Association: p.picture("association")}
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) picture(family string) view.SamplePicture {
	qualification, authority := p.Samples.Subject(family)
	return view.SamplePicture{
		Src: "/sample/" + family, Width: sampleWidth, Height: sampleHeight,
		Qualification: qualification, Authority: authority,
	}
}

func (p *Pages) samplePicture(w http.ResponseWriter, r *http.Request) error {
	family := r.PathValue("family")
	if family != "ministry" && family != "association" {
		return fault.New("home.samplePicture", fault.NotFound, "page_not_found")
	}
	svg, err := p.Samples.Sample(family)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, err = w.Write(svg)
	return err
}
