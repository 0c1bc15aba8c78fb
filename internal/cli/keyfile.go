package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/keyfile"
)

// readKeyFile reads a file with a key, and its password where it has one. Whoever
// asks overwrites both; of the password as text the memory cannot be.
func readKeyFile(t *terminal, name, passwordFile string) (content, password []byte, err error) {
	if content, err = readBounded(name, keyfile.Max); err != nil || !keyfile.AsksPassword(content) {
		return content, nil, err
	}
	if passwordFile == "" {
		password, err = askSecret(t, "文件口令 password of "+name+": ")
	} else {
		password, err = readSecret(passwordFile)
	}
	if err != nil {
		clear(content)
		return nil, nil, err
	}
	return content, password, nil
}

// readSecret reads a line that nobody else may read.
func readSecret(name string) ([]byte, error) {
	const longest = 4 << 10
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New("cli.readSecret", fault.Invalid, "secret_readable").With("file", name)
	}
	text, err := readBounded(name, longest)
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
