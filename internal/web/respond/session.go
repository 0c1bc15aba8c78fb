package respond

import "net/http"

// sessionCookie holds the session's token. It ends with the browser, and on
// the server after a fixed time.
const sessionCookie = "yinxin_session"

// SessionToken is the session token a request carries, "" if none.
func SessionToken(r *http.Request) string {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// SetSession puts the reader's browser under a session token; "" takes the one
// it has away.
func (p *Responder) SetSession(w http.ResponseWriter, token string) {
	c := &http.Cookie{
		Name: sessionCookie, Value: token, Path: "/",
		HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
