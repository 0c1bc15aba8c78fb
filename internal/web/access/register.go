package access

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

func (p *Pages) registerForm(w http.ResponseWriter, r *http.Request) error {
	return p.Page(w, r, http.StatusOK, view.Register{Chrome: p.Chrome(r), IDType: person.ResidentCard})
}

func (p *Pages) register(w http.ResponseWriter, r *http.Request) error {
	r, device := respond.FromDevice(r)
	form := signin.Registration{
		Name:           r.PostFormValue("name"),
		DocumentType:   r.PostFormValue("id_type"),
		DocumentNumber: r.PostFormValue("id_number"),
		Username:       r.PostFormValue("username"),
		Password:       r.PostFormValue("password"),
		Phone:          r.PostFormValue("phone"),
		Client:         p.Client(r),
	}
	registered, err := p.SignIn.Register(r.Context(), form)
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.Register{
				Chrome: p.Chrome(r), FullName: form.Name, IDType: person.DocumentType(form.DocumentType),
				IDNumber: form.DocumentNumber, Username: form.Username, Phone: form.Phone, Problems: problems,
			}
		})
	}
	p.SetSession(w, registered.Token)
	p.SetDevice(w, device)
	p.PutOnce(w, "/registered", "recovery", strings.Join(registered.RecoveryCodes, " "))
	return respond.SeeOther(w, r, "/registered")
}

// claimPath is where a new account goes on: only holders have something to claim.
func claimPath(a store.Account) string {
	if a.Role == store.HolderRole {
		return "/claim"
	}
	return start(a)
}

// registered shows the recovery codes, once.
func (p *Pages) registered(w http.ResponseWriter, r *http.Request) error {
	codes := strings.Fields(p.TakeOnce(w, r, "/registered", "recovery"))
	next := "/login"
	if a, ok := respond.Visitor(r.Context()); ok {
		next = p.afterSignIn(a, claimPath(a))
	}
	if len(codes) == 0 {
		return respond.SeeOther(w, r, next)
	}
	return p.Page(w, r, http.StatusOK, view.Registered{Chrome: p.Chrome(r), RecoveryCodes: codes, Next: next})
}
