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

// rootFile is the trust anchor's name in a folder of copies.
const rootFile = "root.pem"

// verdict is what one tool said about one file.
type verdict struct {
	file, tool string
	accepted   bool
	wanted     bool   // what we say of the file ourselves
	said       string // its own words, in one line
}

// judge is a tool that nobody here wrote.
type judge struct {
	name string
	seal bool // judges the seal, so it must refuse a changed copy
	ask  func(ctx context.Context, file string) (said string, accepted bool)
}

// bench is the judges made ready for one root.
func bench(ctx context.Context, root, folder, work string) ([]judge, error) {
	trust := filepath.Join(work, "nss")
	if err := nssTrust(ctx, root, trust); err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	return []judge{
		{"pdfsig", true, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, "pdfsig", "-nssdir", "sql:"+trust, file)
			return demand(out, err, "Total document signed", "Signature is Valid.", "Certificate is Trusted.")
		}},
		{"mutool", true, func(ctx context.Context, file string) (string, bool) {
			// mutool knows no roots of ours: of the chain it can only say it is
			// self-signed. What it judges is the digest and later changes.
			out, err := output(ctx, "mutool", "sign", "-v", file)
			said, accepted := demand(out, err, "unchanged since signing")
			return said, accepted && !strings.Contains(out, "Digest error")
		}},
		{"qpdf", false, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, "qpdf", "--check", file)
			return demand(out, err, "No syntax or stream encoding errors found")
		}},
		{"pyHanko", true, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, filepath.Join(folder, "venv/bin/python"), "conformance/pyhanko/judge.py", root, file)
			return oneLine(out), err == nil
		}},
		{"veraPDF 2u", false, func(ctx context.Context, file string) (string, bool) {
			out, err := output(ctx, "java", "-cp", filepath.Join(folder, "verapdf", "*"),
				"org.verapdf.apps.GreenfieldCliWrapper", "--flavour", "2u", "--format", "text", "--verbose", file)
			said := oneLine(strings.ReplaceAll(out, file, ""))
			return said, err == nil && strings.HasPrefix(said, "PASS")
		}},
		{"openssl cms", true, func(ctx context.Context, file string) (string, bool) {
			return askOpenSSL(ctx, root, file, work)
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

// askOpenSSL takes the CMS and the bytes it signs out of the file and has
// openssl verify one over the other.
func askOpenSSL(ctx context.Context, root, file, work string) (string, bool) {
	pdf, err := os.ReadFile(file)
	if err != nil {
		return err.Error(), false
	}
	content, cms, err := signedParts(pdf)
	if err != nil {
		return err.Error(), false
	}
	contentFile, cmsFile := filepath.Join(work, "content.bin"), filepath.Join(work, "signature.der")
	err = errors.Join(os.WriteFile(contentFile, content, 0o600), os.WriteFile(cmsFile, cms, 0o600))
	if err != nil {
		return err.Error(), false
	}
	out, err := output(ctx, "openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", cmsFile,
		"-content", contentFile, "-CAfile", root, "-purpose", "any", "-out", os.DevNull)
	return demand(out, err, "Verification successful")
}

// judgeFolder asks every judge about every PDF in the folder.
func judgeFolder(ctx context.Context, folder, judges string) (verdicts []verdict, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s holds no PDF", folder)
	}
	slices.Sort(files)
	work, err := os.MkdirTemp("", "yinxin-judges-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	tools, err := bench(ctx, filepath.Join(folder, rootFile), judges, work)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		for _, tool := range tools {
			said, accepted := tool.ask(ctx, file)
			said = strings.ReplaceAll(said, filepath.Dir(file)+string(filepath.Separator), "")
			verdicts = append(verdicts, verdict{filepath.Base(file), tool.name, accepted, true, said})
		}
	}
	changed, err := change(files[0], work)
	if err != nil {
		return nil, err
	}
	for _, tool := range tools {
		if tool.seal {
			said, accepted := tool.ask(ctx, changed)
			verdicts = append(verdicts, verdict{filepath.Base(changed), tool.name, accepted, false, gist(said)})
		}
	}
	return verdicts, ctx.Err()
}

// gist is the sentence of a refusal that gives its ground: the rest repeats
// what was said of the unchanged file.
func gist(said string) string {
	ground := regexp.MustCompile(`Digest Mismatch|Digest error: [^.]*|digest differs|CAdES Verification failure`)
	if found := ground.FindString(said); found != "" {
		return found
	}
	return said
}

// change writes a copy of the file whose signing time has one other digit: a
// judge that accepts it has judged nothing.
func change(file, work string) (string, error) {
	pdf, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	at := regexp.MustCompile(`/M\s*\(D(:|\\072)\d{13}\d`).FindIndex(pdf)
	if at == nil {
		return "", fmt.Errorf("%s has no signing time in /M", file)
	}
	digit := &pdf[at[1]-1]
	*digit = '0' + (*digit-'0'+1)%10
	changed := filepath.Join(work, "changed-"+filepath.Base(file))
	return changed, os.WriteFile(changed, pdf, 0o600)
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
