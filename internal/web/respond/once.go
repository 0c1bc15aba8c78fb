package respond

import (
	"encoding/base64"
	"net/http"
)

// onceSeconds is how long a value waits for the page that shows it.
const onceSeconds = 600

// PutOnce hands a value to the page at path, which the reader is sent to next.
// It lies in the reader's own browser, out of reach of scripts, and is gone
// once taken.
func (p *Responder) PutOnce(w http.ResponseWriter, path, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: "yinxin_once_" + name, Value: base64.RawURLEncoding.EncodeToString([]byte(value)), Path: path,
		MaxAge: onceSeconds, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteStrictMode,
	})
}

// TakeOnce returns and removes what PutOnce left for this page, "" if nothing.
func (p *Responder) TakeOnce(w http.ResponseWriter, r *http.Request, path, name string) string {
	c, err := r.Cookie("yinxin_once_" + name)
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{
		Name: c.Name, Path: path, MaxAge: -1, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteStrictMode,
	})
	value, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(value)
}
