package journey_test

import "testing"

// The pages of the own account, held to what every page promises.
func TestTheAccountAsItsOwnerSeesIt(t *testing.T) {
	d := start(t)
	for _, m := range []manner{{"desk", 1280, "zh-CN", false, true}, {"phone", 390, "en", true, false}} {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			b.open("/account/sessions")
			b.signIn("history")
			if m.scripts { // the first of the two to come in
				b.press("#agree")
			}
			b.inspect("account-sessions")
			for _, room := range []string{"", "/confirm", "/password", "/phone", "/email", "/recovery", "/export", "/close"} {
				b.open("/account" + room)
				b.inspect("account" + room)
			}
			b.press(`main form button`)
			b.inspect("account-not-closed")
			b.open("/account/phone")
			b.enter("phone", "19900005555")
			b.press(`main form button`)
			b.inspect("account-phone-code")
			b.open("/undo/none")
			b.inspect("undo-unknown")
		})
	}
}
