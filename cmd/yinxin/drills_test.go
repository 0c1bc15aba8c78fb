package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/testenv"
)

// step is one command of a page, with what the page says it prints.
type step struct {
	command string
	prints  []string
}

// stepsOf reads the blocks of a page marked console: a line that begins with $
// is a command, the others are what the one before them prints.
func stepsOf(page string) (steps []step) {
	for _, block := range regexp.MustCompile("(?ms)^```console\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		for _, line := range strings.Split(strings.TrimSuffix(block[1], "\n"), "\n") {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				steps = append(steps, step{command: command})
			} else if len(steps) > 0 {
				last := &steps[len(steps)-1]
				last.prints = append(last.prints, line)
			}
		}
	}
	return steps
}

// matches compares what was printed: … stands for anything within a line, and
// alone on a line for any lines.
func (s step) matches(printed string) bool {
	var pattern strings.Builder
	pattern.WriteString("^")
	for _, line := range s.prints {
		if line == "…" {
			pattern.WriteString("(?s:.*)")
			continue
		}
		pattern.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".+") + "\n")
	}
	return regexp.MustCompile(pattern.String() + "$").MatchString(printed)
}

// The drills of docs/operate/drills.md are followed word by word, in one shell.
func TestDrills(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(testenv.Root(t), "docs", "operate", "drills.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps := stepsOf(string(page))
	if len(steps) < 30 {
		t.Fatalf("%d commands", len(steps))
	}
	var script strings.Builder
	for i, s := range steps {
		fmt.Fprintf(&script, "%s\nprintf '\\n@%d %%s@\\n' $?\n", s.command, i)
	}
	shell := exec.CommandContext(t.Context(), "bash")
	shell.Dir, shell.Stdin = t.TempDir(), strings.NewReader(script.String())
	said, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	rest := string(said)
	for i, s := range steps {
		printed, after, ok := strings.Cut(rest, fmt.Sprintf("\n@%d 0@\n", i))
		if !ok {
			t.Fatalf("$ %s\nfails or never ends:\n%s", s.command, rest)
		}
		rest = after
		if !s.matches(printed) {
			t.Errorf("$ %s\nprints\n%s\nand the page says\n%s", s.command, printed, strings.Join(s.prints, "\n"))
		}
	}
}
