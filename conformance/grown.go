package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// grownFolder is where among the samples the copies lie that became longer after
// they were handed out: raised and renewed.
const grownFolder = "grown"

// judgeGrown asks about copies that were sealed at B-B and raised later, about
// copies renewed, about what the former were before, and about copies with a
// store changed behind their newest timestamp.
func judgeGrown(ctx context.Context, program, samples, judges string) (verdicts []verdict, err error) {
	work, err := os.MkdirTemp("", "yinxin-grown-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	trust := filepath.Join(samples, levelFolder)
	java, err := startJVM(ctx, filepath.Join(judges, "dss"), filepath.Join(trust, rootFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, java.stop()) }()
	usual, err := bench(ctx, filepath.Join(trust, rootFile), judges, work, java)
	if err != nil {
		return nil, err
	}
	b := levelBench{program: program, folder: trust, judges: judges, work: work, java: java, usual: usual}
	if verdicts, err = b.judgeGrown(ctx, filepath.Join(samples, grownFolder), all); err != nil {
		return nil, err
	}
	b.folder = filepath.Join(samples, sm2Folder, levelFolder)
	sm2, err := b.judgeGrown(ctx, filepath.Join(samples, sm2Folder, grownFolder), knowingSM2)
	return append(verdicts, sm2...), errors.Join(err, ctx.Err())
}

// raised reports whether a file is of a copy sealed at B-B.
func raised(file string) bool { return strings.Contains(filepath.Base(file), "-raised-") }

// all are every judge, and knowingSM2 those who can tell of a copy under SM2.
func all(tools []judge) []judge { return tools }

func knowingSM2(tools []judge) []judge {
	return slices.DeleteFunc(tools, func(j judge) bool {
		return !slices.Contains([]string{"yinxin", "Bouncy Castle TSP", "Bouncy Castle CMS", "qpdf", "veraPDF 2u"}, j.name)
	})
}

func (b levelBench) judgeGrown(ctx context.Context, folder string, able func([]judge) []judge) (verdicts []verdict, err error) {
	files, err := copiesIn(folder)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		verdicts = append(verdicts, askAll(ctx, able(b.toolsOf(levelOf(file), raised(file))), file)...)
	}
	first, err := b.firstRevisions(files)
	if err != nil {
		return nil, err
	}
	for _, file := range first {
		tools := slices.Clone(b.usual) // at B-B
		if !raised(file) {
			tools = b.tools(baselineT)
		}
		verdicts = append(verdicts, askAll(ctx, able(tools), file)...)
	}
	for _, file := range files {
		if levelOf(file) != baselineLTA {
			continue
		}
		changed, err := b.restored([]string{file})
		if err != nil {
			return nil, err
		}
		seeing := slices.DeleteFunc(able(b.toolsOf(baselineLTA, raised(file))), func(j judge) bool {
			return j.judges == form || strings.Contains(j.name, "first signature")
		})
		for _, v := range askAll(ctx, seeing, changed) {
			v.wanted = false
			verdicts = append(verdicts, v)
		}
	}
	return verdicts, nil
}
