package signin

import (
	"context"
	"strings"
)

type deviceKey struct{}

// WithUserAgent returns a context that knows what the browser says of itself
// (RFC 9110, 10.1.5): sessions opened under it are listed as its device's.
func WithUserAgent(ctx context.Context, userAgent string) context.Context {
	return context.WithValue(ctx, deviceKey{}, deviceOf(userAgent))
}

// device is the device of the request; "" where nothing was said.
func device(ctx context.Context) string {
	d, _ := ctx.Value(deviceKey{}).(string)
	return d
}

// maxUserAgent is how much of a User-Agent is looked at, in bytes.
const maxUserAgent = 1024

// mark is a name that stands in a User-Agent, and what it stands for.
type mark struct{ text, name string }

// browserMarks and systemMarks are looked for in this order: most browsers name
// those they descend from, too.
func browserMarks() []mark {
	return []mark{
		{"MicroMessenger", "wechat"}, {"AlipayClient", "alipay"}, {"DingTalk", "dingtalk"},
		{"HuaweiBrowser", "huawei"}, {"ArkWeb", "huawei"}, {"MiuiBrowser", "xiaomi"}, {"VivoBrowser", "vivo"}, {"HeyTapBrowser", "oppo"},
		{"QQBrowser", "qq"}, {"UCBrowser", "uc"}, {"UBrowser", "uc"}, {"Quark", "quark"},
		{"SamsungBrowser", "samsung"}, {"Edg", "edge"}, {"OPR/", "opera"}, {"Firefox", "firefox"}, {"FxiOS", "firefox"},
		{"CriOS", "chrome"}, {"Chrome", "chrome"}, {"Safari", "safari"},
	}
}

func systemMarks() []mark {
	return []mark{
		{"OpenHarmony", "harmony"}, {"HarmonyOS", "harmony"}, {"iPhone", "iphone"}, {"iPad", "ipad"}, {"Android", "android"},
		{"Windows", "windows"}, {"Macintosh", "mac"}, {"CrOS", "chromeos"}, {"Linux", "linux"},
	}
}

// DeviceNames lists the names of browsers and of systems that a device is made
// of, "other" among them.
func DeviceNames() (browsers, systems []string) {
	names := func(marks []mark) (all []string) {
		for _, m := range marks {
			if len(all) == 0 || all[len(all)-1] != m.name {
				all = append(all, m.name)
			}
		}
		return append(all, otherDevice)
	}
	return names(browserMarks()), names(systemMarks())
}

const otherDevice = "other"

// deviceOf says which browser and system a User-Agent names, as BROWSER/SYSTEM
// with names of DeviceNames; "" for an empty one. Nothing of the User-Agent's
// own text is kept: version numbers would tell people apart, and anybody may
// write anything there.
func deviceOf(userAgent string) string {
	if userAgent == "" {
		return ""
	}
	userAgent = userAgent[:min(len(userAgent), maxUserAgent)]
	return firstMark(userAgent, browserMarks()) + "/" + firstMark(userAgent, systemMarks())
}

func firstMark(userAgent string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(userAgent, m.text) {
			return m.name
		}
	}
	return otherDevice
}
