package seals_test

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

const authority = "示例人事考试中心"

func find(t *testing.T, w *world.World, o cert.Offering, c cert.Certificate) (s store.Seal, err error) {
	t.Helper()
	_ = w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		s, err = seals.Find(ctx, r, o, c)
		return nil
	})
	return s, err
}

func TestASealRefusesWhatIsNotItsOwn(t *testing.T) {
	w := world.Sealing(t)
	for _, test := range []struct {
		name                        string
		seal, qualification, issuer string
		kind                        fault.Kind
		reason                      fault.Reason
	}{
		{"its own", authority, "注册城乡规划师", authority, fault.Other, ""},
		{"not on its list", authority, "拍卖师", authority, fault.Denied, "seal_refuses"},
		{"another authority's certificate", authority, "注册城乡规划师", "示例拍卖师协会", fault.Denied, "seal_refuses"},
		{"a seal of nobody", "示例无印单位", "注册城乡规划师", authority, fault.Unavailable, "seal_missing"},
	} {
		got, err := find(t, w, cert.Offering{Seal: test.seal}, cert.Certificate{Qualification: test.qualification, Authority: test.issuer})
		if fault.KindOf(err) != test.kind || fault.ReasonOf(err) != test.reason || (err == nil) != (got.Authority == authority) {
			t.Errorf("%s: seal of %q, %v", test.name, got.Authority, err)
		}
	}
}

// counter counts how often a key is opened.
type counter struct {
	seals.Unwrapper
	opened int
}

func (c *counter) UnwrapKey(s store.Seal) (key.Signer, error) {
	c.opened++
	return c.Unwrapper.UnwrapKey(s)
}

type vault struct{ w *world.World }

func (v vault) UnwrapKey(s store.Seal) (key.Signer, error) {
	return key.Unwrap(v.w.Vault, s.ID, s.WrappedKey)
}

func TestAKeyIsOpenedOnce(t *testing.T) {
	w := world.Sealing(t)
	keys := &counter{Unwrapper: vault{w}}
	keeper := seals.NewKeeper(keys)
	seal, err := find(t, w, cert.Offering{Seal: authority}, cert.Certificate{Qualification: "注册城乡规划师", Authority: authority})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		opened, err := keeper.Open(t.Context(), seal)
		if err != nil || !opened.Demo || opened.Signer == nil {
			t.Fatalf("%+v, %v", opened, err)
		}
	}
	if keys.opened != 1 {
		t.Errorf("opened %d times", keys.opened)
	}
}

func TestWhatCannotBeOpenedIsTriedAgain(t *testing.T) {
	w := world.Sealing(t)
	keeper := seals.NewKeeper(vault{w})
	good, err := find(t, w, cert.Offering{Seal: authority}, cert.Certificate{Qualification: "注册城乡规划师", Authority: authority})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*store.Seal){
		"another seal's key": func(s *store.Seal) { s.ID = "other" },
		"no chain":           func(s *store.Seal) { s.Chain = nil },
		"a broken chain":     func(s *store.Seal) { s.Chain = [][]byte{[]byte("x")} },
		"the root alone":     func(s *store.Seal) { s.Chain = s.Chain[1:] },
	} {
		bad := good
		spoil(&bad)
		if _, err := keeper.Open(t.Context(), bad); fault.KindOf(err) != fault.Unavailable || fault.ReasonOf(err) != "seal_unusable" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := keeper.Open(t.Context(), good); err != nil {
		t.Error(err)
	}
}
