package journey_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// onePhone is the height of a phone's screen, in CSS pixels.
const onePhone = 844

// Everything a clerk compares with the paper in hand is on one screen: of the
// page of a copy that says as much as one can.
func TestWhatIsComparedIsOnOneScreen(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	shown := v.expect(v.get(page+"?scenario="+url.QueryEscape("注册执业")), http.StatusOK)
	before := len(v.get(page).links(anyPDF))
	v.expect(v.post(page, "scenario", "注册执业", "valid_until", shown.value("valid_until"), "recipient", "示例建设集团有限公司", "number", "full"), http.StatusSeeOther)
	code := strings.Split(v.newCopy(page, before), "/")[2]
	for _, m := range []manner{
		{"phone", 390, "zh-CN", false, true}, {"phone-dark", 390, "zh-CN", true, false}, {"phone-en", 390, "en", false, true},
		{"desk", 1280, "zh-CN", false, true}, {"desk-en-dark", 1280, "en", true, true},
	} {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			if status := b.open("/v/" + code); status != http.StatusOK {
				t.Fatalf("%d", status)
			}
			b.resize(m.width)
			b.waitFor("[data-compare]")
			if bottom := ask[float64](b, `document.querySelector("[data-compare]").getBoundingClientRect().bottom`); m.width == 390 && bottom > onePhone {
				t.Errorf("what is compared ends at %.0f of %d pixels", bottom, onePhone)
			}
			said := ask[string](b, `document.querySelector("[data-compare]").innerText`)
			for _, must := range []string{"林若溪", maskedNumber, "建造师", "2021437336863000284", "示例人事考试中心", "注册执业", "示例建设集团有限公司"} {
				if !strings.Contains(said, must) {
					t.Errorf("no %q in what is compared:\n%s", must, said)
				}
			}
			if n := ask[int](b, `document.querySelectorAll("[data-compare] .answer-row").length`); n != 4 {
				t.Errorf("%d answers", n)
			}
			b.inspect("compare")
		})
	}
}

// A day gone by has its own answers, by code and by file, and a day to come none.
func TestTheDayAskedAbout(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	pdf := v.endorse(v.endorsable("建造师"))
	file := []byte(v.expect(v.get(pdf), http.StatusOK).body)
	code := "/v/" + strings.Split(pdf, "/")[2]
	stranger := d.visitor(t)
	yesterday, tomorrow := d.today().AddDays(-1).String(), d.today().AddDays(1).String()
	for _, test := range []struct {
		at     string
		status int
		says   string
	}{
		{yesterday, http.StatusOK, "加注尚未开始"},
		{"2000-01-01", http.StatusOK, "证书当时尚未签发"},
		{d.today().String(), http.StatusOK, "这是今天此刻的状态"},
		{tomorrow, http.StatusUnprocessableEntity, "这一天还没有到"},
		{"<script>", http.StatusUnprocessableEntity, "日期没有看懂"},
	} {
		for way, got := range map[string]answer{
			"code": stranger.get(code + "?at=" + url.QueryEscape(test.at)),
			"file": stranger.upload("/verify", "text/html", "x.pdf", file, "at", test.at),
		} {
			if got.status != test.status || !strings.Contains(got.body, test.says) || strings.Contains(got.body, "<script>") {
				t.Errorf("%s at %s: %d\n%s", way, test.at, got.status, plain(got.body))
			}
		}
	}
	got := stranger.upload("/verify", "application/json", "x.pdf", file, "at", yesterday)
	for _, part := range []string{`"day": "` + yesterday + `"`, `"endorsement": "not_begun"`, `"online": true`, `"state": "valid"`} {
		if !strings.Contains(got.body, part) {
			t.Errorf("no %s in\n%s", part, got.body)
		}
	}
}
