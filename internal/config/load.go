package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
)

// Load reads and checks a file. Relative paths in it begin at its folder.
func Load(path string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	defer f.Close()
	c, err := Read(f)
	if err == nil {
		c.rebase(filepath.Dir(path))
		err = c.Validate()
	}
	if err != nil {
		return Config{}, fmt.Errorf("configuration %s:\n%w", path, err)
	}
	return c, nil
}

// Read reads a file over the defaults and does not check it further. Its error
// names every unknown key and every value of the wrong type, by line.
func Read(r io.Reader) (Config, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return Config{}, err
	}
	c := Default()
	root, err := parse(text)
	if err != nil || root == nil {
		return c, err
	}
	if err := bind(root, "", reflect.ValueOf(&c).Elem()); err != nil {
		return Config{}, err
	}
	return c, nil
}

func (c *Config) rebase(dir string) {
	paths := []*string{
		&c.Data, &c.MasterKeyFile, &c.HSM.PINFile, &c.Fonts, &c.Outbox, &c.Messages.Mail.PasswordFile, &c.Messages.SMS.SecretFile,
		&c.TLS.Cert, &c.TLS.Key, &c.Timestamps.Roots,
	}
	for i := range c.Timestamps.Authorities {
		paths = append(paths, &c.Timestamps.Authorities[i].PasswordFile, &c.Timestamps.Authorities[i].TokenFile)
	}
	for _, path := range paths {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(dir, *path)
		}
	}
}

// OutboxFolder is where messages go whose channel is not set.
func (c Config) OutboxFolder() string {
	if c.Outbox != "" {
		return c.Outbox
	}
	return filepath.Join(c.Data, "outbox")
}
