package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	data "yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/signature/sesread"
)

// judgeAnswers has openssl and Bouncy Castle ask the demo's OCSP responder about
// the seal of a copy, about one whose key was declared lost a moment ago, and
// about a certificate that was never issued, and verify what it answers; then
// Bouncy Castle about the electronic seal, in use and retired.
func (d *demo) judgeAnswers(ctx context.Context, program, folder, work, judges string) (verdicts []verdict, err error) {
	good, lost, electronic := filepath.Join(work, "good.pem"), filepath.Join(work, "lost.pem"), filepath.Join(work, "electronic.pem")
	err = errors.Join(
		sealOf(ctx, filepath.Join(folder, "copy-1.pdf"), good, work),
		sealOf(ctx, filepath.Join(folder, reportFile), lost, work),
		d.electronicSealOf(ctx, electronic),
	)
	if err != nil {
		return nil, err
	}
	if err := d.changeSeal(ctx, program, "compromise", "demo-seal-reports", "--since", "2026-01-01T00:00:00+08:00"); err != nil {
		return nil, err
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
	others, err := d.askBouncyCastle(ctx, program, judges, folder, good, lost, electronic)
	return append(verdicts, others...), err
}

// askBouncyCastle names certificates by SM3, of either root.
func (d *demo) askBouncyCastle(ctx context.Context, program, judges, folder, good, lost, electronic string) (verdicts []verdict, err error) {
	java, err := startJVM(ctx, filepath.Join(judges, "dss"), filepath.Join(folder, rootFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, java.stop()) }()
	ask := func(name, root, certificate, status string) {
		v := verdict{file: "/ocsp, " + name, tool: "Bouncy Castle OCSP", wanted: status == "good"}
		if v.said, v.accepted = java.ask("bouncycastle-ocsp", d.url+"/ocsp", root, certificate); v.said != "response verified: "+status {
			v.accepted = !v.wanted // not the answer we want
		}
		verdicts = append(verdicts, v)
	}
	sm2Root := filepath.Join(filepath.Dir(d.root()), "sm2-root.pem")
	ask("a seal in use", d.root(), good, "good")
	ask("a seal whose key was lost", d.root(), lost, "revoked")
	ask("an electronic seal in use, SM2", sm2Root, electronic, "good")
	err = d.changeSeal(ctx, program, "retire", "demo-seal-sm2", "--revoke", "superseded")
	ask("an electronic seal revoked as it was retired, SM2", sm2Root, electronic, "revoked")
	return verdicts, err
}

// changeSeal has two custodians change a seal.
func (d *demo) changeSeal(ctx context.Context, program, change, seal string, more ...string) error {
	args := append([]string{"seal", change, seal, "--data", d.data, "--propose", "custodian1", "--approve", "custodian2", "--reason", "conformance"}, more...)
	out, err := output(ctx, program, args...)
	if err != nil {
		return fmt.Errorf("seal %s: %w: %s", change, err, out)
	}
	return nil
}

// electronicSealOf takes the certificate of the second seal out of a copy that
// bears two.
func (d *demo) electronicSealOf(ctx context.Context, path string) error {
	h, err := d.visitor()
	if err != nil {
		return err
	}
	if err := h.signIn(ctx, account{"holder2", data.Password}); err != nil {
		return err
	}
	addresses, err := h.copies(ctx)
	if err != nil {
		return err
	}
	for _, address := range addresses {
		pdf, err := h.get(ctx, address)
		if err != nil {
			return err
		}
		found, err := signaturesIn(pdf)
		if err != nil {
			return err
		}
		second, err := sesread.Parse(found[len(found)-1].der)
		if len(found) < 2 || err != nil {
			continue
		}
		return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: second.Certificate}), 0o600)
	}
	return errors.New("no copy of holder2 bears two seals")
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
