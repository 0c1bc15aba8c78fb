package journey_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Messages are chosen on a page that needs no script, and the next one heeds it.
func TestChoosingMessages(t *testing.T) {
	d := start(t)
	for _, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			b.open("/account/messages")
			b.signIn("holder")
			if b.where() != "/account/messages" {
				b.press(`main form button`) // the notice
			}
			b.do(chromedp.Click(`.topic-text summary`))
			b.inspect("messages")
			b.choose("quiet_from", "23")
			b.press(`form[action="/account/messages"] button`)
			b.says("messages.done")
			if got := ask[string](b, `document.getElementById("quiet_from").value`); got != "23" {
				t.Errorf("quiet from %s", got)
			}
			b.inspect("messages-done")
		})
	}
}

func TestWhatMessagesRefuse(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	for name, fields := range map[string][]string{
		"a language": {"language", "fr"},
		"a way":      {"language", "zh", "topic_ready", "post"},
		"an hour":    {"language", "zh", "quiet_from", "24", "quiet_to", "x"},
	} {
		if got := v.post("/account/messages", fields...); got.status != 422 {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	v.post("/account/messages", "language", "en", "topic_ready", "sms", "quiet_from", "1", "quiet_to", "1")
	page := v.get("/account/messages").body
	for part, want := range map[string]bool{
		`name="topic_ready" value="sms" checked`:  true,
		`name="topic_device" value="sms" checked`: false,
		`name="language" value="en" checked`:      true,
	} {
		if strings.Contains(page, part) != want {
			t.Errorf("%s stands there: %v", part, !want)
		}
	}
}

// One browser is told of another, and told once.
func TestASecondBrowserIsTold(t *testing.T) {
	d := start(t)
	const phone, words = "19900007963", "新的设备或浏览器上登录"
	first := d.signedIn(t, "holder")
	first.post("/logout")
	first.signIn("holder", "yinxin-demo")
	for _, message := range d.outbox(t, phone) {
		if strings.Contains(message, words) {
			t.Errorf("told of the first browser: %s", message)
		}
	}
	d.signedIn(t, "holder")
	d.toldOf(t, phone, words)
}
