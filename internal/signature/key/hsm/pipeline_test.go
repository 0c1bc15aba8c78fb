//go:build pkcs11

package hsm_test

import (
	"crypto/x509"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

const authority = "示例人事考试中心"

func carriedOut(t *testing.T, w *world.World, asked seals.Request) string {
	t.Helper()
	asked.Reason = "测试"
	custodian := func(id string) store.Account {
		return store.Account{ID: id, Role: store.CustodianRole, Authority: authority}
	}
	p, err := w.Custody.Propose(t.Context(), custodian("first"), asked)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Approval.Approve(t.Context(), custodian("second"), p.ID); err != nil {
		t.Fatal(err)
	}
	return p.Subject
}

// sealInDevice makes a seal with its key in the device and puts it into use.
func sealInDevice(t *testing.T, w *world.World, asked seals.Request) string {
	t.Helper()
	asked.Kind, asked.Scope = seals.CreateKind, cert.SealScope{{Qualification: "注册城乡规划师"}}
	id := carriedOut(t, w, asked)
	made := kept(t, w, id)
	if made.DeviceKey == "" || len(made.WrappedKey) != 0 {
		t.Fatalf("made %+v", made)
	}
	private, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	at := w.Clock.Now()
	root, err := pki.NewRoot(t.Context(), private, pki.RootParams{CommonName: "演示机构根", From: at.AddDate(-2, 0, 0), Until: at.AddDate(20, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	request, err := x509.ParseCertificateRequest(made.Request)
	if err != nil {
		t.Fatal(err)
	}
	signing, err := pki.IssueSeal(t.Context(), root, request.PublicKey, pki.SealParams{
		Authority: authority, Demo: true, From: at.AddDate(0, 0, -1), Until: at.AddDate(1, 0, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	carriedOut(t, w, seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: pki.EncodeCertificates(signing, root.Certificate)})
	return id
}

func kept(t *testing.T, w *world.World, id string) seals.Kept {
	t.Helper()
	k, err := w.Custody.Find(t.Context(), authority, id)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The device dies while sixteen copies are being sealed at once: what is not
// sealed waits, with the reason, and is sealed once, without anybody's doing,
// when it is back.
func TestApplicationsWaitForTheirDevice(t *testing.T) {
	t.Run("killed", func(t *testing.T) {
		remote := testenv.P11Kit(t, testenv.SoftHSM(t))
		waitForTheDevice(t, remote, remote.Kill, remote.Start)
	})
	t.Run("killed in an answer", func(t *testing.T) {
		remote, cable := testenv.P11KitByCable(t, testenv.SoftHSM(t))
		die := func(t testing.TB) { cable.CutShort(func() { remote.Kill(t) }) }
		waitForTheDevice(t, remote, die, remote.Start)
	})
}

func waitForTheDevice(t *testing.T, remote *testenv.RemoteToken, die, revive func(testing.TB)) {
	t.Helper()
	const applied = 40
	w := world.SealingUnder(t, func(c *config.Config) {
		c.HSM = config.HSM{Module: remote.Module, Token: remote.Label, Slot: config.NoSlot, PINFile: remote.PINFile, Sessions: signers}
	})
	w.Pipeline.AtOnce = signers
	seal := sealInDevice(t, w, seals.Request{InDevice: true})
	holder := w.Holder(t, world.Person())
	var codes []cert.Code
	for range applied {
		codes = append(codes, w.Apply(t, holder, w.Certificate(t)).Code)
	}
	var sealed atomic.Int64
	w.Pipeline.Sealed = func(time.Duration, error) {
		if sealed.Add(1) == 6 {
			die(t)
		}
	}
	err := w.Pipeline.SealPending(t.Context())
	if fault.ReasonOf(err) != "hsm_unavailable" || !seals.Waits(err) {
		t.Fatalf("without the device: %v", err)
	}
	if err := w.Pipeline.Ready(t.Context()); fault.ReasonOf(err) != "hsm_unavailable" {
		t.Errorf("ready without the device: %v", err)
	}
	waiting := 0
	for _, code := range codes {
		if w.Copy(t, code).State == cert.Pending {
			waiting++
		}
	}
	if waiting == 0 || waiting == applied {
		t.Fatalf("%d of %d wait: not killed in mid-run", waiting, applied)
	}

	revive(t)
	w.Clock.Advance(time.Minute)
	w.Seal(t)
	for _, code := range codes {
		if got := w.Copy(t, code); got.State != cert.Ready {
			t.Errorf("%s is %s (%s)", code, got.State, got.FailReason)
		}
	}
	if got := kept(t, w, seal); got.Uses.Total != applied+1 { // and once for its request
		t.Errorf("the key was used %d times for %d copies and a request", got.Uses.Total, applied)
	}
	if err := w.Pipeline.Ready(t.Context()); err != nil {
		t.Errorf("not ready with the device: %v", err)
	}
}

func TestAKeyIsAttachedOnce(t *testing.T) {
	token := testenv.SoftHSM(t)
	w := world.SealingUnder(t, func(c *config.Config) {
		c.HSM = config.HSM{Module: token.Module, Token: token.Label, Slot: config.NoSlot, PINFile: token.PINFile, Sessions: signers}
	})
	reference, _, err := w.Device.Generate(t.Context(), "ceremony", cms.RSA3072)
	if err != nil {
		t.Fatal(err)
	}
	if got := kept(t, w, sealInDevice(t, w, seals.Request{DeviceKey: reference})); got.Algorithm != "rsa3072" || got.DeviceKey != reference {
		t.Errorf("attached %+v", got)
	}
	applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
	w.Seal(t)
	if got := w.Copy(t, applied.Code); got.State != cert.Ready {
		t.Errorf("copy is %s", got.State)
	}
	for again, want := range map[string]fault.Reason{
		reference:                       "hsm_key_taken",
		"pkcs11:object=yinxin-ceremony": "hsm_key_taken",
		"pkcs11:object=none":            "hsm_key_missing",
	} {
		_, err := w.Custody.Propose(t.Context(), store.Account{ID: "first", Role: store.CustodianRole, Authority: authority}, seals.Request{
			Kind: seals.CreateKind, DeviceKey: again, Reason: "再来", Scope: cert.SealScope{{Qualification: "注册测绘师"}},
		})
		if fault.ReasonOf(err) != want {
			t.Errorf("%s: %v", again, err)
		}
	}
}
