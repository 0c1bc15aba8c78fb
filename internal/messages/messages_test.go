package messages

import (
	"strings"
	"testing"
	"time"
)

func kinds() []Kind {
	return []Kind{ClaimCode, RecoverCode, SecondRegistration, PasswordChanged, ClaimMoved, IdentityCode, IdentityCorrected, IdentityTied, RequestReceived, RequestAnswered}
}

func TestEveryKindHasItsWording(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range kinds() {
		w := wordingOf(kind)
		if w.zh == "" || w.en == "" || w.subject == string(kind) || seen[w.zh] {
			t.Errorf("%s has no wording of its own", kind)
		}
		seen[w.zh] = true
		if m := Notice("19900007963", kind); strings.Contains(m.Body, m.To) || m.Code != "" {
			t.Errorf("%s says more than it needs to", kind)
		}
	}
}

func TestCodesStandInBothLanguages(t *testing.T) {
	for _, kind := range []Kind{ClaimCode, RecoverCode, IdentityCode} {
		m := OneTimeCode("19900007963", kind, "012345", 10*time.Minute)
		if strings.Count(m.Body, "012345") != 2 || !strings.Contains(m.Body, "10 分钟") || !strings.Contains(m.Body, "10 minutes") || strings.Contains(m.Body, "{") {
			t.Errorf("%s reads:\n%s", kind, m.Body)
		}
	}
}
