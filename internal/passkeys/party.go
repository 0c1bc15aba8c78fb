package passkeys

import (
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"yinxin.example/yinxin/internal/store"
)

// Origin is where an installation's passkeys work: the origin of its public
// address. Browsers make none for a bare IP address, so one that is served on
// this machine alone, such as http://127.0.0.1:8080, has them at
// http://localhost and the port it listens on; port is "" for the address's own.
func Origin(publicURL, port string) (string, error) {
	u, err := url.Parse(publicURL)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("passkeys: %q is no address of a site", publicURL)
	}
	if !ofThisMachine(u.Hostname()) {
		return u.Scheme + "://" + u.Host, nil
	}
	if port == "" {
		port = u.Port()
	}
	host := "localhost"
	if port != "" {
		host = net.JoinHostPort(host, port)
	}
	return u.Scheme + "://" + host, nil
}

func ofThisMachine(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// newParty is the relying party of an origin: passkeys are for its host, and
// are taken from its pages alone.
func newParty(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "印信 Yinxin", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation, // which makes of device people use is not our business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
		// Requests end by the injected clock: take.
		Timeouts: webauthn.TimeoutsConfig{
			Login: webauthn.TimeoutConfig{Timeout: Life}, Registration: webauthn.TimeoutConfig{Timeout: Life},
		},
	})
}

// owner is an account as the library sees it.
type owner struct {
	handle      []byte
	name        string
	credentials []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return o.handle }
func (o owner) WebAuthnName() string                       { return o.name }
func (o owner) WebAuthnDisplayName() string                { return o.name }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.credentials }

// ownerOf is the owner of passkeys. Authenticators show the user name and never
// the person's.
func ownerOf(handle []byte, a store.Account, passkeys ...store.Passkey) (owner, error) {
	o := owner{handle: handle, name: a.Username}
	for _, p := range passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal(p.Credential, &c); err != nil {
			return owner{}, err
		}
		o.credentials = append(o.credentials, c)
	}
	return o, nil
}
