package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// judgeAnswers has openssl ask the demo's OCSP responder about the seal of a
// copy, about one whose key was declared lost a moment ago, and about a
// certificate that was never issued, and verify what it answers.
func (d *demo) judgeAnswers(ctx context.Context, program, folder, work string) (verdicts []verdict, err error) {
	good, lost := filepath.Join(work, "good.pem"), filepath.Join(work, "lost.pem")
	err = errors.Join(
		sealOf(ctx, filepath.Join(folder, "copy-1.pdf"), good, work),
		sealOf(ctx, filepath.Join(folder, reportFile), lost, work),
	)
	if err != nil {
		return nil, err
	}
	out, err := output(ctx, program, "seal", "compromise", "demo-seal-reports", "--data", d.data, "--since", "2026-01-01T00:00:00+08:00",
		"--propose", "custodian1", "--approve", "custodian2", "--reason", "conformance")
	if err != nil {
		return nil, fmt.Errorf("seal compromise: %w: %s", err, out)
	}
	for _, about := range []struct {
		name   string
		args   []string
		status string
	}{
		{"a seal in use", []string{"-cert", good}, "good"},
		{"a seal whose key was lost", []string{"-cert", lost}, "revoked"},
		{"never issued", []string{"-serial", "0x1234"}, "unknown"},
	} {
		out, err := output(ctx, "openssl", append([]string{"ocsp", "-issuer", d.root(), "-CAfile", d.root(), "-url", d.url + "/ocsp"}, about.args...)...)
		v := verdict{file: "/ocsp, " + about.name, tool: "openssl ocsp", wanted: about.status == "good"}
		said, answered := demand(out, err, "Response verify OK", ": "+about.status)
		// What is not the answer we want is a verdict that differs from ours.
		v.said, v.accepted = said, v.wanted == answered
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

// sealOf takes the certificate of the one that sealed a copy out of its CMS.
func sealOf(ctx context.Context, file, path, work string) error {
	_, signature, err := takeApart(file, work)
	if err != nil {
		return err
	}
	out, err := output(ctx, "openssl", "pkcs7", "-inform", "DER", "-in", signature, "-print_certs")
	if err != nil {
		return fmt.Errorf("%s: %w: %s", file, err, out)
	}
	for rest := []byte(out); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return fmt.Errorf("%s: no seal's certificate", file)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if !c.IsCA {
			return os.WriteFile(path, pem.EncodeToMemory(block), 0o600)
		}
	}
}
