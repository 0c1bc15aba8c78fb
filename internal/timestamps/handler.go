package timestamps

import (
	"io"
	"log/slog"
	"mime"
	"net/http"

	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
)

// Handler answers queries that are posted to it (RFC 3161, 3.4). What it cannot
// read or refuses is answered with 200 and a refusal, as the RFC has it.
type Handler struct {
	Authority *tsp.Authority
	Log       *slog.Logger
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != typeQuery {
		http.Error(w, "post "+typeQuery, http.StatusUnsupportedMediaType)
		return
	}
	query, err := io.ReadAll(io.LimitReader(r.Body, tspread.MaxQuery+1))
	if err != nil {
		http.Error(w, "the query broke off", http.StatusBadRequest)
		return
	}
	answer, err := h.answer(r, query)
	if err != nil {
		http.Error(w, "no answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", typeReply)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(answer) // the reader may have gone away
}

func (h *Handler) answer(r *http.Request, query []byte) ([]byte, error) {
	q, err := tspread.ParseQuery(query)
	if err != nil {
		return tsp.RefuseUnread(err)
	}
	answer, err := h.Authority.Respond(r.Context(), q)
	if err != nil {
		h.Log.ErrorContext(r.Context(), "no timestamp made", slog.Any("error", err))
		return tsp.Refuse(tspread.SystemFailure)
	}
	return answer, nil
}
