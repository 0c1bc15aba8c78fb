package journey_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// folderOf makes a folder of files, by their paths in it.
func folderOf(t *testing.T, name string, files map[string][]byte) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), name)
	for path, content := range files {
		file := filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// drop lets files and folders fall onto an element, as a hand with a mouse does.
func (b *tab) drop(selector string, paths ...string) {
	b.t.Helper()
	ask[bool](b, fmt.Sprintf(`document.querySelector(%q).scrollIntoView({block: "center"}), true`, selector))
	at := ask[struct{ X, Y float64 }](b, fmt.Sprintf(
		`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + 8} })()`, selector))
	for _, step := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, input.DispatchDragEvent, input.DispatchDragEventParams{
				Type: step, X: at.X, Y: at.Y,
				Data: &input.DragData{Items: []*input.DragDataItem{}, Files: paths, DragOperationsMask: 1},
			})
			return err
		}))
	}
}

// A folder is chosen, or dropped, as it lies on the disk: its files are checked
// by their paths, the page shows how far the checking is, and then the report.
func TestAFolderIsChecked(t *testing.T) {
	d := start(t)
	holder := d.signedIn(t, "holder")
	genuine := []byte(holder.get(holder.endorse(holder.endorsable("建造师"))).body)
	const script = `二组/<img src=x onerror=alert(1)>'&.pdf`
	files := map[string][]byte{"一组/好的.pdf": genuine, "二组/内/改过的.pdf": forged(genuine), ".DS_Store": []byte("x"), script: forged(genuine), "二组/照片.jpg": []byte("no PDF")}
	for i := range 240 { // the checking is in two parts
		files[fmt.Sprintf("三组/%03d.pdf", i)] = []byte("%PDF-1.7\n" + fmt.Sprint(i))
	}
	folder := folderOf(t, "送检", files)
	gate := d.tollgate()
	for i, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			b.open("/check/batches")
			b.signIn("verifier")
			if i == 0 {
				b.press("#agree")
			}
			if m.scripts && i == 0 {
				b.drop(".drop", folder)
				b.waitFor(".drop-list li:nth-child(13)")
				if said := b.text(); !strings.Contains(said, "送检/") || !strings.Contains(said, "还有") {
					t.Errorf("what was dropped is not named:\n%s", said)
				}
			} else {
				b.do(chromedp.SetUploadFiles(chromedp.CSS("#folder"), []string{folder}))
				b.await(`document.querySelector("#folder").files.length > 200`) // the browser reads folders in its own time
			}
			b.picture("batches-folder")
			open := gate.shut(1)
			defer open()
			b.press(`form[action="/check/batches/files"] button`)
			b.checkProgress()
			open()
			b.finish(`a[href$="/report.pdf"]`)
			for _, name := range []string{"送检/二组/内/改过的.pdf", "送检/" + script, "送检/二组/照片.jpg"} {
				if !strings.Contains(b.text(), name) {
					t.Errorf("no %s in:\n%s", name, b.text())
				}
			}
			if ask[int](b, `document.querySelectorAll("main img, main script").length`) != 0 {
				t.Error("a file's name is markup")
			}
			if strings.Contains(b.text(), "DS_Store") {
				t.Error("what the system puts beside the files is checked")
			}
			b.press(`a[href$="outcome=valid"]`)
			if !strings.Contains(b.text(), "送检/一组/好的.pdf") {
				t.Errorf("the genuine one is not among the valid:\n%s", b.text())
			}
			b.inspect("batch-folder")
		})
	}
}

// checkProgress sees a batch on its way, one of two parts checked.
func (b *tab) checkProgress() {
	b.t.Helper()
	const half = `progress:not([value="0"]):not([value="100"])`
	b.finish(half)
	if said := b.text(); !strings.Contains(said, "244") {
		b.t.Errorf("it does not say of how many:\n%s", said)
	}
	b.inspect("batch-working")
	b.follow(chromedp.Reload()) // whoever comes back sees it as it stands
	b.waitFor(half)
}
