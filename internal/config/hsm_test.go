package config

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestHSMIsChecked(t *testing.T) {
	checkSection(t, "hsm", map[string]sectionTest{
		"none":                      {"  sessions: 16\n", ""},
		"by its label":              {"  module: /usr/lib/m.so\n  token: seals\n", ""},
		"by its slot":               {"  module: /usr/lib/m.so\n  slot: 0\n", ""},
		"with a PIN's file":         {"  module: /usr/lib/m.so\n  token: seals\n  pin_file: pin\n", ""},
		"one session":               {"  module: /usr/lib/m.so\n  token: seals\n  sessions: 1\n", ""},
		"a module searched for":     {"  module: m.so\n  token: seals\n", "whole path"},
		"a token without a module":  {"  token: seals\n", "hsm.module"},
		"a slot without a module":   {"  slot: 3\n", "hsm.module"},
		"a PIN without a module":    {"  pin_file: pin\n", "hsm.module"},
		"a module alone":            {"  module: /usr/lib/m.so\n", "either token or slot"},
		"both label and slot":       {"  module: /usr/lib/m.so\n  token: seals\n  slot: 1\n", "either token or slot"},
		"no session":                {"  module: /usr/lib/m.so\n  token: seals\n  sessions: 0\n", "hsm.sessions"},
		"more sessions than exist":  {"  module: /usr/lib/m.so\n  token: seals\n  sessions: 1025\n", "hsm.sessions"},
		"no number":                 {"  module: /usr/lib/m.so\n  token: seals\n  sessions: many\n", "hsm.sessions"},
		"the PIN itself":            {"  module: /usr/lib/m.so\n  token: seals\n  pin: hidden\n", "unknown key hsm.pin"},
		"everything wrong, at once": {"  module: m.so\n  sessions: 0\n", "hsm.sessions"},
	})
}

// The PIN's file begins at the configuration's folder; the module is a whole
// path and stays.
func TestFilesOfTheHSM(t *testing.T) {
	c, err := Read(strings.NewReader("hsm:\n  module: /usr/lib/m.so\n  pin_file: pin\n"))
	if err != nil {
		t.Fatal(err)
	}
	c.rebase("/etc/yinxin")
	if c.HSM.Module != "/usr/lib/m.so" || c.HSM.PINFile != filepath.FromSlash("/etc/yinxin/pin") {
		t.Errorf("%+v", c.HSM)
	}
}
