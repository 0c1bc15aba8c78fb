package config

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestTimestampsAreChecked(t *testing.T) {
	checkSection(t, "timestamps", map[string]sectionTest{
		"none":                 {"", ""},
		"one":                  {"  roots: r.pem\n  authorities: [{url: \"https://tsa.example/tsr\"}]\n", ""},
		"in the clear":         {"  roots: r.pem\n  authorities: [{url: \"http://tsa.example\", policy: 2.25.340282366920938463463374607431768211455}]\n", ""},
		"with a password":      {"  roots: r.pem\n  authorities: [{url: \"https://tsa.example\", username: u, password_file: f}]\n", ""},
		"with a token":         {"  roots: r.pem\n  authorities: [{url: \"http://127.0.0.1:8080/tsa\", token_file: f}]\n", ""},
		"all of it":            {"  when_down: wait\n  tolerance: 5s\n  timeout: 1s\n  at_once: 4\n", ""},
		"later":                {"  when_down: later\n", ""},
		"never":                {"  when_down: never\n", "timestamps.when_down"},
		"no roots":             {"  authorities: [{url: \"https://tsa.example\"}]\n", "timestamps.roots"},
		"no address":           {"  roots: r.pem\n  authorities: [{policy: 1.2.3}]\n", "timestamps.authorities[0].url"},
		"password in it":       {"  roots: r.pem\n  authorities: [{url: \"https://u:hidden@tsa.example\"}]\n", "timestamps.authorities[0].url"},
		"token in the clear":   {"  roots: r.pem\n  authorities: [{url: \"http://tsa.example\", token_file: f}]\n", "in the clear"},
		"policy":               {"  roots: r.pem\n  authorities: [{url: \"https://tsa.example\", policy: best}]\n", "no OID"},
		"user alone":           {"  roots: r.pem\n  authorities: [{url: \"https://tsa.example\", username: u}]\n", "go together"},
		"both":                 {"  roots: r.pem\n  authorities: [{url: \"https://tsa.example\", username: u, password_file: f, token_file: f}]\n", "not both"},
		"no tolerance":         {"  tolerance: 0s\n", "timestamps.tolerance"},
		"longer than a lease":  {"  timeout: 9s\n", "timestamps.timeout"},
		"none at once":         {"  at_once: 0\n", "timestamps.at_once"},
		"its own":              {"  own: {policy: 1.2.3.4}\n", ""},
		"its own, in a device": {"  own: {policy: 1.2.3.4, device_key: \"pkcs11:object=tsa\"}\n", ""},
		"its own, no policy":   {"  own: {device_key: \"pkcs11:object=tsa\"}\n", "timestamps.own.policy"},
		"its own, no OID":      {"  own: {policy: ours}\n", "timestamps.own.policy"},
		"its own and another":  {"  roots: r.pem\n  own: {policy: 1.2.3}\n  authorities: [{url: \"https://tsa.example\"}]\n", "not both"},
		"a secret in the file": {"  authorities: [{token: hidden}]\n", "unknown key timestamps.authorities[0].token"},
	})
}

func TestFilesOfTimestampsBeginAtTheFilesFolder(t *testing.T) {
	c, err := Read(strings.NewReader("timestamps:\n  roots: r.pem\n  authorities: [{token_file: t}, {password_file: /p}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	c.rebase("/etc/yinxin")
	got := []string{c.Timestamps.Roots, c.Timestamps.Authorities[0].TokenFile, c.Timestamps.Authorities[1].PasswordFile}
	want := []string{filepath.FromSlash("/etc/yinxin/r.pem"), filepath.FromSlash("/etc/yinxin/t"), "/p"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%v, want %v", got, want)
	}
}
