package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/keyfile"
)

type sealImport struct {
	where
	pair
	File         string   `arg:"" type:"existingfile" help:"The key with its certificate and those of its issuers: PKCS #12 (.p12, .pfx), or PEM with the key in the clear."`
	PasswordFile string   `help:"File (mode 0600) with the password of PKCS #12; asked for on the terminal where it is left out." placeholder:"FILE"`
	May          []string `required:"" help:"A qualification it may seal, with the first day after = where there is one; may be repeated." placeholder:"NAME[=YYYY-MM-DD]"`
	Budget       int      `help:"Signatures for the certificates of one release; 0 for no limit."`
	Level        string   `default:"b-b" enum:"b-b,b-t,b-lt,b-lta" help:"Level of PAdES that it seals at: one of ${enum}."`
	From         string   `help:"First day it seals on, in Beijing; the seal before goes on until then. Today where it is left out." placeholder:"YYYY-MM-DD"`
}

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
		Kind: seals.CreateKind, Imported: imported, Scope: scope, Budget: c.Budget, Level: c.Level,
	})
	a.Custody.Forget(made.Subject)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已制作 made: %s (%s)\n", made.Subject, made.Authority)
	p, err := c.carryOut(ctx, a, seals.Request{Kind: seals.ActivateKind, Seal: made.Subject, Chain: imported.Chain(), From: from})
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

// read reads the key. What was read of the file and of the password is
// overwritten; of the password as text the memory cannot be.
func (c *sealImport) read(t *terminal) (*seals.ImportedKey, error) {
	content, err := readBounded(c.File, keyfile.Max)
	if err != nil {
		return nil, err
	}
	defer clear(content)
	if keyfile.IsPEM(content) {
		return seals.ReadKeyFile(content, "")
	}
	password, err := c.password(t)
	if err != nil {
		return nil, err
	}
	defer clear(password)
	return seals.ReadKeyFile(content, string(password))
}

func (c *sealImport) password(t *terminal) ([]byte, error) {
	if c.PasswordFile == "" {
		return askSecret(t, "文件口令 password of "+c.File+": ")
	}
	info, err := os.Stat(c.PasswordFile)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New("cli.password", fault.Invalid, "secret_readable").With("file", c.PasswordFile)
	}
	const longest = 4 << 10
	text, err := readBounded(c.PasswordFile, longest)
	return bytes.TrimRight(text, "\r\n"), err
}

// askSecret asks on the terminal, which shows nothing of what is typed.
func askSecret(t *terminal, question string) ([]byte, error) {
	in := int(os.Stdin.Fd())
	if !term.IsTerminal(in) {
		return nil, fault.New("cli.askSecret", fault.Invalid, "key_file_no_terminal")
	}
	fmt.Fprint(t.err, question)
	secret, err := term.ReadPassword(in)
	fmt.Fprintln(t.err)
	return secret, err
}

// readBounded reads a file of at most so many bytes.
func readBounded(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(content)) > most {
		err = errors.New(name + " is too large")
	}
	return content, err
}
