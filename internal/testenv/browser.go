package testenv

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// journey is the longest a test may use one browser.
const journey = 3 * time.Minute

// Chromium starts a browser with one tab whose window is width pixels wide,
// and returns the context that chromedp.Run and chromedp.Do take. A new tab in
// the same browser is chromedp.NewContext(ctx).
func Chromium(t testing.TB, width int) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(Tool(t, "chromium")),
		chromedp.Headless,
		chromedp.NoSandbox, // root, and in a container
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "zh-CN"),
		chromedp.WindowSize(width, height(width)),
	)
	ctx, cancelTime := context.WithTimeout(context.Background(), journey)
	t.Cleanup(cancelTime)
	ctx, cancelBrowser := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancelBrowser)
	ctx, cancelTab := chromedp.NewContext(ctx)
	t.Cleanup(cancelTab)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), int64(height(width)))); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return ctx
}

// height is that of a phone for a phone's width, of a desk's screen above.
func height(width int) int {
	if width < 600 {
		return 844
	}
	return 900
}

// Screenshot returns the whole page of the tab, however long, as PNG.
func Screenshot(t testing.TB, ctx context.Context) []byte {
	t.Helper()
	png, err := chromedp.Run(ctx, wholePage)
	if err != nil {
		t.Fatalf("screenshot: %v", err)
	}
	return png
}

// wholePage captures beyond the viewport, whose width stays what it is.
func wholePage(ctx context.Context, tab *chromedp.Target) ([]byte, error) {
	result, err := cdp.Call(ctx, tab, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format:                page.CaptureScreenshotFormatPng,
		CaptureBeyondViewport: new(true),
	})
	if err != nil {
		return nil, err
	}
	return result.Data, nil
}

// SaveScreenshot writes the whole page to a PNG file.
func SaveScreenshot(t testing.TB, ctx context.Context, path string) {
	t.Helper()
	if err := os.WriteFile(path, Screenshot(t, ctx), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Overflow returns by how many pixels the page is wider than its window: what
// a reader on a phone would have to scroll sideways for.
func Overflow(t testing.TB, ctx context.Context) int {
	t.Helper()
	over, err := chromedp.Run(ctx, chromedp.Evaluate[int](
		`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if err != nil {
		t.Fatal(err)
	}
	return over
}
