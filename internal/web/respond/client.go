package respond

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Client is the address a request is counted against: the peer's, or, where
// the peer is one of our own proxies, the nearest address before our proxies.
func (p *Responder) Client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusted(host); i-- {
		hop := strings.TrimSpace(hops[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			break
		}
		host = hop
	}
	return host
}

func (p *Responder) trusted(host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, proxy := range p.Proxies {
		if proxy.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}
