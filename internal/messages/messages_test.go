package messages

import (
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

func kinds() []Kind {
	return []Kind{ClaimCode, RecoverCode, LookupCode, SecondRegistration, PasswordChanged, WaysInChanged, ClaimMoved, IdentityCode, IdentityCorrected, IdentityTied, RequestReceived, RequestAnswered,
		CertificateIssued, CertificateChanged, CopyReady, CopyExpiring, ContactCode, ContactChanged, ContactRestored, RecoveryCodesMade, AccountClosed, NewDevice}
}

func TestEveryKindHasItsWording(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range kinds() {
		w := wordingOf(kind)
		if w.zh == "" || w.en == "" || w.subjectZH == string(kind) || w.subjectEN == string(kind) || seen[w.zh] {
			t.Errorf("%s has no wording of its own", kind)
		}
		seen[w.zh] = true
		if m := Notice("19900007963", kind, BothLanguages, Details{}); strings.Contains(m.Body, m.To) || m.Code != "" {
			t.Errorf("%s says more than it needs to", kind)
		}
	}
}

func TestCodesStandInBothLanguages(t *testing.T) {
	for _, kind := range []Kind{ClaimCode, RecoverCode, LookupCode, ContactCode, IdentityCode} {
		m := OneTimeCode("19900007963", kind, "012345", 10*time.Minute)
		if strings.Count(m.Body, "012345") != 2 || !strings.Contains(m.Body, "10 分钟") || !strings.Contains(m.Body, "10 minutes") || strings.Contains(m.Body, "{") {
			t.Errorf("%s reads:\n%s", kind, m.Body)
		}
	}
}

func TestANoticeIsInTheLanguageOfItsReader(t *testing.T) {
	day := civil.MustParse("2026-11-29")
	for language, want := range map[Language][2]int{BothLanguages: {1, 1}, Chinese: {1, 0}, English: {0, 1}} {
		m := Notice("19900007963", CopyExpiring, language, Details{Day: day})
		zh, en := strings.Count(m.Body, "有效期至 2026-11-29"), strings.Count(m.Body, "good through 2026-11-29")
		if [2]int{zh, en} != want {
			t.Errorf("in %q it reads:\n%s", language, m.Body)
		}
		if zh = strings.Count(m.Subject, "加注件"); zh != want[0] {
			t.Errorf("in %q its subject is %s", language, m.Subject)
		}
	}
}

func TestWhatHoldersChooseFromIsWhatThereIs(t *testing.T) {
	used := map[Topic]bool{}
	for _, kind := range kinds() {
		used[kind.Topic()] = true
		if kind.Topic() != "" && kind.Urgent() && kind != NewDevice {
			t.Errorf("%s can be turned off and wakes people", kind)
		}
	}
	for _, topic := range Topics() {
		if !used[topic] {
			t.Errorf("nothing is sent about %s", topic)
		}
	}
	if len(used) != len(Topics())+1 {
		t.Errorf("topics in use: %v", used)
	}
}
