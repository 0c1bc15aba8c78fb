package respond

import (
	"context"
	"net/http"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

type contextKey int

const (
	visitorKey contextKey = iota
	arrivalKey
	formTokenKey
)

// WithVisitor returns a context that knows who is signed in.
func WithVisitor(ctx context.Context, a store.Account) context.Context {
	return context.WithValue(ctx, visitorKey, a)
}

// Visitor returns the account that is signed in.
func Visitor(ctx context.Context) (store.Account, bool) {
	a, ok := ctx.Value(visitorKey).(store.Account)
	return a, ok
}

// Arrival is someone who has begun to sign in and is nobody's visitor before
// the step is done.
type Arrival struct {
	Account store.Account
	Step    signin.Step
}

// WithArrival returns a context that knows who is on the way in.
func WithArrival(ctx context.Context, a Arrival) context.Context {
	return context.WithValue(ctx, arrivalKey, a)
}

// Arriving returns who is on the way in.
func Arriving(ctx context.Context) (Arrival, bool) {
	a, ok := ctx.Value(arrivalKey).(Arrival)
	return a, ok
}

// languageCookie remembers the language a reader chose.
const languageCookie = "yinxin_lang"

// Language is the request's: the one chosen before, else Accept-Language, else
// Chinese.
func Language(r *http.Request) locale.Lang {
	asked := ""
	if c, err := r.Cookie(languageCookie); err == nil {
		asked = c.Value
	}
	return locale.Negotiate(asked, r.Header.Get("Accept-Language"))
}

// RememberLanguage keeps the reader's choice for a year.
func (p *Responder) RememberLanguage(w http.ResponseWriter, lang locale.Lang) {
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: string(lang), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode,
	})
}
