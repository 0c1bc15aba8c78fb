package seals_test

import (
	"crypto/x509"
	"encoding/pem"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// madeFor is the SESeal that a maker makes for the first certificate of a chain.
func madeFor(t *testing.T, maker ses.Maker, chain []byte, from time.Time) []byte {
	t.Helper()
	block, _ := pem.Decode(chain)
	signing, err := x509cert.Parse(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	made, err := maker.Make(t.Context(), ses.SealParams{
		ID: "YX-ELSEWHERE", Vendor: "Elsewhere", Type: 1, Name: authority, Signers: []*x509.Certificate{signing},
		CreatedAt: from, From: from, Until: from.AddDate(1, 0, 0), Picture: ses.Picture{PNG: picture(t), Width: 40, Height: 40},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made.DER
}

// Key and chain come in PKCS #12 of openssl's, the SESeal from its maker.
func TestAnImportedElectronicSealSeals(t *testing.T) {
	w := world.Sealing(t)
	at := w.Clock.Now().Truncate(time.Second)
	for _, k := range mustList(t, w) {
		carriedOut(t, w, seals.Request{Kind: seals.RetireKind, Seal: k.ID})
	}
	ca := newOpensslCA(t, at)
	key := func(name string) *seals.ImportedKey {
		return ca.keyFile(name, authority, "seal", at.AddDate(0, -1, 0), at.AddDate(2, 0, 0), "-algorithm", "SM2")
	}
	k, another := key("seal"), key("another")
	p256 := ca.keyFile("p256", authority, "seal", at.AddDate(0, -1, 0), at.AddDate(2, 0, 0), "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
	maker := makerUnder(t, caOf(t, cms.SM2, at), at)
	good := madeFor(t, maker, k.Chain(), at)
	for name, test := range map[string]struct {
		asked seals.Request
		want  fault.Reason
	}{
		"no SESeal":             {seals.Request{Imported: k, Form: seals.SM2Seal}, "eseal_missing"},
		"another's":             {seals.Request{Imported: another, Form: seals.SM2Seal, Electronic: good}, "seal_not_for_signer"},
		"not yet valid":         {seals.Request{Imported: k, Form: seals.SM2Seal, Electronic: madeFor(t, maker, k.Chain(), at.Add(time.Hour))}, "eseal_not_valid"},
		"a form without one":    {seals.Request{Imported: k, Electronic: good}, "eseal_not_asked"},
		"a key that is not SM2": {seals.Request{Imported: p256, Form: seals.SM2Seal, Electronic: good}, "seal_form_needs_sm2"},
	} {
		test.asked.Kind, test.asked.Scope, test.asked.Reason = seals.CreateKind, scope(), "导入"
		if _, err := w.Custody.Propose(t.Context(), custodian("first"), test.asked); fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}

	id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Imported: k, Form: seals.SM2Seal, Electronic: good, Scope: scope()}).Subject
	w.Custody.Forget(id)
	if made := kept(t, w, id); made.Algorithm != "sm2" || len(made.WrappedKey) == 0 || len(made.Electronic) > 0 || made.State != store.SealAwaitingChain {
		t.Fatalf("made %+v", made)
	}
	carriedOut(t, w, seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: k.Chain(), Electronic: good})
	applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
	w.Seal(t)
	if c := w.Copy(t, applied.Code); c.State != cert.Ready || !c.Snapshot.Made.Electronic {
		t.Errorf("copy is %s (%s)", c.State, c.FailReason)
	}
}
