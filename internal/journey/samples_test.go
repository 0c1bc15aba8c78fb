package journey_test

import (
	"net/http"
	"strings"
	"testing"
)

// The sample pictures are described for those who cannot see them.
func TestSamplesAreDescribed(t *testing.T) {
	v := start(t).visitor(t)
	page := v.expect(v.get("/sample"), http.StatusOK)
	for _, words := range []string{"注册城乡规划师证书，盖有示例人事考试中心的电子印章", "拍卖师证书，盖有示例拍卖师协会的电子印章"} {
		if !strings.Contains(page.body, words) {
			t.Errorf("/sample does not say: %s", words)
		}
	}
}
