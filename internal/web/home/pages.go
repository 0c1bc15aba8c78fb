// Package home has the pages anyone may read: what this is, what is online,
// how a copy looks, and help.
package home

import (
	"context"
	"net/http"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
)

// Pages serves the public pages.
type Pages struct {
	*respond.Responder
	Store       store.Store
	Intake      *intake.Service // tells what went online
	Policy      cert.Policy
	Samples     Samples
	MaxUploadMB int
}

// Samples draws the pictures of the sample page.
type Samples interface {
	// Sample returns the picture (an SVG) of a family: "ministry" or "association".
	Sample(family string) (svg []byte, err error)
	// Subject is what that picture certifies, and whose seal it bears.
	Subject(family string) (qualification, authority string)
}

// Routes adds the pages to the mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.Handle("GET /{$}", p.Handle(p.home))
	mux.Handle("GET /coverage", p.Handle(p.coverage))
	mux.Handle("GET /announcements", p.Handle(p.announcements))
	mux.Handle("GET /progress", p.Handle(p.progress))
	mux.Handle("GET /sample", p.Handle(p.sample))
	mux.Handle("GET /sample/{family}", p.Handle(p.samplePicture))
	mux.Handle("GET /help", p.Handle(p.help))
	mux.Handle("GET /language", p.Handle(p.language))
	mux.Handle("GET /static/{name}", p.Handle(p.static))
	mux.Handle("/", p.Handle(p.missing))
}

// catalogue is what is in force today.
func (p *Pages) catalogue(ctx context.Context) (offerings []cert.Offering, err error) {
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		offerings, err = r.Catalogue(ctx, civil.Of(p.Now()))
		return err
	})
	return offerings, err
}

func (p *Pages) missing(http.ResponseWriter, *http.Request) error {
	return fault.New("home.missing", fault.NotFound, "page_not_found")
}
