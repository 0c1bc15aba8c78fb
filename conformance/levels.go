package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// levelFolder is where among the samples the copies of levels above B-B lie.
const levelFolder = "levels"

// The levels above B-B, as our program names them and as EU DSS does.
const (
	baselineB   = "PAdES-BASELINE-B"
	baselineT   = "PAdES-BASELINE-T"
	baselineLT  = "PAdES-BASELINE-LT"
	baselineLTA = "PAdES-BASELINE-LTA"
)

// judgeLevels asks about copies of each level above B-B, about the first
// revision of those that have two, about their timestamps, and about copies
// whose timestamps or stores are another's or were changed.
func judgeLevels(ctx context.Context, program, samples, judges string) (verdicts []verdict, err error) {
	folder := filepath.Join(samples, levelFolder)
	work, err := os.MkdirTemp("", "yinxin-levels-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	files, err := copiesIn(folder)
	if err != nil {
		return nil, err
	}
	root := filepath.Join(folder, rootFile)
	java, err := startJVM(ctx, filepath.Join(judges, "dss"), root)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, java.stop()) }()
	usual, err := bench(ctx, root, judges, work, java)
	if err != nil {
		return nil, err
	}
	b := levelBench{program: program, folder: folder, judges: judges, work: work, java: java, usual: usual}
	for _, file := range files {
		verdicts = append(verdicts, askAll(ctx, b.tools(levelOf(file)), file)...)
	}
	first, err := b.firstRevisions(files)
	if err != nil {
		return nil, err
	}
	for _, file := range first {
		verdicts = append(verdicts, askAll(ctx, append(b.tools(baselineT), b.pick("openssl cms")...), file)...)
	}
	refused, err := b.refused(ctx, samples, files)
	return slices.Concat(verdicts, refused), errors.Join(err, ctx.Err())
}

// levelOf is the level that a file's name ends with.
func levelOf(file string) string {
	for suffix, level := range map[string]string{"-b-t.pdf": baselineT, "-b-lt.pdf": baselineLT, "-b-lta.pdf": baselineLTA} {
		if strings.HasSuffix(file, suffix) {
			return level
		}
	}
	return baselineB
}

// levelBench is who judges levels.
type levelBench struct {
	program, folder, judges, work string
	java                          *jvm
	usual                         []judge
}

// pick is some of the usual judges.
func (b levelBench) pick(names ...string) []judge {
	return slices.DeleteFunc(slices.Clone(b.usual), func(j judge) bool { return !slices.Contains(names, j.name) })
}

// tools are who can tell about a level.
func (b levelBench) tools(level string) []judge { return b.toolsOf(level, false) }

// toolsOf are who can tell about a level, of a copy that was sealed at it or was
// raised to it later.
func (b levelBench) toolsOf(level string, raised bool) []judge {
	root := filepath.Join(b.folder, rootFile)
	dss, short := "dss", "b-"+strings.ToLower(strings.TrimPrefix(level, "PAdES-BASELINE-"))
	if raised {
		dss, short = "dss-raised", "raised-"+short
	}
	tools := []judge{
		{"yinxin", seal, func(ctx context.Context, file string) (string, bool) {
			return askYinxin(ctx, b.program, b.folder, file, strings.TrimPrefix(level, "PAdES-BASELINE-"))
		}},
		{"EU DSS", seal, func(_ context.Context, file string) (string, bool) { return b.java.ask(dss, level, file) }},
		{"pyHanko", seal, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, filepath.Join(b.judges, "venv/bin/python"), "conformance/pyhanko/level.py", short, root, file)
			return oneLine(out), err == nil
		}},
		{"openssl ts", seal, func(ctx context.Context, file string) (string, bool) {
			return askOpenSSLStamps(ctx, root, file, b.work)
		}},
		{"Bouncy Castle TSP", seal, func(_ context.Context, file string) (string, bool) {
			return askBouncyCastleStamps(b.java, file, b.work)
		}},
	}
	if level == baselineT && !raised {
		return append(tools, b.pick("pdfsig", "mutool", "qpdf", "veraPDF 2u")...)
	}
	return slices.Concat(tools, b.pick("qpdf", "veraPDF 2u"), b.firstOnly())
}

// firstOnly are readers that know no store, no document timestamp and no
// electronic seal: they are asked for the first signature, which a later
// revision leaves good, but not over all.
func (b levelBench) firstOnly() []judge {
	trust := filepath.Join(b.work, nssFolder)
	return []judge{
		{"pdfsig (first signature)", seal, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, "pdfsig", "-nssdir", "sql:"+trust, file)
			return demand(out, err, "Not total document signed", "Signature is Valid.", "Certificate is Trusted.")
		}},
		{"mutool (first signature)", seal, func(ctx context.Context, file string) (string, bool) {
			// It ends with an error where it meets a signature that it does not know.
			out, _ := output(ctx, "mutool", "sign", "-v", file)
			return demand(out, nil, "The signature is valid but there have been edits since signing.")
		}},
	}
}

// firstRevisions cuts the second revision off the copies at B-LTA: what is left
// must be a whole copy at B-T.
func (b levelBench) firstRevisions(files []string) (cut []string, err error) {
	folder := filepath.Join(b.work, "first")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, err
	}
	for _, file := range files {
		if levelOf(file) != baselineLTA {
			continue
		}
		pdf, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		found, err := signaturesIn(pdf)
		if err != nil {
			return nil, err
		}
		path := filepath.Join(folder, "first-"+filepath.Base(file))
		if err := os.WriteFile(path, pdf[:found[0].end], 0o600); err != nil {
			return nil, err
		}
		cut = append(cut, path)
	}
	return cut, nil
}
