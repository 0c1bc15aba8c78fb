package apikeys_test

import (
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func administrator() store.Account {
	return store.Account{ID: "administrator", Role: store.AdministratorRole, Authority: "示例人事考试中心"}
}

func wanted(w *world.World) apikeys.NewKey {
	return apikeys.NewKey{Name: " 省平台 ", Scopes: []apikeys.Scope{apikeys.ReadAudit, apikeys.WriteDeliveries}, LastDay: w.Clock.Today().AddDays(30), By: administrator()}
}

func makeKey(t *testing.T, w *world.World) (store.APIKey, string) {
	t.Helper()
	k, token, err := w.Keys.Make(t.Context(), wanted(w))
	if err != nil {
		t.Fatal(err)
	}
	return k, token
}

func wantReason(t *testing.T, err error, reason fault.Reason) {
	t.Helper()
	if fault.ReasonOf(err) != reason {
		t.Errorf("%v, want %s", err, reason)
	}
}

func TestAKeyLetsInUntilItEnds(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		k, token := makeKey(t, w)
		if !strings.HasPrefix(token, k.Prefix) || len(token) < 50 || k.Name != "省平台" {
			t.Errorf("token %d characters, prefix %q, name %q", len(token), k.Prefix, k.Name)
		}
		c, err := w.Keys.Authenticate(t.Context(), token)
		if err != nil || c.Key.ID != k.ID || !c.May(apikeys.WriteDeliveries) || c.May(apikeys.ReadCertificates) {
			t.Fatalf("%+v, %v", c, err)
		}
		as := c.Acting(store.OfficerRole)
		if as.ID != "api:"+k.ID || as.Authority != k.Authority {
			t.Errorf("acting as %+v", as)
		}
		all, err := w.Keys.List(t.Context(), apikeys.OwnerOf(administrator()))
		if err != nil || len(all) != 1 || !all[0].LastUsedAt.Equal(w.Clock.Now().UTC()) {
			t.Errorf("%+v, %v", all, err)
		}
		for text, reason := range map[string]fault.Reason{
			"": "key_missing", "nonsense": "key_unknown", token[:len(token)-1]: "key_unknown", token + "a": "key_unknown", strings.ToUpper(token): "key_unknown",
		} {
			_, err := w.Keys.Authenticate(t.Context(), text)
			wantReason(t, err, reason)
		}
		w.Clock.Set(w.Clock.Today().AddDays(31).Start().Add(-time.Microsecond))
		if _, err := w.Keys.Authenticate(t.Context(), token); err != nil {
			t.Errorf("at the end of the last day: %v", err)
		}
		w.Clock.Set(w.Clock.Now().Add(time.Microsecond))
		_, err = w.Keys.Authenticate(t.Context(), token)
		wantReason(t, err, "key_expired")
	})
}

func TestRevokedAtOnce(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		k, token := makeKey(t, w)
		stranger := administrator()
		stranger.Authority = "示例拍卖师协会"
		wantReason(t, w.Keys.Revoke(t.Context(), stranger, k.ID), "not_found")
		if _, err := w.Keys.Find(t.Context(), apikeys.OwnerOf(stranger), k.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another authority finds it: %v", err)
		}
		if err := w.Keys.Revoke(t.Context(), administrator(), k.ID); err != nil {
			t.Fatal(err)
		}
		_, err := w.Keys.Authenticate(t.Context(), token)
		wantReason(t, err, "key_revoked")
		wantReason(t, w.Keys.Revoke(t.Context(), administrator(), k.ID), "key_revoked")
	})
}

func TestKeysAreRefused(t *testing.T) {
	w := world.Bare(t)
	for _, test := range []struct {
		name string
		edit func(*apikeys.NewKey)
		want fault.Reason
	}{
		{"no name", func(n *apikeys.NewKey) { n.Name = " " }, "key_name_missing"},
		{"long name", func(n *apikeys.NewKey) { n.Name = strings.Repeat("字", 61) }, "key_name_too_long"},
		{"no scope", func(n *apikeys.NewKey) { n.Scopes = nil }, "scope_missing"},
		{"unknown scope", func(n *apikeys.NewKey) { n.Scopes = append(n.Scopes, "changes:approve") }, "scope_unknown"},
		{"yesterday", func(n *apikeys.NewKey) { n.LastDay = w.Clock.Today().AddDays(-1) }, "key_expiry_past"},
		{"for ever", func(n *apikeys.NewKey) { n.LastDay = w.Clock.Today().AddDays(apikeys.MaxDays + 1) }, "key_expiry_too_late"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := wanted(w)
			test.edit(&n)
			_, _, err := w.Keys.Make(t.Context(), n)
			wantReason(t, err, test.want)
		})
	}
}

func TestRequestsAreLimited(t *testing.T) {
	w := world.Bare(t)
	w.Keys.Rate = apikeys.Rate{Burst: 3, Every: time.Second}
	_, token := makeKey(t, w)
	_, other := makeKey(t, w)
	for range 3 {
		if _, err := w.Keys.Authenticate(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Keys.Authenticate(t.Context(), token)
	wantReason(t, err, "too_many_requests")
	if _, err := w.Keys.Authenticate(t.Context(), other); err != nil {
		t.Errorf("another key pays for it: %v", err)
	}
	w.Clock.Set(w.Clock.Now().Add(time.Second))
	if _, err := w.Keys.Authenticate(t.Context(), token); err != nil {
		t.Errorf("a second later: %v", err)
	}
}

func TestTheSameRequestIsAnsweredOnce(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		k, token := makeKey(t, w)
		c, err := w.Keys.Authenticate(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		digest := func(text string) func() ([]byte, error) {
			return func() ([]byte, error) { return []byte(text), nil }
		}
		begin := func(text string) (*apikeys.Answer, error) { return w.Keys.Begin(t.Context(), c, "name", digest(text)) }
		if kept, err := begin("a"); kept != nil || err != nil {
			t.Fatalf("%v, %v", kept, err)
		}
		_, err = begin("a")
		wantReason(t, err, "request_under_way")
		if err := w.Keys.Finish(t.Context(), c, "name", []byte("a"), apikeys.Answer{Status: 201, Body: []byte("made " + k.ID)}); err != nil {
			t.Fatal(err)
		}
		kept, err := begin("a")
		if err != nil || kept == nil || kept.Status != 201 || string(kept.Body) != "made "+k.ID {
			t.Errorf("%+v, %v", kept, err)
		}
		_, err = begin("b")
		wantReason(t, err, "request_differs")
		w.Clock.Set(w.Clock.Now().Add(24*time.Hour + time.Second))
		if kept, err := begin("b"); kept != nil || err != nil {
			t.Errorf("a day later: %v, %v", kept, err)
		}
		if err := w.Keys.Forget(t.Context(), c, "name"); err != nil {
			t.Fatal(err)
		}
		if kept, err := begin("c"); kept != nil || err != nil {
			t.Errorf("once forgotten: %v, %v", kept, err)
		}
	})
}
