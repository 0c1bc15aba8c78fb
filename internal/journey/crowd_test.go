package journey_test

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// Who comes to the site. A newcomer has not agreed to the notice; the holder's
// certificates are in the paths, the other one's are not; the stranger is an
// officer of another authority. Outside are those who are nobody yet: halfway
// has given the password and no second factor, temporary has yet to replace a
// password that was set by another.
func staff() []string {
	return are("officer", "reviewer", "custodian", "auditor", "administrator", "stranger")
}
func outside() []string            { return are("anonymous", "halfway", "temporary") }
func are(names ...string) []string { return names }

// crowd is everyone, signed in as far as they come.
func (d *demonstration) crowd(t *testing.T) map[string]*visitor {
	t.Helper()
	everyone := map[string]*visitor{"anonymous": d.visitor(t), "newcomer": d.visitor(t), "halfway": d.visitor(t), "temporary": d.visitor(t)}
	everyone["newcomer"].signIn("empty", demo.Password)
	for who, account := range map[string]string{
		"holder": "holder", "other": "history", "officer": "officer", "reviewer": "reviewer", "custodian": "custodian1",
		"auditor": "auditor", "administrator": "administrator", "stranger": "officer2", "verifier": "verifier",
	} {
		everyone[who] = d.signedIn(t, account)
	}
	everyone["halfway"].post("/login", "username", "custodian2", "password", demo.Password)
	_, password, err := d.App.SignIn.AddStaff(t.Context(), "cli", signin.NewStaff{Role: store.OfficerRole, Authority: "示例人事考试中心", Username: "temporary"})
	if err != nil {
		t.Fatal(err)
	}
	everyone["temporary"].signIn("temporary", password)
	return everyone
}

// route is what each of the crowd gets of a path: a status, and where a
// redirect leads.
type route struct {
	path string
	want map[string]string // by who; "" for all the others
}

func (r route) wanted(who string) string {
	if want, ok := r.want[who]; ok {
		return want
	}
	return r.want[""]
}

func said(a answer) string { return strings.TrimSpace(fmt.Sprintf("%d %s", a.status, a.location)) }

// same is a route that is the same for everyone.
func same(path, want string) route { return route{path, map[string]string{"": want}} }

// but says what some get instead.
func (r route) but(who []string, want string) route {
	r.want = maps.Clone(r.want)
	for _, w := range who {
		r.want[w] = want
	}
	return r
}

// ownRoute is a holder's: signing in first, and agreeing first, with the way
// back.
func ownRoute(path, holder, other string) route {
	return same(path, "403").but(outside(), "303 /login?next="+url.QueryEscape(path)).
		but(are("newcomer"), "303 /notice?next="+url.QueryEscape(path)).but(are("holder"), holder).but(are("other"), other)
}

// desk is a page or form of the console: want for those who have the duty.
func desk(path, want string, duty ...string) route {
	r := same(path, "403").but(outside(), "303 /login?next="+url.QueryEscape(path))
	for _, who := range duty {
		if !slices.Contains(staff(), who) {
			panic(who + " is none of the staff") // of a constant table
		}
	}
	return r.but(duty, want)
}

// checkRoute is a page or form of organisations that check.
func checkRoute(path, verifier string) route {
	return same(path, "403").but(outside(), "303 /login?next="+url.QueryEscape(path)).but(are("verifier"), verifier)
}

func (d *demonstration) accountID(t *testing.T, username string) string {
	t.Helper()
	var a store.Account
	err := d.App.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.AccountByUsername(ctx, username)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}
