package app

import (
	"bytes"
	"io"
	"net/url"
	"os"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/messages/atonce"
	"yinxin.example/yinxin/internal/messages/channel"
	"yinxin.example/yinxin/internal/messages/mail"
	"yinxin.example/yinxin/internal/messages/outbox"
	"yinxin.example/yinxin/internal/messages/sms"
)

// openChannels opens what the configuration names: slow waits until a message is
// taken, prompt returns at once. A channel that is not set, and every channel of
// a demonstration, is the outbox folder, which is quick by itself.
func (a *App) openChannels() (slow, prompt messages.Sender, err error) {
	const op = "app.openChannels"
	box, err := outbox.Open(a.Config.OutboxFolder(), a.Now)
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	demo, err := a.Folder.IsDemo()
	set := a.Config.Messages
	if err != nil || demo || set.Mail.Host == "" && set.SMS.URL == "" {
		return box, box, fault.Wrap(op, err)
	}
	by := channel.Sender{Mail: box, SMS: box}
	if set.Mail.Host != "" {
		if by.Mail, err = a.openMail(); err != nil {
			return nil, nil, fault.Wrap(op, err)
		}
	}
	if set.SMS.URL != "" {
		if by.SMS, err = a.openSMS(); err != nil {
			return nil, nil, fault.Wrap(op, err)
		}
	}
	waiting := atonce.New(by, a.Now, a.Log)
	a.closers = append(a.closers, waiting.Close)
	return by, waiting, nil
}

func (a *App) openMail() (messages.Sender, error) {
	set := a.Config.Messages.Mail
	o := mail.Options{
		Host: set.Host, Port: set.Port, Encryption: mail.Encryption(set.Encryption), From: set.From,
		Username: set.Username, Domain: "localhost", Now: a.Now,
	}
	if u, err := url.Parse(a.Config.PublicURL); err == nil {
		o.Domain = u.Hostname()
	}
	if set.PasswordFile != "" {
		password, err := readSecret(set.PasswordFile)
		if err != nil {
			return nil, err
		}
		o.Password = string(password)
	}
	return mail.New(o)
}

func (a *App) openSMS() (messages.Sender, error) {
	set := a.Config.Messages.SMS
	secret, err := readSecret(set.SecretFile)
	if err != nil {
		return nil, err
	}
	gateway, err := sms.New(sms.Options{URL: set.URL, Secret: secret, Now: a.Now})
	if err != nil {
		return nil, err
	}
	a.closers = append(a.closers, gateway.Close)
	return gateway, nil
}

// maxSecret is how many bytes of a file with a secret are read.
const maxSecret = 4 << 10

// readSecret reads a secret, without the line's end after it, from a file that
// only its owner may read.
func readSecret(path string) ([]byte, error) { return readPrivate(path, 0o077) }

// readCredential is readSecret for a file of the service manager's, which its
// group may read.
func readCredential(path string) ([]byte, error) { return readPrivate(path, 0o007) }

func readPrivate(path string, refused os.FileMode) ([]byte, error) {
	const op = "app.readSecret"
	f, err := os.Open(path) //nolint:gosec // the operator, or the service manager, names the file
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if info.Mode().Perm()&refused != 0 {
		return nil, fault.New(op, fault.Invalid, "secret_readable").With("file", path)
	}
	content, err := io.ReadAll(io.LimitReader(f, maxSecret))
	return bytes.TrimRight(content, "\r\n"), fault.Wrap(op, err)
}
