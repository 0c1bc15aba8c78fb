package webhook

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"yinxin.example/yinxin/internal/fault"
)

const (
	maxURL    = 500 // bytes of an address
	portHTTPS = 443
	portHTTP  = 80
)

// reach is where calls may go.
type reach struct {
	ports    []int
	networks []netip.Prefix
}

// check refuses what can be refused by an address's text. What its name means
// is looked at when it is dialled, for it may mean something else by then.
func (r reach) check(address string) error {
	const op = "webhook.Check"
	wrong := func(reason fault.Reason) error { return fault.New(op, fault.Invalid, reason).At("url") }
	u, err := url.Parse(address)
	if err != nil || len(address) > maxURL || u.Host == "" || u.Hostname() == "" || u.Opaque != "" || u.User != nil || u.Fragment != "" ||
		strings.ContainsAny(address, " \t\r\n\\") {
		return wrong("webhook_url_malformed")
	}
	port := portHTTPS
	switch u.Scheme {
	case "https":
	case "http":
		// In the clear to this machine alone, and only where that is allowed.
		if port = portHTTP; !r.opens(loopback(u.Hostname())) {
			return wrong("webhook_url_not_https")
		}
	default:
		return wrong("webhook_url_not_https")
	}
	if text := u.Port(); text != "" {
		if port, err = strconv.Atoi(text); err != nil || port < 1 || port > 65535 {
			return wrong("webhook_url_malformed")
		}
	}
	if !slices.Contains(r.ports, 0) && !slices.Contains(r.ports, port) {
		return wrong("webhook_port_denied")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !r.may(ip) {
		return wrong("webhook_address_denied")
	}
	return nil
}

// loopback is the address of this machine that a host is written as, the zero
// Addr where it is written as anything else.
func loopback(host string) netip.Addr {
	if host == "localhost" {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return netip.Addr{}
	}
	return ip
}

// control is asked with each address about to be dialled, after names were
// resolved: a name that means something else than a moment ago gains nothing.
func (r reach) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !r.may(to.Addr()) {
		return &deniedError{address}
	}
	return nil
}

type deniedError struct{ address string }

// Error implements error.
func (e *deniedError) Error() string { return "webhook: " + e.address + " may not be reached" }

// may reports whether calls may go to an address: one of the networks that the
// operator allows, or one that is public.
func (r reach) may(ip netip.Addr) bool {
	return r.opens(ip) || public(ip)
}

func (r reach) opens(ip netip.Addr) bool {
	return ip.IsValid() && ip.Zone() == "" && slices.ContainsFunc(r.networks, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
}

// public reports whether an address is one of the Internet at large. IPv6 is
// taken from 2000::/3 alone, all that is given out; what carries an IPv4 address
// within it is refused, whichever that is.
func public(ip netip.Addr) bool {
	if !ip.IsValid() || ip.Zone() != "" || ip.Is4In6() {
		return false
	}
	if ip.Is6() && !netip.MustParsePrefix("2000::/3").Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(reserved(), func(p netip.Prefix) bool { return p.Contains(ip) })
}

// reserved are the networks that IANA's registries of special-purpose addresses
// name as not globally reachable, or as ways to others (RFC 6890 and after).
func reserved() []netip.Prefix {
	texts := []string{
		"0.0.0.0/8",         // this network (RFC 791)
		"10.0.0.0/8",        // private (RFC 1918)
		"100.64.0.0/10",     // carriers' NAT (RFC 6598); some clouds' metadata
		"127.0.0.0/8",       // loopback (RFC 1122)
		"169.254.0.0/16",    // link-local (RFC 3927); most clouds' metadata
		"172.16.0.0/12",     // private
		"192.0.0.0/24",      // protocol assignments (RFC 6890)
		"192.0.2.0/24",      // documentation (RFC 5737)
		"192.31.196.0/24",   // AS112 (RFC 7535)
		"192.52.193.0/24",   // AMT (RFC 7450)
		"192.88.99.0/24",    // 6to4 relays (RFC 7526)
		"192.168.0.0/16",    // private
		"192.175.48.0/24",   // AS112 (RFC 7534)
		"198.18.0.0/15",     // benchmarking (RFC 2544)
		"198.51.100.0/24",   // documentation
		"203.0.113.0/24",    // documentation
		"224.0.0.0/4",       // multicast (RFC 5771)
		"240.0.0.0/4",       // reserved (RFC 1112), broadcast
		"2001::/23",         // protocol assignments (RFC 2928), Teredo among them
		"2001:db8::/32",     // documentation (RFC 3849)
		"2002::/16",         // 6to4 (RFC 3056)
		"2620:4f:8000::/48", // AS112 (RFC 7534)
		"3fff::/20",         // documentation (RFC 9637)
		"168.63.129.16/32",  // a cloud's host, public in form only
	}
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}
