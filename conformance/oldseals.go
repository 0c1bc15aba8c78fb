package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// judgeOldSeals has ofdrw make files under electronic seals of version 1 (GM/T
// 0031-2014), which we read and do not write, and asks about each: the good one
// must be accepted, every other refused.
func judgeOldSeals(ctx context.Context, program, judges, work string) (verdicts []verdict, err error) {
	folder, trust := filepath.Join(work, "v1"), filepath.Join(work, "v1-trust")
	if err := errors.Join(os.Mkdir(folder, 0o750), os.Mkdir(trust, 0o750)); err != nil {
		return nil, err
	}
	if out, err := ofdrw(ctx, judges, "OldSeal", folder, time.Now().UTC().Format(time.RFC3339)); err != nil {
		return nil, fmt.Errorf("OldSeal: %w: %s", err, out)
	}
	root := filepath.Join(trust, rootFile)
	if err := os.Rename(filepath.Join(folder, rootFile), root); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil {
		return nil, err
	}
	able := []judge{
		{"yinxin", seal, func(ctx context.Context, file string) (string, bool) { return askYinxin(ctx, program, trust, file, "") }},
		{"ofdrw, Bouncy Castle", seal, func(ctx context.Context, file string) (string, bool) {
			return askOFDRW(ctx, root, file, judges, work)
		}},
	}
	for _, file := range files {
		for _, v := range askAll(ctx, able, file) {
			v.file, v.wanted = "v1/"+v.file, filepath.Base(file) == "good.pdf"
			verdicts = append(verdicts, v)
		}
	}
	return verdicts, nil
}
