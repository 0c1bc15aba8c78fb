package respond

import (
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// deviceCookie holds the token by which the service knows a browser again that
// somebody signed in from. It opens nothing.
const deviceCookie = "yinxin_device"

// FromDevice is the request of somebody who signs in, with the browser's token
// in its context: the one it has, or a new one. SetDevice keeps it there.
func FromDevice(r *http.Request) (from *http.Request, token string) {
	if c, err := r.Cookie(deviceCookie); err == nil && signin.IsDeviceToken(c.Value) {
		token = c.Value
	} else {
		token = signin.NewDeviceToken()
	}
	return r.WithContext(signin.WithDeviceToken(r.Context(), token)), token
}

// SetDevice has the browser keep its token, once somebody has signed in, as
// long as the service does from then on.
func (p *Responder) SetDevice(w http.ResponseWriter, token string) {
	http.SetCookie(w, &http.Cookie{
		Name: deviceCookie, Value: token, Path: "/", MaxAge: int(store.DeviceHorizon / time.Second),
		HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode,
	})
}
