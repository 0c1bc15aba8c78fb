package webhook_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages/webhook"
)

func TestAddressesThatAreRefused(t *testing.T) {
	p := poster(t, webhook.Options{Ports: []int{443, 8443}})
	for address, want := range map[string]fault.Reason{
		"https://hooks.example/yinxin":        "",
		"https://hooks.example:8443/yinxin":   "",
		"https://8.8.8.8/":                    "",
		"https://[2606:4700:4700::1111]/":     "",
		"":                                    "webhook_url_malformed",
		"https://":                            "webhook_url_malformed",
		"https:///yinxin":                     "webhook_url_malformed",
		"https://:443/":                       "webhook_url_malformed",
		"hooks.example":                       "webhook_url_malformed",
		"https:hooks.example":                 "webhook_url_malformed",
		"https://hooks.example/#part":         "webhook_url_malformed",
		"https://user@hooks.example/":         "webhook_url_malformed",
		"https://user:secret@127.0.0.1/":      "webhook_url_malformed",
		"https://hooks.example\\@127.0.0.1/":  "webhook_url_malformed",
		"https://hooks.example:99999/":        "webhook_url_malformed",
		"https://hooks.example/ x":            "webhook_url_malformed",
		"https://hooks.example/\r\nX: y":      "webhook_url_malformed",
		"https://" + strings.Repeat("x", 500): "webhook_url_malformed",
		"http://hooks.example/":               "webhook_url_not_https",
		"http://127.0.0.1/":                   "webhook_url_not_https",
		"http://localhost/":                   "webhook_url_not_https",
		"file://hooks.example/etc/passwd":     "webhook_url_not_https",
		"gopher://hooks.example/":             "webhook_url_not_https",
		"https://hooks.example:22/":           "webhook_port_denied",
		"https://hooks.example:6379/":         "webhook_port_denied",
		"https://127.0.0.1/":                  "webhook_address_denied",
		"https://127.9.9.9:8443/":             "webhook_address_denied",
		"https://0.0.0.0/":                    "webhook_address_denied",
		"https://10.0.0.1/":                   "webhook_address_denied",
		"https://172.16.0.1/":                 "webhook_address_denied",
		"https://172.31.255.255/":             "webhook_address_denied",
		"https://192.168.1.1/":                "webhook_address_denied",
		"https://100.64.0.1/":                 "webhook_address_denied",
		"https://100.100.100.200/":            "webhook_address_denied", // a cloud's metadata
		"https://169.254.169.254/latest":      "webhook_address_denied", // the other clouds'
		"https://168.63.129.16/":              "webhook_address_denied",
		"https://192.0.0.192/":                "webhook_address_denied",
		"https://192.0.2.1/":                  "webhook_address_denied",
		"https://198.18.0.1/":                 "webhook_address_denied",
		"https://198.51.100.1/":               "webhook_address_denied",
		"https://203.0.113.1/":                "webhook_address_denied",
		"https://224.0.0.1/":                  "webhook_address_denied",
		"https://240.0.0.1/":                  "webhook_address_denied",
		"https://255.255.255.255/":            "webhook_address_denied",
		"https://[::]/":                       "webhook_address_denied",
		"https://[::1]/":                      "webhook_address_denied",
		"https://[::ffff:127.0.0.1]/":         "webhook_address_denied",
		"https://[::ffff:8.8.8.8]/":           "webhook_address_denied",
		"https://[::7f00:1]/":                 "webhook_address_denied",
		"https://[64:ff9b::a00:1]/":           "webhook_address_denied", // NAT64
		"https://[64:ff9b:1::a00:1]/":         "webhook_address_denied",
		"https://[100::1]/":                   "webhook_address_denied",
		"https://[fc00::1]/":                  "webhook_address_denied",
		"https://[fd00:ec2::254]/":            "webhook_address_denied",
		"https://[fe80::1]/":                  "webhook_address_denied",
		"https://[fe80::1%25lo]/":             "webhook_address_denied",
		"https://[fec0::1]/":                  "webhook_address_denied",
		"https://[ff02::1]/":                  "webhook_address_denied",
		"https://[2001::1]/":                  "webhook_address_denied", // Teredo
		"https://[2001:db8::1]/":              "webhook_address_denied",
		"https://[2002:7f00:1::]/":            "webhook_address_denied", // 6to4 of 127.0.0.1
		"https://[3fff::1]/":                  "webhook_address_denied",
	} {
		if err := p.Check(address); fault.ReasonOf(err) != want {
			t.Errorf("%q: %v, want %q", address, err, want)
		}
	}
}

func TestNetworksThatAreAllowed(t *testing.T) {
	p := poster(t, webhook.Options{Ports: []int{443, 80}, Networks: []netip.Prefix{
		netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("127.0.0.0/8"),
	}})
	for address, want := range map[string]fault.Reason{
		"https://10.1.2.3/":            "",
		"http://127.0.0.1/":            "",
		"http://localhost/":            "",
		"http://10.1.2.3/":             "webhook_url_not_https", // in the clear to this machine alone
		"https://10.2.0.1/":            "webhook_address_denied",
		"https://169.254.169.254/":     "webhook_address_denied",
		"http://[::1]/":                "webhook_url_not_https",
		"http://127.0.0.1.nip.example": "webhook_url_not_https",
	} {
		if err := p.Check(address); fault.ReasonOf(err) != want {
			t.Errorf("%q: %v, want %q", address, err, want)
		}
	}
}

// A name that was public when it was looked at and is not when it is dialled is
// refused by what it is then: no request leaves.
func TestRebinding(t *testing.T) {
	at, _, got := receiver(t, func(http.ResponseWriter, *http.Request) {})
	port := at[strings.LastIndex(at, ":"):]
	for _, answer := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "0.0.0.0"} {
		p := poster(t, webhook.Options{Resolver: resolver(netip.MustParseAddr(answer))})
		address := "https://hooks.example.com" + port + "/"
		if err := p.Check(address); err != nil {
			t.Errorf("%s by its text: %v", address, err)
		}
		status, err := p.Call(t.Context(), call(address, []byte("s")))
		if status != 0 || fault.ReasonOf(err) != "webhook_address_denied" || len(*got) != 0 {
			t.Errorf("a name for %s: %d, %v; %d requests came through", answer, status, err, len(*got))
		}
	}
	// With the network allowed it gets there, so the names above did mean something.
	p := poster(t, webhook.Options{Resolver: resolver(netip.MustParseAddr("127.0.0.1")), Networks: loopback()})
	if _, err := p.Call(t.Context(), call("https://hooks.example.com"+port+"/", []byte("s"))); fault.ReasonOf(err) != "webhook_untrusted" {
		t.Errorf("with the network allowed: %v", err)
	}
}

// resolver answers each question for an IPv4 address with one, and others with
// none (RFC 1035, over a stream).
func resolver(ip netip.Addr) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			for answerDNS(theirs, ip) == nil {
			}
		}()
		return ours, nil
	}}
}

func answerDNS(c net.Conn, ip netip.Addr) error {
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return err
	}
	q := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(c, q); err != nil {
		return err
	}
	end := 12
	for q[end] != 0 {
		end += int(q[end]) + 1
	}
	end += 5 // the root, type and class
	reply := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
	if q[end-3] == 1 { // type A
		reply[7] = 1
		reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		four := ip.As4()
		reply = append(reply, four[:]...)
	}
	_, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
	return err
}

// FuzzCheck: whatever is typed, Check neither panics nor lets a literal address
// through that is not public.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"https://hooks.example/", "https://127.0.0.1/", "https://[::ffff:10.0.0.1]:443/", "http://localhost:80", "https://2130706433/", "https://0x7f.1/"} {
		f.Add(seed)
	}
	p := webhook.New(webhook.Options{Ports: []int{443}})
	f.Fuzz(func(t *testing.T, address string) {
		if p.Check(address) != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.User != nil {
			t.Fatalf("%q was let through", address)
		}
		ip, err := netip.ParseAddr(u.Hostname())
		if err == nil && (!ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is4In6() || ip.Zone() != "") {
			t.Errorf("%q was let through", address)
		}
	})
}
