package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"yinxin.example/yinxin/internal/testenv"
)

// TestMain makes this test binary the program yinxin, in scripts and on the
// PATH of the tests.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"yinxin": main, "practice-copy": practiceCopy, "practice-download": practiceDownload, "practice-tsa": practiceTSA})
}

func TestScripts(t *testing.T) {
	demonstration := newDemonstration(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			root := testenv.Root(t)
			env.Setenv("SAMPLES", filepath.Join(root, "internal", "delivery", "testdata"))
			env.Setenv("PHOTOS", filepath.Join(root, "internal", "document", "testdata", "photos"))
			env.Setenv("FONTS", "/usr/share/fonts/truetype/babelstone")
			env.Setenv("LONG_AGO", now().AddDate(0, 0, -300).Format(time.RFC3339))
			env.Setenv("NEXT_MONTH", now().AddDate(0, 0, 30).Format(time.RFC3339))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":         exits,
			"demonstration": func(ts *testscript.TestScript, _ bool, args []string) { demonstration.put(ts, args) },
			"columns":       columns,
			"append":        appendTo,
			"swap":          swap,
		},
	})
}

// newDemonstration fills one folder for all scripts.
func newDemonstration(t *testing.T) demonstrationFolder {
	t.Helper()
	folder := t.TempDir()
	return demonstrationFolder{folder, fillDemonstration(t, folder)}
}
