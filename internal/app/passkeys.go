package app

import (
	"net"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/passkeys"
)

// openPasskeys opens signing in by passkeys for a server that listens at the
// address: where the installation is this machine's own, passkeys belong to
// localhost and its port.
func (a *App) openPasskeys(address net.Addr) (*passkeys.Service, error) {
	const op = "app.openPasskeys"
	_, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	origin, err := passkeys.Origin(a.publicURL, port)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	keys, err := passkeys.New(passkeys.Options{Store: a.Store, Door: a.SignIn, Desk: a.Desk, Now: a.Now, Origin: origin})
	return keys, fault.Wrap(op, err)
}
