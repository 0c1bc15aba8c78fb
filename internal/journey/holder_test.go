package journey_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

// anyPDF matches the address of a copy's file.
const anyPDF = `/endorsements/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/certificate\.pdf`

// certificateOf is the ID of an account's certificate of a qualification.
func (d *demonstration) certificateOf(t *testing.T, username, qualification string) cert.ID {
	t.Helper()
	var account store.Account
	err := d.App.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		account, err = r.AccountByUsername(ctx, username)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	items, err := d.App.Holding.List(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		if item.Certificate.Qualification == qualification {
			return item.Certificate.ID
		}
	}
	t.Fatalf("%s has no %s", username, qualification)
	return ""
}

// endorsable is the page to endorse the holder's certificate of a
// qualification.
func (v *visitor) endorsable(qualification string) string {
	v.t.Helper()
	list := v.expect(v.get("/certificates"), http.StatusOK)
	for _, link := range list.links(`/certificates/[^/]+/endorsements`) {
		if strings.Contains(v.get(link).body, qualification) {
			return link
		}
	}
	v.t.Fatalf("no %s to endorse in the list", qualification)
	return ""
}

// endorse applies and waits until the copy is made. It returns the PDF's path.
func (v *visitor) endorse(page string) string {
	v.t.Helper()
	form := v.expect(v.get(page), http.StatusOK)
	before := form.links(anyPDF)
	v.expect(v.post(page, "scenario", "本人调用", "valid_until", form.value("valid_until")), http.StatusSeeOther)
	return v.newCopy(page, len(before))
}

// newCopy waits until the page has more ready copies than before, and returns
// the newest's PDF.
func (v *visitor) newCopy(page string, before int) string {
	v.t.Helper()
	return v.poll(page, func(a answer) bool { return len(a.links(anyPDF)) > before }).links(anyPDF)[0]
}

// until waits until the page says something.
func (v *visitor) until(page, text string) {
	v.t.Helper()
	v.poll(page, func(a answer) bool { return strings.Contains(a.body, text) })
}

// poll asks for the page until it is as it should be.
func (v *visitor) poll(page string, done func(answer) bool) answer {
	v.t.Helper()
	patience := time.NewTimer(20 * time.Second)
	defer patience.Stop()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-patience.C:
			v.t.Fatalf("%s after 20 s:\n%s\n%s", page, plain(v.get(page).body), v.d.Log)
		case <-look.C:
			if a := v.expect(v.get(page), http.StatusOK); done(a) {
				return a
			}
		}
	}
}
