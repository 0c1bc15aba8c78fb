package client_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"yinxin.example/yinxin/client"
)

// The example of Standard Webhooks 1.0.0.
const (
	hookSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	hookID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	hookAt        = "1614265330"
	hookBody      = `{"test": 2432232314}`
	hookSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

func hook(id, at, signature string) http.Header {
	h := http.Header{}
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", at)
	h.Set("webhook-signature", signature)
	return h
}

func TestAWebhookIsVerified(t *testing.T) {
	at := time.Unix(1614265330, 0)
	for _, test := range []struct {
		name, secret string
		header       http.Header
		body         string
		now          time.Time
		want         error
	}{
		{"genuine", hookSecret, hook(hookID, hookAt, hookSignature), hookBody, at, nil},
		{"a secret without its mark", hookSecret[6:], hook(hookID, hookAt, hookSignature), hookBody, at, nil},
		{"beside another secret's", hookSecret, hook(hookID, hookAt, "v1,AAAA v1a,x "+hookSignature), hookBody, at, nil},
		{"five minutes late", hookSecret, hook(hookID, hookAt, hookSignature), hookBody, at.Add(5 * time.Minute), nil},
		{"later", hookSecret, hook(hookID, hookAt, hookSignature), hookBody, at.Add(5*time.Minute + 1), client.ErrWebhookTime},
		{"from the future", hookSecret, hook(hookID, hookAt, hookSignature), hookBody, at.Add(-5*time.Minute - 1), client.ErrWebhookTime},
		{"of no time", hookSecret, hook(hookID, "9223372036854775807", hookSignature), hookBody, at, client.ErrWebhookTime},
		{"another body", hookSecret, hook(hookID, hookAt, hookSignature), hookBody + " ", at, client.ErrWebhookSignature},
		{"another ID", hookSecret, hook(hookID+"x", hookAt, hookSignature), hookBody, at, client.ErrWebhookSignature},
		{"another time", hookSecret, hook(hookID, "1614265331", hookSignature), hookBody, at, client.ErrWebhookSignature},
		{"another secret", "whsec_AAAA", hook(hookID, hookAt, hookSignature), hookBody, at, client.ErrWebhookSignature},
		{"another version", hookSecret, hook(hookID, hookAt, "v2"+hookSignature[2:]), hookBody, at, client.ErrWebhookSignature},
		{"an empty signature", hookSecret, hook(hookID, hookAt, "v1,"), hookBody, at, client.ErrWebhookSignature},
		{"no signature", hookSecret, hook(hookID, hookAt, ""), hookBody, at, client.ErrWebhookHeaders},
		{"no time", hookSecret, hook(hookID, "", hookSignature), hookBody, at, client.ErrWebhookHeaders},
		{"no ID", hookSecret, hook("", hookAt, hookSignature), hookBody, at, client.ErrWebhookHeaders},
		{"no secret", "", hook(hookID, hookAt, hookSignature), hookBody, at, client.ErrWebhookSecret},
		{"nonsense for a secret", "whsec_!", hook(hookID, hookAt, hookSignature), hookBody, at, client.ErrWebhookSecret},
	} {
		if err := client.VerifyWebhook(test.secret, test.header, []byte(test.body), test.now); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

// Whatever the headers and the body, nothing but the genuine message passes.
func FuzzVerifyWebhook(f *testing.F) {
	f.Add(hookID, hookAt, hookSignature, []byte(hookBody))
	f.Add("", "-1", "v1,,v1 v1", []byte(nil))
	f.Fuzz(func(t *testing.T, id, at, signature string, body []byte) {
		err := client.VerifyWebhook(hookSecret, hook(id, at, signature), body, time.Unix(1614265330, 0))
		if err == nil && id+"."+at+"."+string(body) != hookID+"."+hookAt+"."+hookBody {
			t.Errorf("%q %q %q %q passes", id, at, signature, body)
		}
	})
}
