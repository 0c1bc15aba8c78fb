package cert_test

import (
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
)

func TestRecordCodes(t *testing.T) {
	for range 100 {
		code := cert.NewRecordCode()
		for _, typed := range []string{string(code), code.String(), strings.ToLower(code.String()), " " + strings.ReplaceAll(code.String(), "-", " ")} {
			if got, err := cert.ParseRecordCode(typed); err != nil || got != code {
				t.Errorf("%q is read as %q, %v", typed, got, err)
			}
		}
		if _, err := cert.ParseCode(string(code)); err == nil {
			t.Errorf("%s is taken for the code of a copy", code)
		}
		copied := cert.NewCode()
		if _, err := cert.ParseRecordCode(string(copied)); err == nil {
			t.Errorf("%s is taken for the code of a record", copied)
		}
	}
	if got := cert.RecordCode("R0123456789ABC").String(); got != "R-0123-4567-89AB-C" {
		t.Errorf("printed as %s", got)
	}
	for _, typed := range []string{"", "R", "r-", " ", "R0123456789AB0", "\x00", strings.Repeat("R", 100)} {
		if got, err := cert.ParseRecordCode(typed); err == nil {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
}
