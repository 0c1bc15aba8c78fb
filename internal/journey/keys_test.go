package journey_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"yinxin.example/yinxin/internal/apikeys"
)

// makeKey makes a key at the console and returns its page and its token.
func (v *visitor) makeKey(scopes ...apikeys.Scope) (page, token string) {
	v.t.Helper()
	form := []string{"name", "省考试院报名系统", "last_day", "2027-11-22"}
	for _, scope := range scopes {
		form = append(form, "scopes", string(scope))
	}
	page = v.expect(v.post("/console/keys", form...), http.StatusSeeOther).location
	shown := v.expect(v.get(page), http.StatusOK)
	token = regexp.MustCompile(`yinxin_[a-z2-7]{52}`).FindString(shown.body)
	if token == "" {
		v.t.Fatalf("no token is shown:\n%s", plain(shown.body))
	}
	return page, token
}

func TestKeysAtTheConsole(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "administrator")
	for name, form := range map[string][]string{
		"no scope":         {"name", "x", "last_day", "2027-11-22"},
		"no name":          {"scopes", "audit:read", "last_day", "2027-11-22"},
		"an approving one": {"name", "x", "scopes", "changes:approve", "last_day", "2027-11-22"},
		"no such day":      {"name", "x", "scopes", "audit:read", "last_day", "2027-02-30"},
		"yesterday":        {"name", "x", "scopes", "audit:read", "last_day", "2026-01-01"},
	} {
		if got := v.post("/console/keys", form...); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `role="alert"`) {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	page, token := v.makeKey(apikeys.ReadSeals, apikeys.ReadAudit)
	for _, path := range []string{page, "/console/keys", "/console/audit"} {
		if got := v.expect(v.get(path), http.StatusOK); strings.Contains(got.body, token) {
			t.Errorf("%s shows the token again", path)
		}
	}
	if got := v.expect(v.get("/console/keys"), http.StatusOK); !strings.Contains(got.body, token[:len("yinxin_")+6]) {
		t.Error("the list does not tell the key by its beginning")
	}
	v.expect(v.post(page), http.StatusSeeOther)
	if got := v.expect(v.get(page), http.StatusOK); !strings.Contains(got.body, "已吊销") {
		t.Errorf("after it was revoked:\n%s", plain(got.body))
	}
	v.expect(v.post(page), http.StatusUnprocessableEntity)
	if got := v.expect(v.get("/console/audit?action=key."), http.StatusOK); !strings.Contains(got.body, "生成接口密钥") || !strings.Contains(got.body, "吊销接口密钥") {
		t.Errorf("the trail:\n%s", plain(got.body))
	}
}

// keys makes an API key as an administrator does, and takes it back.
func (b *tab) keys() {
	b.open("/console/keys")
	b.inspect("keys-none")
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a key without a name: %d", status)
	}
	b.inspect("keys-refused")
	b.enter("name", "省考试院报名系统")
	b.do(chromedp.Click(chromedp.CSS(`input[value="deliveries:write"]`)))
	b.press(`main form button`)
	b.says("key.made")
	b.inspect("key-made")
	b.press(`main form button`)
	b.says("key.done")
	b.inspect("key-revoked")
	b.open("/console/keys")
	b.inspect("keys")
}
