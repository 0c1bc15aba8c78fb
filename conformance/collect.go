package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	data "yinxin.example/yinxin/internal/demo"
)

const (
	pageLimit = 16 << 20         // bytes of one answer
	sealed    = 30 * time.Second // a copy takes about one
	scenario  = "本人调用"
	validity  = 89 // days after today: 90 civil days, today being the first
)

// account is one of the demo's, as its start prints them.
type account struct{ name, password string }

// visitor goes through the pages, as a program may: by the web contract alone.
type visitor struct {
	base   string
	client *http.Client
}

// collect has the demo make one copy of each of the holder's certificates and
// saves them, with the root, in folder.
func (d *demo) collect(ctx context.Context, folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	h, err := d.visitor()
	if err != nil {
		return err
	}
	if err := h.signIn(ctx, account{"holder", data.Password}); err != nil {
		return err
	}
	addresses, err := h.copies(ctx)
	if err != nil {
		return err
	}
	for i, address := range addresses {
		pdf, err := h.get(ctx, address)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("copy-%d.pdf", i+1)
		if err := os.WriteFile(filepath.Join(folder, name), pdf, 0o600); err != nil {
			return err
		}
	}
	root, err := os.ReadFile(d.root())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, rootFile), root, 0o600)
}

// visitor is somebody who has not signed in yet.
func (d *demo) visitor() (*visitor, error) {
	jar, err := cookiejar.New(nil)
	return &visitor{base: d.url, client: &http.Client{Jar: jar, Timeout: time.Minute}}, err
}

func (h *visitor) signIn(ctx context.Context, who account) error {
	form := url.Values{"username": {who.name}, "password": {who.password}}
	if err := h.post(ctx, "/login", form); err != nil {
		return err
	}
	return h.post(ctx, "/notice", url.Values{"agree": {"yes"}})
}

// copies returns the addresses of one PDF for each certificate: endorsed
// where that is needed, direct where it is not.
func (h *visitor) copies(ctx context.Context) ([]string, error) {
	list, err := h.get(ctx, "/certificates")
	if err != nil {
		return nil, err
	}
	direct := links(list, `/certificates/[0-9A-Za-z-]+/certificate\.pdf`)
	forms := links(list, `/certificates/[0-9A-Za-z-]+/endorsements`)
	if len(forms) == 0 {
		return nil, errors.New("the holder's list has no certificate to endorse")
	}
	addresses := direct
	for _, form := range forms {
		address, err := h.endorse(ctx, form)
		if err != nil {
			return nil, err
		}
		addresses = append(addresses, address)
	}
	return addresses, nil
}

// endorse applies for an endorsement and waits for its PDF.
func (h *visitor) endorse(ctx context.Context, form string) (string, error) {
	beijing := time.FixedZone("Asia/Shanghai", 8*60*60)
	until := time.Now().In(beijing).AddDate(0, 0, validity).Format(time.DateOnly)
	err := h.post(ctx, form, url.Values{"scenario": {scenario}, "valid_until": {until}})
	if err != nil {
		return "", err
	}
	return h.until(ctx, form, `/endorsements/[0-9A-Za-z-]+/certificate\.pdf`)
}

// links finds the addresses of a shape that a page links to, each once.
func links(page []byte, shape string) []string {
	var found []string
	for _, match := range regexp.MustCompile(`href="(`+shape+`)["?#]`).FindAllSubmatch(page, -1) {
		if address := string(match[1]); !slices.Contains(found, address) {
			found = append(found, address)
		}
	}
	return found
}

func (h *visitor) get(ctx context.Context, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.base+path, nil)
	if err != nil {
		return nil, err
	}
	return h.send(request)
}

func (h *visitor) post(ctx context.Context, path string, form url.Values) error {
	_, err := h.submit(ctx, path, form)
	return err
}

// submit posts a form and returns the page it leads to.
func (h *visitor) submit(ctx context.Context, path string, form url.Values) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(request)
}

// send follows the 303 that a POST answers with; anything but a page is an error.
func (h *visitor) send(request *http.Request) (body []byte, err error) {
	response, err := h.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s", request.Method, request.URL.Path, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, pageLimit))
}
