package cert_test

import (
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
)

func TestParseCodeForgives(t *testing.T) {
	for range 200 {
		code := cert.NewCode()
		printed := code.String()
		if len(printed) != len("XXXX-XXXX-XXXX-X") {
			t.Fatalf("printed form %q", printed)
		}
		typed := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(printed))
		for _, s := range []string{printed, string(code), typed, " " + strings.ReplaceAll(typed, "-", " ")} {
			got, err := cert.ParseCode(s)
			if err != nil || got != code {
				t.Fatalf("ParseCode(%q) = %q, %v; want %q", s, got, err, code)
			}
		}
	}
}

// Every single wrong character, and every swap of neighbours, is noticed.
func TestParseCodeNoticesSlips(t *testing.T) {
	code := string(cert.NewCode())
	for i := range code {
		for _, c := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
			slip := code[:i] + string(c) + code[i+1:]
			if slip != code {
				refuse(t, slip)
			}
		}
		if i > 0 && code[i] != code[i-1] {
			refuse(t, code[:i-1]+code[i:i+1]+code[i-1:i]+code[i+1:])
		}
	}
	for _, s := range []string{"", "----", code[:12], code + "0", code + "U", strings.Repeat("0", 100), "加注编号"} {
		refuse(t, s)
	}
}

func refuse(t *testing.T, s string) {
	t.Helper()
	if c, err := cert.ParseCode(s); fault.ReasonOf(err) != "code_malformed" {
		t.Errorf("ParseCode(%q) = %q, %v; want code_malformed", s, c, err)
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add("YX7K-4M2Q-9TWH-C")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := cert.ParseCode(s)
		if err != nil {
			return
		}
		again, err := cert.ParseCode(c.String())
		if err != nil || again != c {
			t.Errorf("ParseCode(%q) = %q, but its printed form reads as %q, %v", s, c, again, err)
		}
	})
}
