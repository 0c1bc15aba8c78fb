package journey_test

import "net/url"

// own is a page or form of the account one is signed in to.
func own(path, want string) route {
	return same(path, want).but(outside(), "303 /login?next="+url.QueryEscape(path)).
		but(are("newcomer"), "303 /notice?next="+url.QueryEscape(path))
}

func accountRoutes() []route {
	return []route{
		own("/account", "200"),
		own("/account/confirm", "200"),
		own("/account/sessions", "200"),
		own("/account/password", "200"),
		own("/account/security", "200"),
		own("/account/messages", "200"),
		own("/account/messages?done=1", "200"),
		own("/account/security?done=added", "200"),
		own("/account/security/passkeys", "200"),
		own("/account/security/passkeys/none", "404"),
		own("/account/security/totp", "200"),
		own("/account/phone", "200"),
		own("/account/email", "200"),
		own("/account/recovery", "200"),
		own("/account/export", "200"),
		own("/account/close", "200").but(staff(), "403"),
		same("/closed", "200"),
		same("/undo/none", "404"),
		same("/undo/done", "200"),
	}
}

func accountForms() []route {
	return []route{
		own("/account/confirm", "422"),
		own("/account/confirm/passkey", "422"),
		own("/account/confirm/passkey/options", "403"),
		own("/account/sessions", "303 /account/sessions?done=1"),
		own("/account/password", "422"),
		own("/account/messages", "303 /account/messages?done=1"),
		own("/account/security/passkeys", "422"),
		own("/account/security/passkeys/options", "200"),
		own("/account/security/passkeys/none", "404"),
		own("/account/security/totp", "422"),
		own("/account/phone", "422"),
		own("/account/email", "422"),
		own("/account/recovery", "303 /account/recovery"),
		own("/account/export", "200"),
		own("/account/close", "422").but(staff(), "403"),
		same("/undo/none", "404"),
	}
}
