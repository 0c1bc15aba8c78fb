package testenv_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"yinxin.example/yinxin/internal/testenv"
)

// serve answers every request with one page.
func serve(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><title>印信</title><main><h1>证书</h1>%s</main>`, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestScreenshotIsAsWideAsAsked(t *testing.T) {
	url := serve(t, `<div style="height: 3000px">高</div>`)
	for _, width := range []int{390, 1280} {
		ctx := testenv.Chromium(t, width)
		if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
			t.Fatal(err)
		}
		picture, err := png.DecodeConfig(bytes.NewReader(testenv.Screenshot(t, ctx)))
		if err != nil {
			t.Fatal(err)
		}
		if picture.Width != width || picture.Height < 3000 {
			t.Errorf("%d x %d, want the whole page at width %d", picture.Width, picture.Height, width)
		}
		if over := testenv.Overflow(t, ctx); over != 0 {
			t.Errorf("%d pixels too wide", over)
		}
	}
}

func TestAxeFindsWhatIsWrong(t *testing.T) {
	ctx := testenv.Chromium(t, 390)
	url := serve(t, `<img src="data:,">`)
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	found := testenv.Axe(t, ctx)
	if len(found) != 1 || found[0].ID != "image-alt" {
		t.Errorf("axe found %v, want image-alt", found)
	}
}

func TestAxeFindsNothingWhereNothingIsWrong(t *testing.T) {
	ctx := testenv.Chromium(t, 390)
	if err := chromedp.Do(ctx, chromedp.Navigate(serve(t, `<p>有效</p>`))); err != nil {
		t.Fatal(err)
	}
	testenv.RequireAccessible(t, ctx)
}

func TestToolRuns(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), testenv.Tool(t, "pdfsig"), "-v").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "pdfsig version") {
		t.Errorf("%v: %s", err, out)
	}
}
