package config

import (
	"testing"
)

func TestMessagesAreChecked(t *testing.T) {
	const mailOK = "  mail: {host: mail.example, from: no-reply@yinxin.example, username: u, password_file: /p}\n"
	checkSection(t, "messages", map[string]sectionTest{
		"mail":                      {mailOK, ""},
		"mail on this machine":      {"  mail: {host: 127.0.0.1, port: 25, encryption: none, from: a@yinxin.example}\n", ""},
		"SMS":                       {"  sms: {url: \"https://sms.example/send\", secret_file: /s}\n", ""},
		"mail in the clear":         {"  mail: {host: mail.example, encryption: none, from: a@yinxin.example}\n", "messages.mail.encryption: none"},
		"unknown encryption":        {"  mail: {encryption: maybe}\n", "messages.mail.encryption"},
		"no sender":                 {"  mail: {host: mail.example}\n", "messages.mail.from"},
		"a name beside the address": {"  mail: {host: mail.example, from: A <a@yinxin.example>}\n", "messages.mail.from"},
		"no password":               {"  mail: {host: mail.example, from: a@yinxin.example, username: u}\n", "go together"},
		"port":                      {"  mail: {port: 0}\n", "messages.mail.port"},
		"gateway in the clear":      {"  sms: {url: \"http://sms.example\", secret_file: /s}\n", "not https"},
		"gateway without a secret":  {"  sms: {url: \"https://sms.example\"}\n", "secret_file"},
		"password in the address":   {"  sms: {url: \"https://u:hidden@sms.example\", secret_file: /s}\n", "messages.sms.url"},
		"a secret in the file":      {"  sms: {secret: hidden}\n", "unknown key messages.sms.secret"},
	})
}
