package main

import (
	"context"
	"path/filepath"
	"strings"
)

// verapdf asks veraPDF about a whole folder at its first question about a file
// in it: to start it takes longer than to judge.
type verapdf struct {
	jars string
	said map[string]string // by the file's path
}

func newVeraPDF(judges string) judge {
	v := &verapdf{jars: filepath.Join(judges, "verapdf", "*"), said: map[string]string{}}
	return judge{"veraPDF 2u", form, v.ask}
}

func (v *verapdf) ask(ctx context.Context, file string) (string, bool) {
	if _, known := v.said[file]; !known {
		if said, err := v.askFolder(ctx, file); err != nil {
			return said, false
		}
	}
	said := v.said[file]
	return said, strings.HasPrefix(said, "PASS")
}

// askFolder keeps the answers about all files of the folder: PASS or FAIL, the
// file's path, the profile, each with what it objects to on the lines below. It
// ends with an error where a file fails.
func (v *verapdf) askFolder(ctx context.Context, file string) (string, error) {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*.pdf"))
	if err != nil {
		return err.Error(), err
	}
	out, failed := output(ctx, "java", append([]string{"-cp", v.jars,
		"org.verapdf.apps.GreenfieldCliWrapper", "--flavour", "2u", "--format", "text", "--verbose"}, files...)...)
	about := ""
	for line := range strings.Lines(out) {
		for _, f := range files {
			if rest, ok := strings.CutPrefix(line, "PASS "+f); ok {
				about, line = f, "PASS"+rest
			} else if rest, ok := strings.CutPrefix(line, "FAIL "+f); ok {
				about, line = f, "FAIL"+rest
			}
		}
		v.said[about] = oneLine(v.said[about] + " " + line)
	}
	if v.said[file] == "" {
		return oneLine(out), failed
	}
	return "", nil
}
