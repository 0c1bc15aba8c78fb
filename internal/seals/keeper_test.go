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

// counter counts how often a key is opened.
type counter struct {
	seals.Opener
	opened int
}

func (c *counter) OpenKey(ctx context.Context, s store.Seal) (key.Signer, error) {
	c.opened++
	return c.Opener.OpenKey(ctx, s)
}

type vault struct{ w *world.World }

func (v vault) OpenKey(_ context.Context, s store.Seal) (key.Signer, error) {
	return key.Unwrap(v.w.Vault, s.ID, s.WrappedKey)
}

func TestAKeyIsOpenedOnce(t *testing.T) {
	w := world.Sealing(t)
	keys := &counter{Opener: vault{w}}
	keeper := seals.NewKeeper(keys)
	seal, err := find(t, w, cert.Offering{Seal: authority}, cert.Certificate{Qualification: "注册城乡规划师", Authority: authority})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		opened, err := keeper.Open(t.Context(), seal, w.Clock.Now())
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
		if _, err := keeper.Open(t.Context(), bad, w.Clock.Now()); fault.KindOf(err) != fault.Unavailable || fault.ReasonOf(err) != "seal_unusable" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := keeper.Open(t.Context(), good, w.Clock.Now()); err != nil {
		t.Error(err)
	}
}
