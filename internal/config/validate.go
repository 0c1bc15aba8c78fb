package config

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// longestPublicURL leaves room for /v/ and a printed code in the 60 characters
// of a copy's QR code: 60 - len("/v/XXXX-XXXX-XXXX-X").
const longestPublicURL = 60 - 19

// Validate gives every fault at once, each with what to do.
func (c Config) Validate() error {
	return errors.Join(
		c.checkListen(),
		checkPublicURL(c.PublicURL),
		c.checkPlaces(),
		c.HSM.check(),
		c.Messages.check(),
		c.checkTelephones(),
		c.checkDeliversFor(),
		c.checkPolicy(),
		c.checkRequests(),
		c.checkWatches(),
		c.Timestamps.check(),
		c.checkAudit(),
		c.checkLimits(),
		c.checkLog(),
	)
}

func (c Config) checkListen() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %q is not host:port; write for example 127.0.0.1:8080", c.Listen)
	}
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		return errors.New("tls: cert and key go together; set both, or neither where a proxy has the certificate")
	}
	if c.TLS.Cert == "" && !loopback(host) && len(c.TrustedProxies) == 0 {
		return fmt.Errorf("listen: %s would serve passwords in the clear; set tls, name the proxy in trusted_proxies, or listen on 127.0.0.1", c.Listen)
	}
	return nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

func checkPublicURL(s string) error {
	if s == "" {
		return errors.New("public_url: not set; write what addresses in print begin with, for example https://yinxin.example")
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(s, "/"):
		return fmt.Errorf("public_url: %q is not https://HOST or https://HOST/PATH, without a slash at the end", s)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return fmt.Errorf("public_url: %q is not https; only an address of this machine may do without", s)
	case len(s) > longestPublicURL:
		return fmt.Errorf("public_url: %d characters; at most %d fit the QR code of a copy", len(s), longestPublicURL)
	}
	return nil
}

func (c Config) checkPlaces() error {
	var faults []error
	if c.Data == "" {
		faults = append(faults, errors.New("data: empty; name a folder"))
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		faults = append(faults, errors.New("database: neither empty (SQLite) nor postgres://user@host/name"))
	}
	return errors.Join(faults...)
}

func (c Config) checkTelephones() error {
	var faults []error
	for i, t := range c.Telephones {
		if t.Number == "" {
			faults = append(faults, fmt.Errorf("telephones[%d]: no number; set it, in quotes, or take the entry out", i))
		}
	}
	return errors.Join(faults...)
}

func (c Config) checkDeliversFor() error {
	var faults []error
	for _, authority := range slices.Sorted(maps.Keys(c.DeliversFor)) {
		issuers := c.DeliversFor[authority]
		switch {
		case authority == "" || authority == Everyone:
			faults = append(faults, fmt.Errorf("delivers_for: %q is no authority; name the one that delivers, and after it those it delivers for", authority))
		case len(issuers) == 0 || slices.Contains(issuers, ""):
			faults = append(faults, fmt.Errorf("delivers_for.%s: name those it delivers for, \"*\" for all, or take the entry out; its own it may deliver anyway", authority))
		}
	}
	return errors.Join(faults...)
}

func (c Config) checkPolicy() error {
	if err := c.Policy.Rules().Validate(); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	return nil
}

// mostAnswerDays is how long an authority may let holders wait.
const mostAnswerDays = 90

func (c Config) checkRequests() error {
	if c.Requests.AnswerDays < 1 || c.Requests.AnswerDays > mostAnswerDays {
		return fmt.Errorf("requests.answer_days: %d; set it from 1 to %d", c.Requests.AnswerDays, mostAnswerDays)
	}
	return nil
}

// leastKeepDays are six months, however they fall: what the trail is kept for
// by policy, never shorter.
const leastKeepDays = 184

func (c Config) checkAudit() error {
	const century = 36525
	if c.Audit.KeepDays < leastKeepDays || c.Audit.KeepDays > century {
		return fmt.Errorf("audit.keep_days: %d; set it from %d, six months, to %d", c.Audit.KeepDays, leastKeepDays, century)
	}
	return nil
}

func (c Config) checkLimits() error {
	var faults []error
	within := func(key string, v, least, most int) {
		if v < least || v > most {
			faults = append(faults, fmt.Errorf("limits.%s: %d; set it from %d to %d", key, v, least, most))
		}
	}
	within("upload", c.Limits.Upload, 1<<20, 100<<20)
	within("password_memory", c.Limits.PasswordMemory, 19, 1024)
	within("passwords_at_once", c.Limits.PasswordsAtOnce, 1, 64)
	for _, s := range []struct {
		key  string
		life time.Duration
	}{{"holder_session", c.Limits.HolderSession}, {"staff_session", c.Limits.StaffSession}} {
		if s.life < 5*time.Minute || s.life > 30*24*time.Hour {
			faults = append(faults, fmt.Errorf("limits.%s: %s; set it from 5m to 720h", s.key, s.life))
		}
	}
	return errors.Join(faults...)
}

func (c Config) checkLog() error {
	if c.Log.Format != "text" && c.Log.Format != "json" {
		return fmt.Errorf("log.format: %q; write text or json", c.Log.Format)
	}
	return nil
}
