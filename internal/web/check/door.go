package check

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Door is how an organisation comes in: it registers, confirms where it is
// reached, and agrees to the notice.
type Door struct {
	*Office
	SignIn        *signin.Service
	Organisations *organisations.Service
}

// The pages of the door.
const (
	registerPath = "/check/register"
	ConfirmPath  = "/check/confirm"
	NoticePath   = "/check/notice"
)

// recoveryOnce hands the page the recovery codes just made, shown once.
const recoveryOnce = "recovery"

// Routes adds the pages to the mux. Whoever is signed in for an organisation
// passes the guard, confirmed or not; anybody may register and read the notice.
func (d *Door) Routes(mux *http.ServeMux, guard Guard) {
	mux.Handle("GET "+registerPath, d.Handle(d.registerForm))
	mux.Handle("POST "+registerPath, d.Handle(d.register))
	mux.Handle("GET "+ConfirmPath, guard(d.confirmForm))
	mux.Handle("POST "+ConfirmPath, guard(d.confirm))
	mux.Handle("GET "+NoticePath, d.Handle(d.notice))
	mux.Handle("POST "+NoticePath, guard(d.agree))
}

// frame is that of a page that comes before the desks: it leads to none.
func (d *Door) frame(r *http.Request) view.Checker {
	c := d.Checker(r, "")
	c.Nav = nil
	return c
}

// minutes is how long a one-time code is good, as pages say it.
func (d *Door) minutes() int { return int(d.SignIn.CodeLife().Minutes()) }

func (d *Door) registerForm(w http.ResponseWriter, r *http.Request) error {
	return d.Page(w, r, http.StatusOK, view.CheckRegister{Chrome: d.Chrome(r), Days: organisations.ConfirmDays})
}

func (d *Door) register(w http.ResponseWriter, r *http.Request) error {
	r, device := respond.FromDevice(r)
	form := organisations.Registration{
		Name:     r.PostFormValue("name"),
		Number:   r.PostFormValue("number"),
		Username: r.PostFormValue("username"),
		Password: r.PostFormValue("password"),
		Contact:  r.PostFormValue("contact"),
		Client:   d.Client(r),
	}
	registered, err := signin.Registered{}, d.CheckCaptcha(r)
	if err == nil {
		registered, err = d.Organisations.Register(r.Context(), form)
	}
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.CheckRegister{
				Chrome: d.Chrome(r), Days: organisations.ConfirmDays, Organisation: form.Name, Number: form.Number, Username: form.Username, Contact: form.Contact, Problems: problems,
			}
		})
	}
	d.SetSession(w, registered.Token)
	d.SetDevice(w, device)
	d.PutOnce(w, ConfirmPath, recoveryOnce, strings.Join(registered.RecoveryCodes, " "))
	return respond.SeeOther(w, r, ConfirmPath)
}

func (d *Door) confirmForm(w http.ResponseWriter, r *http.Request) error {
	if confirmed(r) {
		return respond.SeeOther(w, r, homePath)
	}
	sent := r.URL.Query().Get("sent") != ""
	return d.Page(w, r, http.StatusOK, view.CheckConfirm{
		Checker: d.frame(r), Minutes: d.minutes(), Sent: sent, Colleague: Organisation(r).Confirmed() && !sent,
		RecoveryCodes: strings.Fields(d.TakeOnce(w, r, ConfirmPath, recoveryOnce)),
	})
}

// confirmed reports whether the organisation is, and where the visitor is
// reached.
func confirmed(r *http.Request) bool {
	return Organisation(r).Confirmed() && signin.Reached(Verifier(r))
}

// confirm takes the code in or, where a contact was typed, sends another there.
func (d *Door) confirm(w http.ResponseWriter, r *http.Request) error {
	if confirmed(r) {
		return respond.SeeOther(w, r, homePath)
	}
	code, contact := r.PostFormValue("code"), r.PostFormValue("contact")
	next := homePath
	var err error
	if r.PostForm.Has("contact") {
		next = ConfirmPath + "?sent=1"
		err = d.Organisations.SendCode(r.Context(), Verifier(r), contact)
	} else {
		err = d.Organisations.Confirm(r.Context(), Verifier(r), code)
	}
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.CheckConfirm{
				Checker: d.frame(r), Minutes: d.minutes(), Code: code, Contact: contact, Problems: problems,
				Colleague: Organisation(r).Confirmed() && r.PostForm.Has("contact"),
			}
		})
	}
	return respond.SeeOther(w, r, next)
}
