package respond_test

import (
	"net/http"
	"net/netip"
	"testing"

	"yinxin.example/yinxin/internal/web/respond"
)

func TestClient(t *testing.T) {
	proxied := &respond.Responder{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
	tests := []struct {
		name      string
		peer      string
		forwarded []string
		want      string
	}{
		{"a peer of its own", "192.0.2.1:1234", nil, "192.0.2.1"},
		{"a stranger says it is a proxy", "192.0.2.1:1234", []string{"198.51.100.7"}, "192.0.2.1"},
		{"through our proxy", "10.0.0.1:1234", []string{"198.51.100.7"}, "198.51.100.7"},
		{"through two of our proxies", "10.0.0.1:1234", []string{"198.51.100.7, 10.0.0.2"}, "198.51.100.7"},
		{"in two headers", "10.0.0.1:1234", []string{"198.51.100.7", "10.0.0.2"}, "198.51.100.7"},
		{"the client adds one before", "10.0.0.1:1234", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"},
		{"nonsense", "10.0.0.1:1234", []string{"unknown"}, "10.0.0.1"},
		{"nothing", "10.0.0.1:1234", nil, "10.0.0.1"},
		{"IPv6", "[::1]:1234", []string{"2001:db8::7"}, "2001:db8::7"},
		{"IPv4 within IPv6", "[::ffff:10.0.0.1]:1234", []string{"198.51.100.7"}, "198.51.100.7"},
		{"no port", "pipe", nil, "pipe"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: test.peer, Header: http.Header{"X-Forwarded-For": test.forwarded}}
			if got := proxied.Client(r); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
