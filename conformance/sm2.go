package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// sm2Folder is where among the samples the copies under SM2 lie, with a root of
// their own.
const sm2Folder = "sm2"

// judgeSM2 asks about copies sealed with SM2 those who can tell something of
// them: Bouncy Castle verifies the CMS, openssl the certificates, the others
// read the file. pdfsig 22.12 and mutool 1.21 find the signature and whose it
// is, and know no SM3; pyHanko and EU DSS know neither SM2 nor SM3.
func judgeSM2(ctx context.Context, program, samples, judges string) (verdicts []verdict, err error) {
	folder := filepath.Join(samples, sm2Folder)
	files, err := copiesIn(folder)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "yinxin-judges-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	root := filepath.Join(samples, rootFile)
	java, err := startJVM(ctx, filepath.Join(judges, "dss"), root)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, java.stop()) }()
	usual, err := bench(ctx, root, judges, work, java)
	if err != nil {
		return nil, err
	}
	tools := append(readers(), slices.DeleteFunc(usual, func(j judge) bool {
		return !slices.Contains([]string{"qpdf", "veraPDF 2u", "Bouncy Castle CMS"}, j.name)
	})...)
	tools = append(tools, judge{"openssl verify", form, func(ctx context.Context, file string) (string, bool) {
		return askOpenSSLChain(ctx, filepath.Join(folder, rootFile), file, work)
	}})
	for _, file := range files {
		verdicts = append(verdicts, askAll(ctx, tools, file)...)
	}
	falsified, err := falsify(files[0], work)
	if err != nil {
		return nil, err
	}
	able := slices.DeleteFunc(slices.Clone(tools), func(j judge) bool { return j.judges != cms })
	for _, v := range askAll(ctx, able, falsified[0].path) {
		v.wanted, v.said = false, gist(v.said)
		verdicts = append(verdicts, v)
	}
	levels := levelBench{program: program, folder: filepath.Join(folder, levelFolder), judges: judges, work: work, java: java, usual: usual}
	lasting, err := levels.judgeSM2(ctx)
	return slices.Concat(verdicts, lasting), errors.Join(err, ctx.Err())
}

// judgeSM2 asks about copies of each level under SM2, their timestamps under it,
// too: our own verifier, Bouncy Castle, and those who read no signature.
func (b levelBench) judgeSM2(ctx context.Context) (verdicts []verdict, err error) {
	files, err := copiesIn(b.folder)
	if err != nil {
		return nil, err
	}
	able := func(level string) []judge {
		return slices.DeleteFunc(b.tools(level), func(j judge) bool {
			return !slices.Contains([]string{"yinxin", "Bouncy Castle TSP", "qpdf", "veraPDF 2u"}, j.name)
		})
	}
	for _, file := range files {
		verdicts = append(verdicts, askAll(ctx, able(levelOf(file)), file)...)
	}
	first, err := b.firstRevisions(files)
	if err != nil {
		return nil, err
	}
	for _, file := range first {
		verdicts = append(verdicts, askAll(ctx, append(able(baselineT), b.pick("Bouncy Castle CMS")...), file)...)
	}
	restored, err := b.restored(files)
	if err != nil {
		return nil, err
	}
	seeing := slices.DeleteFunc(able(baselineLTA), func(j judge) bool { return j.judges == form })
	for _, v := range askAll(ctx, seeing, restored) {
		v.wanted = false
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

// restored writes the copy at B-LTA with its store changed behind its timestamp.
func (b levelBench) restored(files []string) (string, error) {
	i := slices.IndexFunc(files, func(f string) bool { return levelOf(f) == baselineLTA })
	if i < 0 {
		return "", errors.New("no copy at B-LTA")
	}
	file, err := os.ReadFile(files[i])
	if err != nil {
		return "", err
	}
	changed, err := withAnotherStore(file)
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.work, "store-"+filepath.Base(files[i]))
	return path, os.WriteFile(path, changed, 0o600)
}

// readers find the signature without being able to verify it.
func readers() []judge {
	return []judge{
		{"pdfsig (structure)", form, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, "pdfsig", "-nocert", file)
			return demand(out, err, "ETSI.CAdES.detached", "Total document signed", "Unrecognized Hash ID")
		}},
		{"mutool (structure)", form, func(ctx context.Context, file string) (string, bool) {
			// It ends with an error, as for every signature that it cannot verify.
			out, _ := output(ctx, "mutool", "sign", "-v", file)
			return demand(out, nil, "Distinguished name: cn=", "Digest error: Unknown error")
		}},
	}
}

// askOpenSSLChain has openssl take the certificates out of the CMS and verify
// the first one's path to the root; the identifier is the one of GB/T 35276.
func askOpenSSLChain(ctx context.Context, root, file, work string) (string, bool) {
	_, signature, err := takeApart(file, work)
	if err != nil {
		return err.Error(), false
	}
	chain := filepath.Join(work, "chain.pem")
	if out, err := output(ctx, "openssl", "pkcs7", "-inform", "DER", "-in", signature, "-print_certs", "-out", chain); err != nil {
		return oneLine(out), false
	}
	out, err := output(ctx, "openssl", "verify", "-vfyopt", "distid:1234567812345678", "-purpose", "any",
		"-CAfile", root, "-untrusted", chain, chain)
	return demand(out, err, "chain.pem: OK")
}
