package client

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// WebhookTolerance is how far the clock of a webhook's sender may be from ours,
// in either direction; an older message is one that somebody kept and sends again.
const WebhookTolerance = 5 * time.Minute

// What is wrong with a webhook. None of them says more to whoever sent it.
var (
	ErrWebhookSecret    = errors.New("client: the webhook's secret is not one")
	ErrWebhookHeaders   = errors.New("client: the webhook lacks its headers")
	ErrWebhookTime      = errors.New("client: the webhook is too old or from the future")
	ErrWebhookSignature = errors.New("client: the webhook is not signed with this secret")
)

// VerifyWebhook reports whether a webhook was sent by the server that shares the
// secret ("whsec_" and base64, as it was shown when the webhook was made), just
// now, with this body: read it whole, verify it, and only then look at it. The
// scheme is that of Standard Webhooks 1.0.0: webhook-signature holds, for each
// secret in force, "v1," and the base64 of HMAC-SHA256 over
// "{webhook-id}.{webhook-timestamp}.{body}".
//
// A webhook may be sent more than once: tell by webhook-id what is already done.
func VerifyWebhook(secret string, header http.Header, body []byte, now time.Time) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return ErrWebhookSecret
	}
	id, sent, signatures := header.Get("webhook-id"), header.Get("webhook-timestamp"), header.Get("webhook-signature")
	seconds, err := strconv.ParseInt(sent, 10, 64)
	if err != nil || id == "" || signatures == "" {
		return ErrWebhookHeaders
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > WebhookTolerance || age < -WebhookTolerance {
		return ErrWebhookTime
	}
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(id + "." + sent + ".")) // a hash takes every byte
	_, _ = mac.Write(body)
	want := mac.Sum(nil)
	for _, one := range strings.Fields(signatures) {
		version, text, _ := strings.Cut(one, ",")
		got, err := base64.StdEncoding.DecodeString(text)
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return ErrWebhookSignature
}
