package respond_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"yinxin.example/yinxin/internal/web/respond"
)

func TestProgressTellsWhatChangesAndTheEnd(t *testing.T) {
	t.Parallel()
	type step struct {
		Rows int `json:"rows"`
	}
	steps := []step{{1}, {1}, {2}, {2}}
	looks := 0
	out := httptest.NewRecorder()
	err := respond.Progress(out, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/events", nil), func(context.Context) (step, bool, error) {
		now := steps[looks]
		looks++
		return now, looks == len(steps), nil
	})
	const want = "event: progress\ndata: {\"rows\":1}\n\nevent: progress\ndata: {\"rows\":2}\n\nevent: done\ndata: {\"rows\":2}\n\n"
	if err != nil || out.Body.String() != want || out.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("%v, %q", err, out.Body)
	}
}

func TestProgressOfNothing(t *testing.T) {
	t.Parallel()
	gone := errors.New("not there")
	out := httptest.NewRecorder()
	err := respond.Progress(out, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/events", nil), func(context.Context) (int, bool, error) {
		return 0, false, gone
	})
	if !errors.Is(err, gone) || out.Body.Len() > 0 || out.Header().Get("Content-Type") != "" {
		t.Errorf("%v, %q", err, out.Body)
	}
}
