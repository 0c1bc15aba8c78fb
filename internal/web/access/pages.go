// Package access has the pages by which a person comes in: register, sign in,
// prove the person, agree to the notice, recover.
package access

import (
	"net/http"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/passkeys"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/web/respond"
)

// Pages serves people on their way in.
type Pages struct {
	*respond.Responder
	SignIn   *signin.Service
	Passkeys *passkeys.Service
	Policy   cert.Policy
	Metrics  *telemetry.Metrics
}

// Routes adds the pages to the mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	for pattern, h := range map[string]respond.Handler{
		"GET /login":                  p.loginForm,
		"POST /login":                 p.login,
		"POST /logout":                p.logout,
		"POST /login/passkey":         p.enterByPasskey,
		"POST /login/passkey/options": p.beginPasskey,
		"GET /login/passkey":          p.loginForm,
		"GET /login/totp":             p.at(signin.SecondFactorStep, p.secondFactorForm),
		"POST /login/totp":            p.at(signin.SecondFactorStep, fromOwnPage(p.secondFactor)),
		"GET /login/enrol":            p.at(signin.EnrolStep, p.enrolForm),
		"POST /login/enrol":           p.at(signin.EnrolStep, fromOwnPage(p.enrol)),
		"GET /password":               p.at(signin.PasswordStep, p.passwordForm),
		"POST /password":              p.at(signin.PasswordStep, fromOwnPage(p.password)),
		"GET /register":               p.registerForm,
		"POST /register":              p.register,
		"GET /registered":             p.registered,
		"GET /claim":                  p.signedIn(holdersOnly(p.claimForm)),
		"POST /claim":                 p.signedIn(holdersOnly(p.claim)),
		"GET /challenge":              p.Challenge,
		"GET /recover":                p.recoverForm,
		"POST /recover":               p.recover,
		"GET /undo/{token}":           p.undoForm,
		"GET /closed":                 p.closed,
		"POST /undo/{token}":          p.undo,
		"GET /notice":                 p.noticePage,
		"POST /notice":                p.signedIn(p.agree),
	} {
		mux.Handle(pattern, p.Handle(h))
	}
}

// signedIn sends visitors to sign in first.
func (p *Pages) signedIn(h respond.Handler) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if _, ok := respond.Visitor(r.Context()); !ok {
			return respond.SeeOther(w, r, "/login?next="+r.URL.Path)
		}
		return h(w, r)
	}
}

// holdersOnly turns staff away: they have no certificates to prove a claim to.
func holdersOnly(h respond.Handler) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if visitor(r).Role != store.HolderRole {
			return fault.New("access.holdersOnly", fault.Denied, "holders_only")
		}
		return h(w, r)
	}
}

func visitor(r *http.Request) store.Account {
	a, _ := respond.Visitor(r.Context())
	return a
}

// minutes is how long a one-time code is good, as pages say it.
func (p *Pages) minutes() int { return int(p.SignIn.CodeLife().Minutes()) }
