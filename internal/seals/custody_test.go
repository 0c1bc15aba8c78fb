package seals_test

import (
	"context"
	"crypto/x509"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func custodian(id string) store.Account {
	return store.Account{ID: id, Role: store.CustodianRole, Authority: authority}
}

// ca is an authority's certification authority.
func ca(t testing.TB, at time.Time) *pki.Issuer {
	t.Helper()
	return caOf(t, cms.P256, at)
}

func caOf(t testing.TB, algorithm key.Algorithm, at time.Time) *pki.Issuer {
	t.Helper()
	private, err := key.Generate(algorithm)
	if err != nil {
		t.Fatal(err)
	}
	root, err := pki.NewRoot(context.Background(), private, pki.RootParams{CommonName: "演示机构根", From: at.AddDate(-2, 0, 0), Until: at.AddDate(20, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// issued is the chain that the CA gives for a request, PEM.
func issued(t testing.TB, by *pki.Issuer, request []byte, edit func(p *pki.SealParams), at time.Time) []byte {
	t.Helper()
	asked, err := x509cert.ParseRequest(request)
	if err != nil {
		t.Fatal(err)
	}
	params := pki.SealParams{Authority: asked.Subject.Organization[0], Demo: true, From: at.AddDate(0, 0, -1), Until: at.AddDate(1, 0, 0)}
	if edit != nil {
		edit(&params)
	}
	signing, err := pki.IssueSeal(context.Background(), by, asked.PublicKey, params)
	if err != nil {
		t.Fatal(err)
	}
	return pki.EncodeCertificates(signing, by.Certificate)
}

// carriedOut proposes and lets another custodian approve.
func carriedOut(t *testing.T, w *world.World, asked seals.Request) store.Proposal {
	t.Helper()
	asked.Reason = "测试"
	p, err := w.Custody.Propose(t.Context(), custodian("first"), asked)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Approval.Approve(t.Context(), custodian("first"), p.ID); fault.ReasonOf(err) != "second_pair_of_eyes" {
		t.Fatalf("approved alone: %v", err)
	}
	if _, err := w.Approval.Approve(t.Context(), custodian("second"), p.ID); err != nil {
		t.Fatal(err)
	}
	return p
}

func kept(t *testing.T, w *world.World, id string) seals.Kept {
	t.Helper()
	k, err := w.Custody.Find(t.Context(), authority, id)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func scope() cert.SealScope { return cert.SealScope{{Qualification: "注册城乡规划师"}} }

func TestTheLifeOfASeal(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		for _, k := range mustList(t, w) { // the demonstration's own
			carriedOut(t, w, seals.Request{Kind: seals.RetireKind, Seal: k.ID})
		}
		applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
		if err := w.Pipeline.SealPending(t.Context()); fault.ReasonOf(err) != "seal_missing" {
			t.Fatalf("without a seal: %v", err)
		}

		id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Scope: scope()}).Subject
		made := kept(t, w, id)
		request, err := x509.ParseCertificateRequest(made.Request)
		if err != nil || request.CheckSignature() != nil || !slices.Equal(request.Subject.Organization, []string{authority}) {
			t.Fatalf("request %+v, %v", request, err)
		}
		if made.State != store.SealAwaitingChain || made.Algorithm != "p256" || made.Uses.Total != 1 {
			t.Fatalf("made %+v", made)
		}
		chain := issued(t, ca(t, w.Clock.Now()), made.Request, nil, w.Clock.Now())
		carriedOut(t, w, seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: chain})
		w.Seal(t) // at once: activating wakes what waits
		if got := w.Copy(t, applied.Code); got.State != cert.Ready {
			t.Errorf("copy is %s", got.State)
		}
		if got := kept(t, w, id); got.Uses.Total != 2 || got.State != store.SealActive {
			t.Errorf("%+v", got)
		}

		later := cert.SealScope{{Qualification: "注册测绘师", From: civil.MustParse("2027-01-01")}}
		carriedOut(t, w, seals.Request{Kind: seals.ScopeKind, Seal: id, Scope: later})
		carriedOut(t, w, seals.Request{Kind: seals.BudgetKind, Seal: id, Budget: 7})
		carriedOut(t, w, seals.Request{Kind: seals.FreezeKind, Seal: id})
		if got := kept(t, w, id); got.State != store.SealFrozen || got.Budget != 7 || !slices.Equal(got.Scope, later) {
			t.Errorf("%+v", got)
		}
		carriedOut(t, w, seals.Request{Kind: seals.UnfreezeKind, Seal: id})
		carriedOut(t, w, seals.Request{Kind: seals.RetireKind, Seal: id})
		for _, k := range seals.Kinds()[1:] {
			if k == seals.CompromiseKind || k == seals.RevokeKind {
				continue // a copied key, and a right withdrawn, may be found out after its time
			}
			_, err := w.Custody.Propose(t.Context(), custodian("first"), seals.Request{Kind: k, Seal: id, Reason: "再来", Scope: scope(), Chain: chain})
			if fault.ReasonOf(err) != "seal_change_not_possible" {
				t.Errorf("%s of a retired seal: %v", k, err)
			}
		}
		var actions []string
		err = w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
			trail, err := r.SearchTrail(ctx, audit.Filter{Subject: id}, audit.Place{}, 50)
			for _, e := range slices.Backward(trail) {
				actions = append(actions, e.Action)
			}
			return err
		})
		want := []string{"seal.create", "seal.use", "seal.activate", "seal.use", "seal.scope", "seal.budget", "seal.freeze", "seal.unfreeze", "seal.retire"}
		if err != nil || !slices.Equal(actions, want) {
			t.Errorf("trail %v, %v", actions, err)
		}
	})
}

// A seal with an SM2 key under a CA that has one, too.
func TestASealOfSM2(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		for _, k := range mustList(t, w) {
			carriedOut(t, w, seals.Request{Kind: seals.RetireKind, Seal: k.ID})
		}
		applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
		id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Algorithm: "sm2", Scope: scope()}).Subject
		made := kept(t, w, id)
		request, err := x509cert.ParseRequest(made.Request)
		if err != nil || x509cert.CheckRequest(request) != nil || made.Algorithm != "sm2" {
			t.Fatalf("request %+v, %v", request, err)
		}
		chain := issued(t, caOf(t, cms.SM2, w.Clock.Now()), made.Request, nil, w.Clock.Now())
		carriedOut(t, w, seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: chain})
		w.Seal(t)
		if got := w.Copy(t, applied.Code); got.State != cert.Ready {
			t.Errorf("copy is %s", got.State)
		}
	})
}

func mustList(t *testing.T, w *world.World) []seals.Kept {
	t.Helper()
	all, err := w.Custody.List(t.Context(), authority)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Two processes on one database: what one freezes, the other does not use, and
// what waited there goes on when the first unfreezes.
func TestFreezingHoldsOnEveryNode(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		all := mustList(t, w) // also the one of reports, which copies never bear
		id := all[slices.IndexFunc(all, func(k seals.Kept) bool { return len(k.Scope) > 1 })].ID
		other := w.Another(t)
		holder := w.Holder(t, world.Person())
		w.Apply(t, holder, w.Certificate(t))
		if err := other.Pipeline.SealPending(t.Context()); err != nil { // its key is open there
			t.Fatal(err)
		}
		carriedOut(t, w, seals.Request{Kind: seals.FreezeKind, Seal: id})
		applied := w.Apply(t, holder, w.Certificate(t))
		if err := other.Pipeline.SealPending(t.Context()); fault.ReasonOf(err) != "seal_frozen" {
			t.Errorf("the other node: %v", err)
		}
		if err := other.Pipeline.Ready(t.Context()); fault.ReasonOf(err) != "seal_frozen" {
			t.Errorf("the other node is ready: %v", err)
		}
		carriedOut(t, w, seals.Request{Kind: seals.UnfreezeKind, Seal: id})
		if err := other.Pipeline.SealPending(t.Context()); err != nil {
			t.Error(err)
		}
		if got := w.Copy(t, applied.Code); got.State != cert.Ready {
			t.Errorf("copy is %s", got.State)
		}
	})
}

func TestWhatCannotBeProposedOfASeal(t *testing.T) {
	w := world.Sealing(t)
	id := mustList(t, w)[0].ID
	stranger, officer := custodian("x"), custodian("x")
	stranger.Authority, officer.Role = "示例拍卖师协会", store.OfficerRole
	for _, test := range []struct {
		name  string
		by    store.Account
		asked seals.Request
		want  fault.Reason
	}{
		{"another authority's seal", stranger, seals.Request{Kind: seals.FreezeKind, Seal: id}, "not_found"},
		{"an officer", officer, seals.Request{Kind: seals.FreezeKind, Seal: id}, "duty_missing"},
		{"no such seal", custodian("x"), seals.Request{Kind: seals.FreezeKind, Seal: "none"}, "not_found"},
		{"an unknown key", custodian("x"), seals.Request{Kind: seals.CreateKind, Algorithm: "rsa1024", Scope: scope()}, "algorithm_unknown"},
		{"nothing to seal", custodian("x"), seals.Request{Kind: seals.CreateKind}, "seal_scope_empty"},
		{"twice the same", custodian("x"), seals.Request{Kind: seals.CreateKind, Scope: append(scope(), scope()...)}, "seal_scope_malformed"},
		{"a budget below nothing", custodian("x"), seals.Request{Kind: seals.BudgetKind, Seal: id, Budget: -1}, "seal_budget_malformed"},
		{"the same budget", custodian("x"), seals.Request{Kind: seals.BudgetKind, Seal: id}, "seal_unchanged"},
		{"in use already", custodian("x"), seals.Request{Kind: seals.ActivateKind, Seal: id}, "seal_change_not_possible"},
		{"not frozen", custodian("x"), seals.Request{Kind: seals.UnfreezeKind, Seal: id}, "seal_change_not_possible"},
	} {
		test.asked.Reason = "测试"
		if _, err := w.Custody.Propose(t.Context(), test.by, test.asked); fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func TestAChainIsHeldToItsSeal(t *testing.T) {
	w := world.Sealing(t)
	now := w.Clock.Now()
	id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Scope: scope()}).Subject
	seal := kept(t, w, id).Seal
	other := kept(t, w, carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Algorithm: "p384", Scope: scope()}).Subject).Seal
	root := ca(t, now)
	good := issued(t, root, seal.Request, nil, now)
	for _, test := range []struct {
		name string
		text []byte
		demo bool
		want fault.Reason
	}{
		{"good", good, true, ""},
		{"no PEM", []byte("x"), true, "pem_malformed"},
		{"the root alone", pki.EncodeCertificates(root.Certificate), true, "chain_key_mismatch"},
		{"the root first", append(pki.EncodeCertificates(root.Certificate), good...), true, "chain_unusable"},
		{"another root", append(slices.Clone(good[:len(good)-len(pki.EncodeCertificates(root.Certificate))]), pki.EncodeCertificates(ca(t, now).Certificate)...), true, "chain_unusable"},
		{"another seal's", issued(t, root, other.Request, nil, now), true, "chain_key_mismatch"},
		{"another authority's", issued(t, root, seal.Request, func(p *pki.SealParams) { p.Authority = "示例拍卖师协会" }, now), true, "chain_wrong_authority"},
		{"no demonstration's", issued(t, root, seal.Request, func(p *pki.SealParams) { p.Demo = false }, now), true, "chain_demo"},
		{"a demonstration's outside one", good, false, "chain_demo"},
		{"over", issued(t, root, seal.Request, func(p *pki.SealParams) { p.Until = now.Add(-time.Minute) }, now), true, "chain_not_valid"},
		{"not begun", issued(t, root, seal.Request, func(p *pki.SealParams) { p.From = now.Add(time.Minute) }, now), true, "chain_not_valid"},
	} {
		if _, err := seals.ReadChain(test.text, seal, now, test.demo); fault.ReasonOf(err) != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func FuzzReadChain(f *testing.F) {
	now := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
	private, err := key.Generate(cms.P256)
	if err != nil {
		f.Fatal(err)
	}
	request, err := pki.NewRequest(context.Background(), private, authority, true)
	if err != nil {
		f.Fatal(err)
	}
	seal := store.Seal{Authority: authority, Request: request}
	good := issued(f, ca(f, now), request, nil, now)
	f.Add(good)
	f.Add(pki.EncodeRequest(request))
	f.Fuzz(func(t *testing.T, text []byte) {
		certificates, err := seals.ReadChain(text, seal, now, true)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v", err)
			}
			return
		}
		if got := certificates[0].Subject.Organization; !slices.Equal(got, []string{authority}) {
			t.Errorf("a chain of %v", got)
		}
	})
}
