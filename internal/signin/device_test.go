package signin

import (
	"slices"
	"strings"
	"testing"
)

func TestDeviceOf(t *testing.T) {
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)"
	for userAgent, want := range map[string]string{
		"": "",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + " Chrome/131.0.0.0 Safari/537.36":                                     "chrome/windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + " Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0":                       "edge/windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0":                                                      "firefox/linux",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15":          "safari/mac",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Safari/604.1":    "chrome/iphone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) MicroMessenger/8.0.53":       "wechat/iphone",
		"Mozilla/5.0 (Linux; Android 12; HarmonyOS; ALN-AL00) " + webkit + " Chrome/114.0 HuaweiBrowser/15.0 Mobile Safari/537.36":    "huawei/harmony",
		"Mozilla/5.0 (Phone; OpenHarmony 5.0) " + webkit + " Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile":                    "huawei/harmony",
		"Mozilla/5.0 (Linux; U; Android 14; zh-cn; 2311) " + webkit + " Version/4.0 Chrome/112.0 Mobile Safari/537.36 MiuiBrowser/18": "xiaomi/android",
		"curl/8.11.0": "other/other",
	} {
		if got := deviceOf(userAgent); got != want {
			t.Errorf("%s\nis %q, want %q", userAgent, got, want)
		}
	}
}

// Whatever a browser calls itself, only names of the list are kept.
func FuzzDeviceOf(f *testing.F) {
	f.Add("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0")
	f.Add("\x00<script>" + strings.Repeat("Chrome", 1000))
	browsers, systems := DeviceNames()
	f.Fuzz(func(t *testing.T, userAgent string) {
		got := deviceOf(userAgent)
		if userAgent == "" {
			return
		}
		browser, system, ok := strings.Cut(got, "/")
		if !ok || !slices.Contains(browsers, browser) || !slices.Contains(systems, system) {
			t.Errorf("%q is %q", userAgent, got)
		}
	})
}
