package signin

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

type deviceTokenKey struct{}

// deviceTokenLength is that of a device's token, in bytes.
const deviceTokenLength = 32

// NewDeviceToken draws what a browser is known again by: 32 random bytes in
// base64url (RFC 4648, section 5). It opens nothing.
func NewDeviceToken() string {
	token := make([]byte, deviceTokenLength)
	_, _ = rand.Read(token) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(token)
}

// IsDeviceToken reports whether a text has the form of NewDeviceToken's.
func IsDeviceToken(s string) bool {
	token, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(token) == deviceTokenLength
}

// WithDeviceToken returns a context that knows which browser somebody signs in
// from: their owner is told of those they never signed in from.
func WithDeviceToken(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, deviceTokenKey{}, token)
}

// noteDevice notes, once an account is signed in to, the browser it is done
// from, and has the owner told of one that is new. Of the first ever nobody is
// told; of the first after all were forgotten, as nobody used the account for
// so long, somebody is. What is kept differs between the accounts of one
// browser, so that nothing stored says that they share it.
func (s *Service) noteDevice(ctx context.Context, tx store.Tx, a store.Account, secondFactor bool) error {
	token, _ := ctx.Value(deviceTokenKey{}).(string)
	step := NextStep(a, secondFactor)
	if token == "" || step == SecondFactorStep || step == EnrolStep {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte(a.ID))
	now := s.now()
	known, others, err := tx.KnowDevice(ctx, a.ID, mac.Sum(nil), now)
	first := !others && now.Sub(a.CreatedAt) < store.DeviceHorizon
	if err != nil || known || first || a.Contact() == "" {
		return err
	}
	return s.desk.Tell(ctx, tx, a, messages.NewDevice)
}
