package view_test

import "yinxin.example/yinxin/internal/web/view"

// room is the frame of a page under /account.
func room(current string) view.AccountFrame {
	return view.AccountFrame{
		Chrome: holder("/account/" + current), Token: "k", Current: current,
		Rooms: []view.AccountRoom{{Key: "password", Path: "/account/password"}},
	}
}

func recoveryCodes() (codes []string) {
	for range 10 {
		codes = append(codes, "7QXK-M2P9-4TWH-C8RD-0Y3V-ZJ5N")
	}
	return codes
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
	phoneForm := view.AccountContact{AccountFrame: room("phone"), Contact: "phone", Now: "199****7963", Confirmed: true, Minutes: 10}
	asked, wrong, changed, mail := phoneForm, phoneForm, phoneForm, phoneForm
	asked.Asked, asked.To = true, "19900001234"
	wrong.Asked, wrong.Problems = true, view.Problems{{Field: "code", Reason: "code_wrong"}}
	changed.Done, changed.OpenUntil = true, at("2026-11-25T12:31:06+08:00")
	mail.AccountFrame, mail.Contact, mail.Now, mail.Removable, mail.Typed = room("email"), "email", "lin@example.com", true, "lin@"
	mail.Problems = view.Problems{{Field: "email", Reason: "email_malformed"}}
	none := mail
	none.Now, none.Confirmed, none.Removable, none.Problems = "", false, false, nil
	told := view.AccountMessages{
		AccountFrame: room("messages"), WithQuiet: true, QuietFrom: 22, QuietTo: 8,
		Places: []view.MessagePlace{{Way: "sms", To: "199****7963"}, {Way: "mail", To: "lin@mail.example"}},
	}
	for _, topic := range []string{"issued", "changed", "ready", "expiring", "requests", "device"} {
		told.Topics = append(told.Topics, view.MessageTopic{
			Key: topic, Texts: []string{"A new certificate of yours can be seen."}, Ways: []view.MessageWay{{Way: "sms", Chosen: true}, {Way: "mail"}},
		})
	}
	toldNowhere, toldWrong := told, told
	toldNowhere.Places, toldNowhere.Topics, toldNowhere.WithQuiet = nil, nil, false
	toldWrong.Language, toldWrong.Problems = "en", view.Problems{{Field: "language", Reason: "message_choice_unknown"}}
	toldSaved := told
	toldSaved.Language, toldSaved.Done = "zh", true
	toldSaved.Places = []view.MessagePlace{{Way: "sms", To: "199****7963", Unconfirmed: true}}
	closing := view.AccountClose{AccountFrame: room("close"), Username: "holder", Holder: true}
	notClosed := closing
	notClosed.Holder, notClosed.Withdraw, notClosed.Problems = false, true, view.Problems{{Field: "confirm", Reason: "closing_not_confirmed"}}
	return map[string]view.Page{
		"account-export":              view.AccountExport{AccountFrame: room("export")},
		"account-close":               closing,
		"account-close-refused":       notClosed,
		"closed":                      view.Closed{Chrome: chrome("/closed")},
		"account-phone":               phoneForm,
		"account-phone-code":          asked,
		"account-phone-wrong":         wrong,
		"account-phone-changed":       changed,
		"account-email":               mail,
		"account-email-none":          none,
		"account-recovery":            view.AccountRecovery{AccountFrame: room("recovery"), Left: 7, MadeAt: at("2026-11-22T09:14:00+08:00")},
		"account-recovery-none":       view.AccountRecovery{AccountFrame: room("recovery")},
		"account-recovery-made":       view.AccountRecovery{AccountFrame: room("recovery"), Left: 10, MadeAt: at("2026-11-22T09:14:00+08:00"), Codes: recoveryCodes()},
		"account-messages":            told,
		"account-messages-done":       toldSaved,
		"account-messages-nowhere":    toldNowhere,
		"account-messages-wrong":      toldWrong,
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
		"account-confirm-passkey":     view.AccountConfirm{AccountFrame: room(""), Next: "/account/phone", Passkeys: "http://localhost:8080"},
		"account-confirm-wrong":       view.AccountConfirm{AccountFrame: room(""), Problems: view.Problems{{Field: "current", Reason: "password_wrong"}}},
		"account":                     own,
		"account-unproven":            unproven,
		"account-staff":               staff,
		"account-password":            view.AccountPassword{AccountFrame: room("password")},
		"account-password-done":       view.AccountPassword{AccountFrame: room("password"), Done: true},
		"account-password-wrong":      view.AccountPassword{AccountFrame: room("password"), Problems: view.Problems{{Field: "current", Reason: "password_wrong"}}},
	}
}
