package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Timestamps are who proves when something was sealed (RFC 3161).
type Timestamps struct {
	Authorities []TimestampAuthority `key:"authorities"` // the first is asked first
	Own         OwnTSA               `key:"own"`         // instead of authorities; neither: no timestamps
	Roots       string               `key:"roots"`       // PEM file: whom the authorities' certificates lead to
	WhenDown    string               `key:"when_down"`   // wait, later
	Tolerance   time.Duration        `key:"tolerance"`   // by which their time may differ from ours
	Timeout     time.Duration        `key:"timeout"`     // of one query
	AtOnce      int                  `key:"at_once"`     // queries under way with each
}

// TimestampAuthority is one timestamp authority.
type TimestampAuthority struct {
	URL          string `key:"url"`
	Policy       string `key:"policy"`   // dotted OID to ask for; "" for its own
	Username     string `key:"username"` // with PasswordFile, for basic authentication
	PasswordFile string `key:"password_file"`
	TokenFile    string `key:"token_file"` // for a bearer token
}

// OwnTSA is a timestamp authority of the installation's own, whose certificate
// `yinxin tsa chain` put into use; without a policy there is none.
type OwnTSA struct {
	Policy    string `key:"policy"`     // dotted OID of the rules that its tokens are made under
	DeviceKey string `key:"device_key"` // its key in the device (hsm), a PKCS #11 URI; "" for one in the vault
}

// What becomes of copies while no timestamp authority answers.
const (
	StampsWait  = "wait"  // they wait
	StampsLater = "later" // they are sealed at B-B, and raised once one answers
)

func (t Timestamps) check() error {
	var faults []error
	switch t.WhenDown {
	case StampsWait, StampsLater:
	default:
		faults = append(faults, fmt.Errorf("timestamps.when_down: %q; write wait or later", t.WhenDown))
	}
	for _, d := range []struct {
		key         string
		is          time.Duration
		least, most time.Duration
	}{{"tolerance", t.Tolerance, 2 * time.Second, 10 * time.Minute}, {"timeout", t.Timeout, 100 * time.Millisecond, 8 * time.Second}} {
		if d.is < d.least || d.is > d.most {
			faults = append(faults, fmt.Errorf("timestamps.%s: %s; set it from %s to %s", d.key, d.is, d.least, d.most))
		}
	}
	if t.AtOnce < 1 || t.AtOnce > 256 {
		faults = append(faults, fmt.Errorf("timestamps.at_once: %d; set it from 1 to 256", t.AtOnce))
	}
	faults = append(faults, t.Own.check())
	if len(t.Authorities) > 0 && t.Own != (OwnTSA{}) {
		faults = append(faults, errors.New("timestamps: authorities or own, not both"))
	}
	if len(t.Authorities) > 0 && t.Roots == "" {
		faults = append(faults, errors.New("timestamps.roots: not set; name the PEM file of the roots by which the authorities are believed"))
	}
	for i, a := range t.Authorities {
		faults = append(faults, a.check(fmt.Sprintf("timestamps.authorities[%d]", i)))
	}
	return errors.Join(faults...)
}

// check does not repeat the address, which may hold a secret.
func (a TimestampAuthority) check(key string) error {
	var faults []error
	u, err := url.Parse(a.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http":
		faults = append(faults, fmt.Errorf("%s.url: not https://HOST/PATH or http://HOST/PATH", key))
	case u.Scheme == "http" && !loopback(u.Hostname()) && a.PasswordFile+a.TokenFile != "":
		faults = append(faults, fmt.Errorf("%s.url: not https; a password or token goes in the clear to this machine alone", key))
	}
	if a.Policy != "" {
		if err := checkOID(a.Policy); err != nil {
			faults = append(faults, fmt.Errorf("%s.policy: %w, or leave it out", key, err))
		}
	}
	if (a.Username == "") != (a.PasswordFile == "") {
		faults = append(faults, fmt.Errorf("%s: username and password_file go together", key))
	}
	if a.PasswordFile != "" && a.TokenFile != "" {
		faults = append(faults, fmt.Errorf("%s: password_file or token_file, not both", key))
	}
	return errors.Join(faults...)
}

func (o OwnTSA) check() error {
	switch {
	case o == OwnTSA{}:
		return nil
	case o.Policy == "":
		return errors.New("timestamps.own.policy: not set; write the OID of the rules that your authority's timestamps are made under")
	}
	if err := checkOID(o.Policy); err != nil {
		return fmt.Errorf("timestamps.own.policy: %w", err)
	}
	return nil
}

func checkOID(text string) error {
	if _, err := x509.ParseOID(text); err != nil {
		return fmt.Errorf("%q is no OID; write for example 1.2.3.4", text)
	}
	return nil
}
