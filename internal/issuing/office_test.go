package issuing_test

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

const authority = "示例人事考试中心"

type request = issuing.Request

func officer() store.Account {
	return store.Account{ID: "officer", Role: store.OfficerRole, Authority: authority}
}

func reviewer() store.Account {
	return store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: authority}
}

// asked is a change with everything an office must say.
func asked(id cert.ID, kind cert.ChangeKind) issuing.Request {
	return issuing.Request{Certificate: id, Kind: kind, Public: "以虚假材料取得", Internal: "见第七号案卷", LegalBase: "第三十一号令第十条"}
}

// propose proposes and gives the proposal's ID.
func propose(t *testing.T, w *world.World, r issuing.Request) string {
	t.Helper()
	p, err := w.Issuing.Propose(t.Context(), officer(), r)
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// change proposes and approves.
func change(t *testing.T, w *world.World, r issuing.Request) {
	t.Helper()
	if _, err := w.Approval.Approve(t.Context(), reviewer(), propose(t, w, r)); err != nil {
		t.Fatal(err)
	}
}

func dossier(t *testing.T, w *world.World, id cert.ID) issuing.Dossier {
	t.Helper()
	d, err := w.Issuing.Find(t.Context(), authority, id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func check(t *testing.T, w *world.World) *checking.Service {
	t.Helper()
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	return &checking.Service{Store: w.Store, Blobs: w.Blobs, Now: w.Clock.Now, Trust: func() *verify.Trust { return trust }}
}

func trail(t *testing.T, w *world.World, action string) (subjects []string) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		entries, err := r.Trail(ctx, 100)
		for _, e := range entries {
			if e.Action == action {
				subjects = append(subjects, e.Subject)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return subjects
}
