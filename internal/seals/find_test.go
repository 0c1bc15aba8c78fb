package seals_test

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func find(t *testing.T, w *world.World, o cert.Offering, c cert.Certificate) (s store.Seal, err error) {
	t.Helper()
	_ = w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		s, err = seals.Find(ctx, r, o, c, w.Clock.Today())
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

// fixed is a reader that has these seals, oldest first.
type fixed struct {
	store.SealReader
	seals []store.Seal
}

func (f fixed) Seals(context.Context) ([]store.Seal, error) { return f.seals, nil }

func TestTheLatestSealThatMayIsFound(t *testing.T) {
	today, tomorrow := civil.MustParse("2026-11-22"), civil.MustParse("2026-11-23")
	seal := func(id string, state store.SealState, scope ...cert.SealItem) store.Seal {
		return store.Seal{ID: id, Authority: authority, State: state, Scope: scope}
	}
	on := func(day civil.Date, s store.Seal) store.Seal {
		s.From = day
		return s
	}
	listed := cert.SealItem{Qualification: "注册测绘师"}
	later := cert.SealItem{Qualification: "注册测绘师", From: tomorrow}
	other := cert.SealItem{Qualification: "注册城乡规划师"}
	for _, test := range []struct {
		name   string
		seals  []store.Seal
		from   civil.Date
		want   string
		reason fault.Reason
	}{
		{"the latest", []store.Seal{seal("old", store.SealActive, listed), seal("new", store.SealActive, listed)}, civil.Date{}, "new", ""},
		{"an older one while the latest has not begun", []store.Seal{seal("old", store.SealActive, listed), seal("new", store.SealActive, later)}, civil.Date{}, "old", ""},
		{"nothing steps in for a frozen one", []store.Seal{seal("old", store.SealActive, listed), seal("new", store.SealFrozen, listed)}, civil.Date{}, "", "seal_frozen"},
		{"an older one for what the latest has not", []store.Seal{seal("old", store.SealActive, listed), seal("new", store.SealFrozen, other)}, civil.Date{}, "old", ""},
		{"the next one's day is to come", []store.Seal{seal("old", store.SealActive, listed), on(tomorrow, seal("new", store.SealActive, listed))}, civil.Date{}, "old", ""},
		{"the next one's day has come", []store.Seal{seal("old", store.SealActive, listed), on(today, seal("new", store.SealActive, listed))}, civil.Date{}, "new", ""},
		{"the only one's day is to come", []store.Seal{on(tomorrow, seal("new", store.SealActive, listed))}, civil.Date{}, "", "seal_not_begun"},
		{"begun today", []store.Seal{seal("new", store.SealActive, cert.SealItem{Qualification: "注册测绘师", From: today})}, today, "new", ""},
		{"not begun", []store.Seal{seal("new", store.SealActive, later)}, civil.Date{}, "", "seal_not_begun"},
		{"the catalogue says later", []store.Seal{seal("new", store.SealActive, listed)}, tomorrow, "", "seal_not_begun"},
		{"frozen", []store.Seal{seal("new", store.SealFrozen, listed)}, civil.Date{}, "", "seal_frozen"},
		{"frozen goes before refused", []store.Seal{seal("old", store.SealFrozen, listed), seal("new", store.SealActive, other)}, civil.Date{}, "", "seal_frozen"},
		{"refused", []store.Seal{seal("new", store.SealActive, other)}, civil.Date{}, "", "seal_refuses"},
		{"retired", []store.Seal{seal("new", store.SealRetired, listed)}, civil.Date{}, "", "seal_missing"},
		{"without its chain", []store.Seal{seal("new", store.SealAwaitingChain, listed)}, civil.Date{}, "", "seal_missing"},
		{"none", nil, civil.Date{}, "", "seal_missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := seals.Find(t.Context(), fixed{seals: test.seals}, cert.Offering{Seal: authority, SealFrom: test.from},
				cert.Certificate{Qualification: "注册测绘师", Authority: authority}, today)
			if got.ID != test.want || fault.ReasonOf(err) != test.reason || (err == nil) != (test.reason == "") {
				t.Errorf("seal %q, %v", got.ID, err)
			}
			if waits := test.reason != "" && test.reason != "seal_refuses"; seals.Waits(err) != waits || waits && !fault.Is(err, fault.Unavailable) {
				t.Errorf("waits: %v", seals.Waits(err))
			}
		})
	}
}
