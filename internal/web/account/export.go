package account

import (
	"archive/zip"
	"log/slog"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/owndata"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const (
	exportPath = "/account/export"
	// handOutWithin is how long handing out may take.
	handOutWithin = 10 * time.Minute
)

// Export is where people are handed out what is stored about them.
type Export struct {
	*House
	Data *owndata.Service
}

// Entry is how the room stands among the others.
func (e *Export) Entry() Entry { return Entry{Key: "export", Path: exportPath} }

// Routes adds the pages to the mux.
func (e *Export) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET " + exportPath:  e.Recent(e.show),
		"POST " + exportPath: e.Recent(e.handOut),
	})
}

func (e *Export) show(w http.ResponseWriter, r *http.Request) error {
	return e.Page(w, r, http.StatusOK, view.AccountExport{AccountFrame: e.Frame(r, "export")})
}

// handOut writes a ZIP as it goes: the data for programs, and the same to read.
func (e *Export) handOut(w http.ResponseWriter, r *http.Request) error {
	data, err := e.Data.Export(r.Context(), respond.SessionToken(r))
	if err != nil {
		return err
	}
	defer respond.Allow(w, handOutWithin)()
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="yinxin-data.zip"`)
	h.Set("Cache-Control", "no-store")
	if err := e.write(w, r, data); err != nil { // the answer has begun: it can only be cut off
		e.Log.ErrorContext(r.Context(), "data not handed out", slog.Any("error", err))
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (e *Export) write(w http.ResponseWriter, r *http.Request, data *owndata.Handout) error {
	archive := zip.NewWriter(w)
	file, err := archive.Create("data.json")
	if err != nil {
		return err
	}
	if err := data.WriteJSON(r.Context(), file); err != nil {
		return err
	}
	if file, err = archive.Create("data.html"); err != nil {
		return err
	}
	lang := respond.Language(r)
	l := &layout{Handout: data, lang: lang, name: func(family, code string) string { return e.View.Name(lang, family, code) }}
	if err := e.View.Document(file, lang, view.AccountData{At: data.At, Tables: l.tables(r.Context())}); err != nil {
		return err
	}
	if l.err != nil {
		return l.err
	}
	return archive.Close()
}
