package journey_test

import (
	"net/http"
	"strings"
	"testing"
)

// Holders see when and how their copies were checked; their own looks, and
// whoever asks, do not appear.
func TestHoldersSeeWhenTheirCopiesWereChecked(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	pdf := v.endorse(page)
	file := []byte(v.expect(v.get(pdf), http.StatusOK).body)
	code := "/v/" + strings.Split(pdf, "/")[2]
	v.expect(v.get(code), http.StatusOK)
	d.signedIn(t, "officer").expect(d.visitor(t).get(code), http.StatusOK)
	d.signedIn(t, "officer").expect(d.signedIn(t, "officer").get(code), http.StatusOK)
	d.visitor(t).judge(append(append([]byte{}, file...), "\n% changed"...))
	d.visitor(t).judge(file)
	shown := v.poll(page, func(a answer) bool { return strings.Contains(a.body, "上传文件") })
	for text, n := range map[string]int{"查验记录（3）": 1, "扫码或输入编号": 2, "上传文件": 1, "未登录的查验者": 2} {
		if got := strings.Count(shown.body, text); got != n {
			t.Errorf("%s stands %d times, want %d:\n%s", text, got, n, plain(shown.body))
		}
	}
	if detail := v.get(strings.TrimSuffix(page, "/endorsements")); !strings.Contains(detail.body, "查验记录（3）") {
		t.Errorf("the certificate's page lacks it:\n%s", plain(detail.body))
	}
}
