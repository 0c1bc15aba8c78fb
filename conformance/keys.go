package main

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"yinxin.example/yinxin/internal/apikeys"
	data "yinxin.example/yinxin/internal/demo"
)

// authorityKey makes a key as an administrator does, with every scope.
func (d *demo) authorityKey(ctx context.Context) (string, error) {
	a, err := d.visitor()
	if err != nil {
		return "", err
	}
	if err := a.signInStaff(ctx, "administrator"); err != nil {
		return "", err
	}
	return a.makeKey(ctx, "/console/keys", wanted(apikeys.Scopes()))
}

// organisationKey makes a key as somebody of an organisation does.
func (d *demo) organisationKey(ctx context.Context) (string, error) {
	v, err := d.organisation(ctx)
	if err != nil {
		return "", err
	}
	return v.makeKey(ctx, "/check/keys", wanted(apikeys.OrganisationScopes()))
}

// wanted is the form of a key with these scopes, good for a week.
func wanted(scopes []apikeys.Scope) url.Values {
	form := url.Values{"name": {"Schemathesis"}, "last_day": {time.Now().AddDate(0, 0, 7).Format(time.DateOnly)}}
	for _, scope := range scopes {
		form.Add("scopes", string(scope))
	}
	return form
}

// makeKey fills in the form at the path and reads the key that is shown once.
func (h *visitor) makeKey(ctx context.Context, path string, form url.Values) (string, error) {
	page, err := h.get(ctx, path)
	if err != nil {
		return "", err
	}
	if token := tokenIn(page); token != "" {
		form.Set("token", token)
	}
	if page, err = h.submit(ctx, path, form); err != nil {
		return "", err
	}
	key := regexp.MustCompile(`yinxin_[a-z2-7]{52}`).Find(page)
	if key == nil {
		return "", fmt.Errorf("%s shows no key", path)
	}
	return string(key), nil
}

// signInStaff signs in one of the demo's staff, or of its organisation, with
// both factors where there are two.
func (h *visitor) signInStaff(ctx context.Context, name string) error {
	if _, err := h.submit(ctx, "/login", url.Values{"username": {name}, "password": {data.Password}}); err != nil {
		return err
	}
	for _, one := range data.Accounts() {
		if one.Username != name || one.TOTPSecret() == "" {
			continue
		}
		page, err := h.get(ctx, "/login/totp")
		if err != nil {
			return err
		}
		code, err := totp.GenerateCodeCustom(one.TOTPSecret(), time.Now(), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
		if err != nil {
			return err
		}
		_, err = h.submit(ctx, "/login/totp", url.Values{"code": {code}, "token": {tokenIn(page)}})
		return err
	}
	return nil
}

// tokenIn is the token of a page's forms, "" where they have none.
func tokenIn(page []byte) string {
	found := regexp.MustCompile(`name="token" value="([^"]+)"`).FindSubmatch(page)
	if found == nil {
		return ""
	}
	return string(found[1])
}
