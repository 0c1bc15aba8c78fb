package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"slices"
)

// Messages is how codes and messages reach people. A channel that is not set
// writes into the outbox folder.
type Messages struct {
	Mail Mail `key:"mail"`
	SMS  SMS  `key:"sms"`
}

// Mail is the server that takes mail.
type Mail struct {
	Host         string `key:"host"` // "" for none
	Port         int    `key:"port"`
	Encryption   string `key:"encryption"` // starttls, tls or none
	From         string `key:"from"`
	Username     string `key:"username"`
	PasswordFile string `key:"password_file"`
}

// SMS is the operator's gateway to a carrier.
type SMS struct {
	URL        string `key:"url"` // "" for none
	SecretFile string `key:"secret_file"`
}

func (m Messages) check() error { return errors.Join(m.Mail.check(), m.SMS.check()) }

func (m Mail) check() error {
	var faults []error
	if m.Port < 1 || m.Port > 65535 {
		faults = append(faults, fmt.Errorf("messages.mail.port: %d; set it from 1 to 65535", m.Port))
	}
	if !slices.Contains([]string{"starttls", "tls", "none"}, m.Encryption) {
		faults = append(faults, fmt.Errorf("messages.mail.encryption: %q; write starttls, tls or none", m.Encryption))
	}
	if m.Host == "" {
		return errors.Join(faults...)
	}
	if m.Encryption == "none" && !loopback(m.Host) {
		faults = append(faults, errors.New("messages.mail.encryption: none is for a server on this machine only"))
	}
	if from, err := mail.ParseAddress(m.From); err != nil || from.Address != m.From {
		faults = append(faults, errors.New("messages.mail.from: not a mail address; write for example no-reply@yinxin.example"))
	}
	if (m.Username == "") != (m.PasswordFile == "") {
		faults = append(faults, errors.New("messages.mail: username and password_file go together"))
	}
	return errors.Join(faults...)
}

func (s SMS) check() error {
	if s.URL == "" {
		return nil
	}
	var faults []error
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http":
		faults = append(faults, errors.New("messages.sms.url: not https://HOST/PATH")) // it may hold a secret: not repeated
	case u.Scheme == "http" && u.Hostname() != "localhost" && !net.ParseIP(u.Hostname()).IsLoopback():
		faults = append(faults, errors.New("messages.sms.url: not https; only a gateway on this machine may do without"))
	}
	if s.SecretFile == "" {
		faults = append(faults, errors.New("messages.sms.secret_file: not set; name the file of the shared secret"))
	}
	return errors.Join(faults...)
}
