package cli

import (
	"context"
	"fmt"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/sesread"
)

type sealImport struct {
	where
	pair
	File         string   `arg:"" type:"existingfile" help:"The key with its certificate and those of its issuers: PKCS #12 (.p12, .pfx) or PEM."`
	PasswordFile string   `help:"File (mode 0600) with the password of the key file; asked for on the terminal where it is left out." placeholder:"FILE"`
	May          []string `required:"" help:"A qualification it may seal, with the first day after = where there is one; may be repeated." placeholder:"NAME[=YYYY-MM-DD]"`
	Budget       int      `help:"Signatures for the certificates of one release; 0 for no limit."`
	Form         string   `default:"cades" enum:"cades,sm2seal,sm2seal-second" help:"In which form it seals: a CMS (cades), an electronic seal of GB/T 38540 and no CMS (sm2seal), or such a one behind the CMS of another seal (sm2seal-second)."`
	Electronic   string   `type:"existingfile" help:"The electronic seal (SESeal, DER or PEM) that its maker made for the certificate, for form sm2seal or sm2seal-second." placeholder:"FILE"`
	Level        string   `default:"b-b" enum:"b-b,b-t,b-lt,b-lta" help:"Level of PAdES that it seals at: one of ${enum}; b-b or b-t (with a timestamp) for form sm2seal."`
	From         string   `help:"First day it seals on, in Beijing; the seal before goes on until then. Today where it is left out." placeholder:"YYYY-MM-DD"`
}

// maxElectronic bounds the file of an electronic seal in bytes: as PEM it is
// longer by a third.
const maxElectronic = 2 * sesread.MaxLen

// Run makes a seal of the key and puts it into use with its chain: two
// proposals, each in both names.
func (c *sealImport) Run(ctx context.Context, t *terminal) error {
	scope, err := scopeOf(c.May)
	if err != nil {
		return err
	}
	var from civil.Date
	if c.From != "" {
		if from, err = civil.Parse(c.From); err != nil {
			return err
		}
	}
	var electronic []byte
	if c.Electronic != "" {
		if electronic, err = readBounded(c.Electronic, maxElectronic); err != nil {
			return err
		}
	}
	imported, err := c.read(t)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	made, err := c.carryOut(ctx, a, seals.Request{
		Kind: seals.CreateKind, Imported: imported, Scope: scope, Budget: c.Budget, Level: c.Level, Form: c.Form, Electronic: electronic,
	})
	a.Custody.Forget(made.Subject)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已制作 made: %s (%s)\n", made.Subject, made.Authority)
	p, err := c.carryOut(ctx, a, seals.Request{Kind: seals.ActivateKind, Seal: made.Subject, Chain: imported.Chain(), Electronic: electronic, From: from})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已启用 in use: %s\n", p.Subject)
	if err := tellChanges(t.out, p.Content.Changes); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "密钥已加密存入保险库。请销毁 %[1]s 及其所有副本，或按规定封存。\n"+
		"The key is in the vault, encrypted. Destroy %[1]s and every copy of it, or lock it away as your rules say.\n", c.File)
	return err
}

func (c *sealImport) read(t *terminal) (*seals.ImportedKey, error) {
	content, password, err := readKeyFile(t, c.File, c.PasswordFile)
	if err != nil {
		return nil, err
	}
	defer clear(content)
	defer clear(password)
	return seals.ReadKeyFile(content, string(password))
}
