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

const codePattern = `[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]`

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
	before := form.links(`/endorsements/` + codePattern + `/certificate\.pdf`)
	v.expect(v.post(page, "scenario", "本人调用", "valid_until", form.value("valid_until")), http.StatusSeeOther)
	return v.newCopy(page, len(before))
}

// newCopy waits until the page has more ready copies than before, and returns
// the newest's PDF.
func (v *visitor) newCopy(page string, before int) string {
	v.t.Helper()
	patience := time.NewTimer(20 * time.Second)
	defer patience.Stop()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-patience.C:
			v.t.Fatalf("no copy on %s after 20 s:\n%s", page, v.d.Log)
		case <-look.C:
			links := v.get(page).links(`/endorsements/` + codePattern + `/certificate\.pdf`)
			if len(links) > before {
				return links[0]
			}
		}
	}
}
