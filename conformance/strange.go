package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// strange is a copy that claims a level it does not have, and who can see that.
type strange struct {
	path, level string
	seenBy      []string
}

// refused asks about copies with another's timestamp, one under a root nobody
// trusts, another's store, a store changed behind its timestamp's back, and
// another's document timestamp.
func (b levelBench) refused(ctx context.Context, samples string, files []string) (verdicts []verdict, err error) {
	outsider := func(name string) string { return filepath.Join(samples, "outsiders", name) }
	all := []string{"yinxin", "EU DSS", "pyHanko", "openssl ts", "Bouncy Castle TSP"}
	copies := []strange{
		{outsider("b-t-anothers.pdf"), baselineT, all},
		{outsider("b-t-unknown.pdf"), baselineT, []string{"yinxin", "EU DSS", "pyHanko", "openssl ts"}},
		{outsider("b-lt-anothers.pdf"), baselineLT, []string{"yinxin", "EU DSS", "pyHanko"}},
	}
	archived := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return levelOf(f) != baselineLTA })
	if len(archived) < 2 {
		return nil, fmt.Errorf("%d copies at B-LTA", len(archived))
	}
	file, err := os.ReadFile(archived[0])
	if err != nil {
		return nil, err
	}
	other, err := os.ReadFile(archived[1])
	if err != nil {
		return nil, err
	}
	swapped, err := swap(file, other)
	if err != nil {
		return nil, err
	}
	restored, err := withAnotherStore(file)
	if err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{"swapped-": swapped, "store-": restored} {
		path := filepath.Join(b.work, name+filepath.Base(archived[0]))
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return nil, err
		}
		copies = append(copies, strange{path, baselineLTA, all})
	}
	slices.SortFunc(copies, func(a, b strange) int { return bytes.Compare([]byte(a.path), []byte(b.path)) })
	for _, s := range copies {
		tools := slices.DeleteFunc(b.tools(s.level), func(j judge) bool { return !slices.Contains(s.seenBy, j.name) })
		for _, v := range askAll(ctx, tools, s.path) {
			v.wanted = false
			verdicts = append(verdicts, v)
		}
	}
	return verdicts, nil
}

// withAnotherStore changes one byte of the last stream of a file whose second
// revision has a store: the end of a revocation list's signature.
func withAnotherStore(file []byte) ([]byte, error) {
	at := bytes.LastIndex(file, []byte("\nendstream"))
	if at < bytes.Index(file, []byte("%%EOF")) {
		return nil, errors.New("no stream in a second revision")
	}
	out := bytes.Clone(file)
	out[at-1] ^= 1
	return out, nil
}
