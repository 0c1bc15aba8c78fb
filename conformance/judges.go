package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const (
	// rootFile is the trust anchor's name in a folder of copies.
	rootFile = "root.pem"
	// nssFolder is where the certificate store that pdfsig reads lies.
	nssFolder = "nss"
)

// verdict is what one tool said about one file.
type verdict struct {
	file, tool string
	accepted   bool
	wanted     bool   // what we say of the file ourselves
	said       string // its own words, in one line
}

// subject is what of a copy a judge looks at, each holding the one before.
type subject int

const (
	form subject = iota // syntax or archival profile
	cms                 // the CMS over the bytes it signs, cut out for it
	seal                // the whole sealed PDF
)

// judge is a tool that nobody here wrote.
type judge struct {
	name   string
	judges subject
	ask    func(ctx context.Context, file string) (said string, accepted bool)
}

// bench is the judges made ready for one root.
func bench(ctx context.Context, root, folder, work string, java *jvm) ([]judge, error) {
	trust := filepath.Join(work, nssFolder)
	if err := nssTrust(ctx, root, trust); err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	return []judge{
		{"pdfsig", seal, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, "pdfsig", "-nssdir", "sql:"+trust, file)
			return demand(out, err, "Total document signed", "Signature is Valid.", "Certificate is Trusted.")
		}},
		{"mutool", seal, func(ctx context.Context, file string) (string, bool) {
			// mutool knows no roots of ours: of the chain it can only say it is
			// self-signed. What it judges is the digest and later changes.
			out, err := output(ctx, "mutool", "sign", "-v", file)
			said, accepted := demand(out, err, "unchanged since signing")
			return said, accepted && !strings.Contains(out, "Digest error")
		}},
		{"qpdf", form, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, "qpdf", "--check", file)
			return demand(out, err, "No syntax or stream encoding errors found")
		}},
		{"pyHanko", seal, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, filepath.Join(folder, "venv/bin/python"), "conformance/pyhanko/judge.py", root, file)
			return oneLine(out), err == nil
		}},
		newVeraPDF(folder),
		{"openssl cms", cms, func(ctx context.Context, file string) (string, bool) {
			return askOpenSSL(ctx, root, file, work)
		}},
		{"EU DSS", seal, func(_ context.Context, file string) (string, bool) {
			return java.ask("dss", baselineB, file)
		}},
		{"Bouncy Castle CMS", cms, func(_ context.Context, file string) (string, bool) {
			content, signature, err := takeApart(file, work)
			if err != nil {
				return err.Error(), false
			}
			return java.ask("bouncycastle", content, signature)
		}},
	}, nil
}

// nssTrust makes the certificate store that pdfsig reads, trusting the root.
func nssTrust(ctx context.Context, root, folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"-N", "-d", "sql:" + folder, "--empty-password"},
		{"-A", "-d", "sql:" + folder, "-n", "root", "-t", "C,C,C", "-i", root},
	} {
		if out, err := output(ctx, "certutil", args...); err != nil {
			return fmt.Errorf("certutil: %w: %s", err, out)
		}
	}
	return nil
}

// askOpenSSL has openssl verify the CMS over the bytes it signs.
func askOpenSSL(ctx context.Context, root, file, work string) (string, bool) {
	content, signature, err := takeApart(file, work)
	if err != nil {
		return err.Error(), false
	}
	out, err := output(ctx, "openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", signature,
		"-content", content, "-CAfile", root, "-purpose", "any", "-out", os.DevNull)
	return demand(out, err, "Verification successful")
}

// copiesIn are the PDFs in a folder, at least one, by name.
func copiesIn(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no PDF", folder)
	}
	slices.Sort(files)
	return files, err
}

// judgeFolder asks every judge about every PDF in the folder.
func judgeFolder(ctx context.Context, folder, judges string) (verdicts []verdict, err error) {
	files, err := copiesIn(folder)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "yinxin-judges-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	root := filepath.Join(folder, rootFile)
	java, err := startJVM(ctx, filepath.Join(judges, "dss"), root)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, java.stop()) }()
	tools, err := bench(ctx, root, judges, work, java)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		verdicts = append(verdicts, askAll(ctx, tools, file)...)
	}
	falsified, err := falsify(files[0], work)
	if err != nil {
		return nil, err
	}
	for _, fake := range falsified {
		able := slices.DeleteFunc(slices.Clone(tools), func(j judge) bool { return j.judges < fake.seenBy })
		for _, v := range askAll(ctx, able, fake.path) {
			v.wanted, v.said = false, gist(v.said)
			verdicts = append(verdicts, v)
		}
	}
	return verdicts, ctx.Err()
}

// askAll asks every tool about one file that we hold to be good.
func askAll(ctx context.Context, tools []judge, file string) []verdict {
	var verdicts []verdict
	for _, tool := range tools {
		said, accepted := tool.ask(ctx, file)
		said = strings.ReplaceAll(said, filepath.Dir(file)+string(filepath.Separator), "")
		verdicts = append(verdicts, verdict{filepath.Base(file), tool.name, accepted, true, said})
	}
	return verdicts
}

// gist is the sentence of a refusal that gives its ground: the rest repeats
// what was said of the unchanged file.
func gist(said string) string {
	ground := regexp.MustCompile(`Digest Mismatch|Digest error: [^.]*|digest differs|CAdES Verification failure|` +
		`TOTAL_FAILED; [A-Z_]+|message-digest attribute value does not match|` +
		`Not total document signed|there have been edits since signing`)
	if found := ground.FindString(said); found != "" {
		return found
	}
	return said
}

// output runs a tool and returns all it said, on either stream.
func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err.Error(), err
	}
	return string(out), err
}

// demand accepts an answer that has every phrase and no error. What it keeps
// of an accepted answer is those phrases; of a refused one, everything.
func demand(out string, err error, phrases ...string) (said string, accepted bool) {
	for _, phrase := range phrases {
		if !strings.Contains(out, phrase) {
			return oneLine(out), false
		}
	}
	if err != nil {
		return oneLine(out), false
	}
	return strings.Join(phrases, " "), true
}

// oneLine folds white space, so that an answer fits a table's cell.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
