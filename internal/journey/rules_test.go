package journey_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// today is the demonstration's day.
func (d *demonstration) today() civil.Date { return civil.Of(d.Clock.Now()) }

// count is how many copies the page lists, in whatever state.
func (v *visitor) count(page string) int {
	v.t.Helper()
	return strings.Count(v.expect(v.get(page), http.StatusOK).body, `<li class="card copy">`)
}

func TestEqualKeysAreOneApplication(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	until := d.today().AddDays(30).String()
	for range 3 {
		v.expect(v.post(page, "scenario", "本人调用", "valid_until", until, "key", "one"), http.StatusSeeOther)
	}
	if n := v.count(page); n != 1 {
		t.Errorf("%d copies after three posts with one key", n)
	}
	for range 2 {
		got := v.expect(v.post(page, "scenario", "本人调用", "valid_until", until), http.StatusSeeOther)
		if got.location != page {
			t.Errorf("an application leads to %q, want %q", got.location, page)
		}
	}
	if n := v.count(page); n != 3 {
		t.Errorf("%d copies after two more posts without a key", n)
	}
}

// A page that waits asks again by itself for a minute, also without scripts;
// then it leaves that to a button.
func TestWaitingGivesWayToAButton(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	open := d.Blobs.shut()
	defer open()
	v.expect(v.post(page, "scenario", "本人调用", "valid_until", d.today().String()), http.StatusSeeOther)
	waiting := v.expect(v.get(page), http.StatusOK)
	for _, part := range []string{"data-poll", `<noscript><meta http-equiv="refresh"`, "证书生成中…"} {
		if !strings.Contains(waiting.body, part) {
			t.Errorf("while it waits the page lacks %s", part)
		}
	}
	applying := v.expect(v.get(page+"?apply=1"), http.StatusOK)
	if strings.Contains(applying.body, "http-equiv") || !strings.Contains(applying.body, `name="valid_until"`) {
		t.Error("the form for another reloads under the reader, or is not there")
	}
	d.Clock.Set(d.Clock.Now().Add(61 * time.Second))
	slow := v.expect(v.get(page), http.StatusOK)
	if strings.Contains(slow.body, "http-equiv") || strings.Contains(slow.body, "data-poll") || len(slow.links(page)) == 0 {
		t.Errorf("after a minute the page still reloads, or has no button:\n%s", plain(slow.body))
	}
}

func TestTenApplicationsAtOnceLeaveThree(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	until := d.today().AddDays(89).String()
	var together sync.WaitGroup
	statuses := make(chan int, 10)
	for range 10 {
		together.Go(func() {
			statuses <- v.post(page, "scenario", "本人调用", "valid_until", until).status
		})
	}
	together.Wait()
	close(statuses)
	got := map[int]int{}
	for status := range statuses {
		got[status]++
	}
	if got[http.StatusSeeOther] != 3 || got[http.StatusUnprocessableEntity] != 7 {
		t.Errorf("answers %v, want three 303 and seven 422", got)
	}
	if n := v.count(page); n != 3 {
		t.Errorf("%d copies", n)
	}
}

func TestUsedUpQuotaSaysWhenTheNextTurnComes(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "history")
	page := "/certificates/" + string(d.certificateOf(t, "history", "造价工程师")) + "/endorsements"
	// Applied for 60 days ago: it leaves the 90 days that end today in 30.
	next := "2026年12月22日"
	shown := v.expect(v.get(page), http.StatusOK)
	if !strings.Contains(shown.body, next) || strings.Contains(shown.body, `name="scenario"`) {
		t.Errorf("the page does not say %s, or has a form:\n%s", next, plain(shown.body))
	}
	refused := v.expect(v.post(page, "scenario", "本人调用", "valid_until", "2026-12-01"), http.StatusUnprocessableEntity)
	if !strings.Contains(refused.body, next) {
		t.Errorf("the refusal does not say %s:\n%s", next, plain(refused.body))
	}
	before := v.count(page)

	d.Clock.Set(civil.MustParse("2026-12-21").Start().Add(24*time.Hour - time.Minute))
	v = d.signedIn(t, "history")
	v.expect(v.post(page, "scenario", "本人调用", "valid_until", "2026-12-31"), http.StatusUnprocessableEntity)
	d.Clock.Set(civil.MustParse("2026-12-22").Start().Add(time.Second))
	v.expect(v.post(page, "scenario", "本人调用", "valid_until", "2026-12-31"), http.StatusSeeOther)
	if n := v.count(page); n != before+1 {
		t.Errorf("%d copies, want %d", n, before+1)
	}
}

func TestApplicationsOutsideTheRulesAreRefused(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	for name, c := range map[string]struct{ scenario, until, kept string }{
		"a day too long":    {"本人调用", d.today().AddDays(90).String(), d.today().AddDays(90).String()},
		"yesterday":         {"本人调用", d.today().AddDays(-1).String(), d.today().AddDays(-1).String()},
		"no date":           {"本人调用", "", ""},
		"no such date":      {"本人调用", "2026-11-31", "2026-11-31"},
		"markup for a date": {"本人调用", `"><script>`, "&#34;&gt;&lt;script&gt;"},
		"no scenario":       {"", "2026-12-01", "2026-12-01"},
		"no such scenario":  {"借给别人", "2026-12-01", "2026-12-01"},
		"a long scenario":   {strings.Repeat("字", 1000), "2026-12-01", "2026-12-01"},
	} {
		got := v.post(page, "scenario", c.scenario, "valid_until", c.until)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `role="alert"`) || !strings.Contains(got.body, c.kept) {
			t.Errorf("%s: %d\n%s", name, got.status, plain(got.body))
		}
	}
	if got := v.post(page, "scenario", strings.Repeat("字", 10_000), "valid_until", "2026-12-01"); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of 90 KB: %d", got.status)
	}
	if n := v.count(page); n != 0 {
		t.Errorf("%d copies of refused applications", n)
	}
	exempt := "/certificates/" + string(d.certificateOf(t, "holder", "拍卖师")) + "/endorsements"
	if got := v.post(exempt, "scenario", "本人调用", "valid_until", "2026-12-01"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("endorsing what needs none: %d %s", got.status, got.location)
	}
	for until := range map[string]int{d.today().String(): 1, d.today().AddDays(89).String(): 90} {
		v.expect(v.post(page, "scenario", "本人调用", "valid_until", until), http.StatusSeeOther)
	}
}

func TestExpiredCopiesAreRefused(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	v.expect(v.post(page, "scenario", "本人调用", "valid_until", d.today().AddDays(1).String()), http.StatusSeeOther)
	pdf := v.newCopy(page, 0)
	svg := strings.TrimSuffix(pdf, "pdf") + "svg"

	lastMoment := d.today().AddDays(2).Start().Add(-time.Second)
	d.Clock.Set(lastMoment.Add(-time.Minute))
	v = d.signedIn(t, "holder")
	v.expect(v.get(pdf), http.StatusOK)
	v.expect(v.get(svg), http.StatusOK)
	d.Clock.Set(lastMoment.Add(time.Second))
	for _, path := range []string{pdf, pdf + "?download=1", svg} {
		got := v.get(path)
		if got.status != http.StatusForbidden || !strings.Contains(got.body, "加注件已过期") {
			t.Errorf("%s after its last day: %d\n%s", path, got.status, plain(got.body))
		}
	}
	list := v.expect(v.get(page), http.StatusOK)
	if !strings.Contains(list.body, "加注件已过期") || len(list.links(anyPDF)) != 0 {
		t.Errorf("the expired copy is still offered, or not named:\n%s", plain(list.body))
	}
	if code := v.get("/v/" + strings.Split(pdf, "/")[2]); code.status != http.StatusOK || !strings.Contains(code.body, "不可采信") {
		t.Errorf("the code of an expired copy: %d\n%s", code.status, plain(code.body))
	}
}
