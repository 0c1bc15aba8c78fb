package view_test

import "yinxin.example/yinxin/internal/web/view"

// room is the frame of a page under /account.
func room(current string) view.AccountFrame {
	return view.AccountFrame{
		Chrome: holder("/account/" + current), Token: "k", Current: current,
		Rooms: []view.AccountRoom{{Key: "password", Path: "/account/password"}},
	}
}

func accountPages() map[string]view.Page {
	own := view.AccountOverview{
		AccountFrame: room(""), Username: "holder", Role: "holder", FullName: "林若溪", DocumentType: "居民身份证",
		MaskedNumber: "1199**********8925", Phone: view.MaskedPhone("19900007963"), PhoneConfirmed: true, Since: at("2026-11-22T09:14:00+08:00"),
	}
	unproven := own
	unproven.Unclaimed, unproven.PhoneConfirmed = true, false
	staff := view.AccountOverview{AccountFrame: room(""), Username: "officer", Role: "officer", Authority: "示例人事考试中心", Since: at("2026-11-22T09:14:00+08:00")}
	staff.Staff = true
	here := view.SessionRow{ID: "a1", Browser: "chrome", System: "windows", OpenedAt: at("2026-11-22T09:14:00+08:00"), LastUsedAt: at("2026-11-22T12:00:00+08:00"), EndsAt: at("2026-11-22T21:14:00+08:00"), This: true}
	phone, unknown := here, here
	phone.ID, phone.Browser, phone.System, phone.This = "b2", "wechat", "harmony", false
	unknown.ID, unknown.Browser, unknown.System, unknown.This = "c3", "", "", false
	device := view.AccountPasskey{ID: "p1", Name: "我的手机", Added: at("2026-11-22T09:14:00+08:00"), Used: at("2026-11-22T12:00:00+08:00")}
	odd := view.AccountPasskey{ID: "p2", Added: at("2026-11-22T09:14:00+08:00"), CountBack: at("2026-11-22T12:00:00+08:00")}
	offer := view.AccountOneTime{AccountFrame: room("security"), Secret: "JBSW Y3DP EHPK 3PXP", Square: view.Square{Side: 21, Path: "M0 0h7v1h-7z"}}
	offerRefused := offer
	offerRefused.Problems = view.Problems{{Field: "code", Reason: "totp_wrong"}}
	return map[string]view.Page{
		"account-security":            view.AccountSecurity{AccountFrame: room("security")},
		"account-security-full":       view.AccountSecurity{AccountFrame: room("security"), Passkeys: []view.AccountPasskey{device, odd}, Full: true, OneTime: true, Done: "added"},
		"account-security-staff":      view.AccountSecurity{AccountFrame: room("security"), Passkeys: []view.AccountPasskey{device}, OneTime: true, Needed: true},
		"account-passkey-new":         view.AccountPasskeyNew{AccountFrame: room("security"), Origin: "http://localhost:8080"},
		"account-passkey-new-refused": view.AccountPasskeyNew{AccountFrame: room("security"), Origin: "https://yinxin.example", Problems: view.Problems{{Reason: "passkey_over"}}},
		"account-passkey":             view.AccountPasskeyChange{AccountFrame: room("security"), Passkey: device, Name: device.Name},
		"account-passkey-odd":         view.AccountPasskeyChange{AccountFrame: room("security"), Passkey: odd, Problems: view.Problems{{Field: "name", Reason: "passkey_name_malformed", Args: map[string]any{"max": 40}}}},
		"account-totp-off":            offer,
		"account-totp-off-refused":    offerRefused,
		"account-totp-on":             view.AccountOneTime{AccountFrame: room("security"), On: true},
		"account-totp-needed":         view.AccountOneTime{AccountFrame: room("security"), On: true, Needed: true},
		"account-sessions":            view.AccountSessions{AccountFrame: room("sessions"), Rows: []view.SessionRow{here, phone, unknown}, Done: true},
		"account-sessions-one":        view.AccountSessions{AccountFrame: room("sessions"), Rows: []view.SessionRow{here}},
		"account-confirm":             view.AccountConfirm{AccountFrame: room(""), Next: "/account/phone"},
		"account-confirm-wrong":       view.AccountConfirm{AccountFrame: room(""), Problems: view.Problems{{Field: "current", Reason: "password_wrong"}}},
		"account":                     own,
		"account-unproven":            unproven,
		"account-staff":               staff,
		"account-password":            view.AccountPassword{AccountFrame: room("password")},
		"account-password-done":       view.AccountPassword{AccountFrame: room("password"), Done: true},
		"account-password-wrong":      view.AccountPassword{AccountFrame: room("password"), Problems: view.Problems{{Field: "current", Reason: "password_wrong"}}},
	}
}
