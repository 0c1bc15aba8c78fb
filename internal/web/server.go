// Package web joins the pages to one handler: routes by URL, and what every
// request passes through.
package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/web/access"
	"yinxin.example/yinxin/internal/web/account"
	"yinxin.example/yinxin/internal/web/api"
	"yinxin.example/yinxin/internal/web/certificates"
	"yinxin.example/yinxin/internal/web/check"
	"yinxin.example/yinxin/internal/web/console"
	"yinxin.example/yinxin/internal/web/corrections"
	"yinxin.example/yinxin/internal/web/home"
	"yinxin.example/yinxin/internal/web/operate"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/status"
	"yinxin.example/yinxin/internal/web/verifying"
)

// Site is everything the handler needs.
type Site struct {
	Respond      *respond.Responder
	Home         *home.Pages
	Access       *access.Pages
	Account      []account.Room
	Certificates *certificates.Pages
	Corrections  *corrections.Pages
	Verifying    *verifying.Pages
	Console      []console.Desk
	Check        []check.Desk
	Door         *check.Door // of organisations
	// Organisation finds the organisation that a verifier is signed in for.
	Organisation func(ctx context.Context, a store.Account) (store.Organisation, error)
	Operate      *operate.Pages
	Status       *status.Pages // of the certificates issued here
	API          *api.API
	Metrics      *telemetry.Metrics
	// Extra are routes beside the pages, by pattern, such as a demo's CRLs.
	Extra map[string]http.Handler
}

// Handler returns the whole site.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	s.Home.Routes(mux)
	s.Access.Routes(mux)
	for _, room := range s.Account {
		room.Routes(mux, s.owners)
	}
	s.Certificates.Routes(mux, s.holders)
	s.Corrections.Routes(mux, s.holders)
	s.Verifying.Routes(mux)
	for _, desk := range s.Console {
		desk.Routes(mux, s.staff)
	}
	s.Door.Routes(mux, s.verifiers)
	for _, desk := range s.Check {
		desk.Routes(mux, s.checkers)
	}
	s.Operate.Routes(mux)
	for pattern, h := range s.Extra {
		mux.Handle(pattern, h)
	}
	pages := chain(noteRoute(mux), s.refuseCrossOrigin, s.limitBodies, s.knowVisitor)
	return chain(s.beside(pages), s.observe, s.recoverPanics, secureHeaders)
}

// beside has the interface for programs beside the pages: it knows no cookies,
// so that no page of another site can speak in a visitor's name, and bounds
// bodies by itself.
func (s *Site) beside(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	s.API.Routes(mux)
	s.Status.Routes(mux)
	programs := noteRoute(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ofProgram(r) {
			programs.ServeHTTP(w, status.Whole(r))
			return
		}
		pages.ServeHTTP(w, r)
	})
}

func ofProgram(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || status.Is(r.URL.Path)
}

// holders lets signed-in holders through who have agreed to the notice, and
// sends the others to what comes first.
func (s *Site) holders(next http.Handler) http.Handler {
	return s.Respond.Handle(func(w http.ResponseWriter, r *http.Request) error {
		a, ok := respond.Visitor(r.Context())
		switch {
		case !ok:
			return respond.SeeOther(w, r, "/login?next="+back(r))
		case a.Role != store.HolderRole:
			return fault.New("web.holders", fault.Denied, "holders_only")
		case s.Access.SignIn.NeedsNotice(a):
			return respond.SeeOther(w, r, "/notice?next="+back(r))
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// owners lets everyone through who is signed in, sends those who have a notice
// to agree to there first, and takes no form but of their own session's pages.
func (s *Site) owners(next respond.Handler) http.Handler {
	return s.Respond.Handle(func(w http.ResponseWriter, r *http.Request) error {
		a, ok := respond.Visitor(r.Context())
		switch {
		case !ok:
			return respond.SeeOther(w, r, "/login?next="+back(r))
		case s.Access.SignIn.NeedsNotice(a):
			return respond.SeeOther(w, r, "/notice?next="+back(r))
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			if err := respond.CheckFormToken(r); err != nil {
				return err
			}
		}
		return next(w, r)
	})
}

// staff lets those through who are signed in and have the duty. What they
// write must come from a page of their own session.
func (s *Site) staff(duty signin.Duty, next respond.Handler) http.Handler {
	return s.Respond.Handle(func(w http.ResponseWriter, r *http.Request) error {
		const op = "web.staff"
		a, ok := respond.Visitor(r.Context())
		switch {
		case !ok:
			return respond.SeeOther(w, r, "/login?next="+back(r))
		case !a.Role.Staff():
			return fault.New(op, fault.Denied, "staff_only")
		case !signin.May(a.Role, duty):
			return fault.New(op, fault.Denied, "not_your_duty")
		}
		if err := ownForm(w, r); err != nil {
			return err
		}
		return next(w, r)
	})
}

// verifiers lets those through who are signed in for an organisation. What they
// write must come from a page of their own session.
func (s *Site) verifiers(next respond.Handler) http.Handler {
	return s.Respond.Handle(func(w http.ResponseWriter, r *http.Request) error {
		a, ok := respond.Visitor(r.Context())
		switch {
		case !ok:
			return respond.SeeOther(w, r, "/login?next="+back(r))
		case a.Role != store.VerifierRole:
			return fault.New("web.verifiers", fault.Denied, "checkers_only")
		}
		o, err := s.Organisation(r.Context(), a)
		if err != nil {
			return err
		}
		if err := ownForm(w, r); err != nil {
			return err
		}
		return next(w, r.WithContext(check.WithOrganisation(r.Context(), o)))
	})
}

// checkers is verifiers of those alone who have confirmed where they are reached
// and agreed to the notice; the others are sent to what comes first.
func (s *Site) checkers(next respond.Handler) http.Handler {
	return s.verifiers(func(w http.ResponseWriter, r *http.Request) error {
		switch {
		case !check.Organisation(r).Confirmed() || !signin.Reached(check.Verifier(r)):
			return respond.SeeOther(w, r, check.ConfirmPath)
		case s.Access.SignIn.NeedsNotice(check.Verifier(r)):
			return respond.SeeOther(w, r, check.NoticePath+"?next="+back(r))
		}
		return next(w, r)
	})
}

// ownForm bounds what is written and fails unless it comes from a page of the
// visitor's own session.
func ownForm(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	return respond.CheckFormToken(r)
}

// back is where to go after signing in, escaped for a query. Every address that
// takes a form shows a page, too, so a form that came too late leads back to it.
func back(r *http.Request) string { return url.QueryEscape(r.URL.RequestURI()) }
