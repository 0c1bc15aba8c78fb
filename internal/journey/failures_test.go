package journey_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/app"
)

// What breaks inside is told with a reference number, and its cause is told to
// the log alone.
func TestFailuresKeepTheirCauseToThemselves(t *testing.T) {
	const cause = "the cause of it all"
	d := startWith(t, clone(t), map[string]http.Handler{
		"GET /panic": http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(cause) }),
	})
	got := d.visitor(t).get("/panic")
	if got.status != http.StatusInternalServerError || strings.Contains(got.body, cause) || !strings.Contains(got.body, "000-00000000") {
		t.Errorf("%d\n%s", got.status, plain(got.body))
	}
	if log := d.Log.String(); !strings.Contains(log, cause) || !strings.Contains(log, "failures_test.go") {
		t.Error("the log does not have the cause, or where it happened")
	}
}

// A copy whose file is gone is our trouble, and not "no such copy".
func TestALostFileIsNoMissingCopy(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	pdf := v.endorse(v.endorsable("建造师"))
	lost := 0
	err := filepath.WalkDir(app.Folder(d.App.Config.Data).Blobs(), func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !strings.Contains(path, "cop") {
			return err
		}
		lost++
		return os.Remove(path)
	})
	if err != nil || lost == 0 {
		t.Fatalf("%d files removed, %v", lost, err)
	}
	if got := v.get(pdf); got.status != http.StatusInternalServerError {
		t.Errorf("%d\n%s", got.status, plain(got.body))
	}
}
