package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// electronicFolder is where among the samples the copies under electronic seals
// of GB/T 38540 lie.
const electronicFolder = "electronic"

// judgeElectronic asks about copies under an electronic seal: ofdrw reads it and
// Bouncy Castle verifies it, the others read the file or the seal before it.
func judgeElectronic(ctx context.Context, program, samples, judges string) (verdicts []verdict, err error) {
	work, err := os.MkdirTemp("", "yinxin-electronic-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	trust, err := bothRoots(samples, work)
	if err != nil {
		return nil, err
	}
	usual, err := bench(ctx, filepath.Join(samples, rootFile), judges, work, nil)
	if err != nil {
		return nil, err
	}
	levels := levelBench{judges: judges, work: work, usual: usual}
	able := []judge{
		{"yinxin", seal, func(ctx context.Context, file string) (string, bool) {
			return askYinxin(ctx, program, trust, file, "")
		}},
		{"ofdrw, Bouncy Castle", seal, func(ctx context.Context, file string) (string, bool) {
			return askOFDRW(ctx, filepath.Join(samples, sm2Folder, rootFile), file, judges, work)
		}},
	}
	folder := filepath.Join(samples, electronicFolder)
	alone, stamped, both := filepath.Join(folder, "alone.pdf"), filepath.Join(folder, "stamped.pdf"), filepath.Join(folder, "both.pdf")
	forms := append(levels.pick("qpdf"), allButSignature(levels.pick("veraPDF 2u")[0]))
	verdicts = slices.Concat(askAll(ctx, slices.Concat(able, forms), alone), askAll(ctx, slices.Concat(able, forms), stamped), askAll(ctx, slices.Concat(able, forms, levels.firstOnly()), both))
	falsified, err := falsifyElectronic(alone, stamped, both, work)
	if err != nil {
		return nil, err
	}
	for _, file := range falsified {
		for _, v := range askAll(ctx, able, file) {
			v.wanted = false
			verdicts = append(verdicts, v)
		}
	}
	old, err := judgeOldSeals(ctx, program, judges, work)
	return append(verdicts, old...), errors.Join(err, ctx.Err())
}

// allButSignature accepts a file of which veraPDF says only that its signature is
// no PKCS #7 with a certificate and one signer (ISO 19005-2, 6.4.3): such a seal
// is none, wherever it stands.
func allButSignature(verapdf judge) judge {
	return judge{verapdf.name + " but for 6.4.3", form, func(ctx context.Context, file string) (string, bool) {
		said, _ := verapdf.ask(ctx, file)
		words := strings.Fields(said)
		slices.Sort(words)
		return said, slices.Equal(words, []string{"2u", "6.4.3-2", "6.4.3-3", "FAIL", "FAIL", "FAIL"})
	}}
}

// bothRoots makes a folder with the roots of the seals and their lists: that
// with P-256 and that with SM2.
func bothRoots(samples, work string) (string, error) {
	folder := filepath.Join(work, "trust")
	if err := os.Mkdir(folder, 0o750); err != nil {
		return "", err
	}
	for name, from := range map[string]string{
		rootFile: rootFile, "seals.crl": "seals.crl",
		"sm2.pem": filepath.Join(sm2Folder, rootFile), "sm2.crl": filepath.Join(sm2Folder, "seals.crl"),
	} {
		content, err := os.ReadFile(filepath.Join(samples, from))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// askOFDRW has the last signature of a file, and the bytes that it is of, read
// and verified.
func askOFDRW(ctx context.Context, root, path, judges, work string) (string, bool) {
	file, err := os.ReadFile(path)
	if err != nil {
		return err.Error(), false
	}
	found, err := signaturesIn(file)
	if err != nil {
		return err.Error(), false
	}
	last := found[len(found)-1]
	content, signature := filepath.Join(work, "sealed.bin"), filepath.Join(work, "eseal.der")
	if err := errors.Join(os.WriteFile(content, last.content, 0o600), os.WriteFile(signature, last.der, 0o600)); err != nil {
		return err.Error(), false
	}
	out, err := ofdrw(ctx, judges, "Eseal", content, signature, root)
	return oneLine(out), err == nil
}

// ofdrw runs one of the programs around ofdrw.
func ofdrw(ctx context.Context, judges string, args ...string) (string, error) {
	folder := filepath.Join(judges, "ofdrw")
	classes := filepath.Join(folder, "classes") + string(filepath.ListSeparator) + filepath.Join(folder, "*")
	return output(ctx, "java", append([]string{"-cp", classes}, args...)...)
}

// falsifyElectronic writes a copy with a signed byte changed, one with the
// electronic seal of another, and one with its timestamp's last digit changed.
func falsifyElectronic(alone, stamped, both, work string) (paths []string, err error) {
	file, err := os.ReadFile(alone)
	if err != nil {
		return nil, err
	}
	other, err := os.ReadFile(both)
	if err != nil {
		return nil, err
	}
	timed, err := os.ReadFile(stamped)
	if err != nil {
		return nil, err
	}
	for _, way := range []struct {
		name string
		make func() ([]byte, error)
	}{
		{"changed-" + filepath.Base(alone), func() ([]byte, error) { return changed(file) }},
		{"swapped-" + filepath.Base(alone), func() ([]byte, error) { return swap(file, other) }},
		{"token-changed-" + filepath.Base(stamped), func() ([]byte, error) { return changedAtEnd(timed) }},
	} {
		falsified, err := way.make()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", alone, err)
		}
		path := filepath.Join(work, way.name)
		if err := os.WriteFile(path, falsified, 0o600); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// changedAtEnd changes the last digit of the last signature: of an SES_Signature
// that has a timestamp, the end of that timestamp's own signature.
func changedAtEnd(file []byte) ([]byte, error) {
	found, err := signaturesIn(file)
	if err != nil {
		return nil, err
	}
	digits := []byte(hex.EncodeToString(found[len(found)-1].der))
	out := bytes.Clone(file)
	at := bytes.LastIndex(out, digits) + len(digits) - 1
	if at < len(digits) {
		return nil, errors.New("the digits of the signature are not there")
	}
	if out[at]++; out[at] == '9'+1 || out[at] > 'f' {
		out[at] = '0'
	}
	return out, nil
}
