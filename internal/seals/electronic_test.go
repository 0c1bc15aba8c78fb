package seals_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"image"
	"image/png"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/oldseal"
	"yinxin.example/yinxin/internal/testenv/world"
)

// makerUnder is a maker of electronic seals.
func makerUnder(t *testing.T, by *pki.Issuer, at time.Time) ses.Maker {
	t.Helper()
	private, err := key.Generate(cms.SM2)
	if err != nil {
		t.Fatal(err)
	}
	c, err := pki.IssueSeal(t.Context(), by, private.Public(), pki.SealParams{Authority: "示例制章中心", Demo: true, From: at.AddDate(0, 0, -1), Until: at.AddDate(3, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return ses.Maker{Certificate: c, Key: private}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// From the proposal to a copy that bears it, for each form that has one.
func TestTheLifeOfAnElectronicSeal(t *testing.T) {
	for form, signers := range map[string]int{seals.SM2Seal: 0, seals.SecondSM2Seal: 1} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			w := world.Sealing(t)
			if form == seals.SM2Seal {
				for _, k := range mustList(t, w) {
					carriedOut(t, w, seals.Request{Kind: seals.RetireKind, Seal: k.ID})
				}
			}
			id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Form: form, Scope: scope()}).Subject
			made := kept(t, w, id)
			if made.Form != form || made.Algorithm != "sm2" {
				t.Fatalf("made %+v", made)
			}
			by := caOf(t, cms.SM2, w.Clock.Now())
			chain := issued(t, by, made.Request, nil, w.Clock.Now())
			asked := seals.Object{Seal: id, Chain: chain, PNG: picture(t), Until: civil.Of(w.Clock.Now()).AddDays(30)}
			der, err := w.Custody.MakeObject(t.Context(), makerUnder(t, by, w.Clock.Now()), asked)
			if err != nil {
				t.Fatal(err)
			}
			activated := carriedOut(t, w, seals.Request{Kind: seals.ActivateKind, Seal: id, Chain: chain, Electronic: seals.EncodeElectronic(der)})
			if !slices.ContainsFunc(activated.Content.Changes, func(c store.Change) bool { return c.Field == "seal.eseal_maker" }) {
				t.Errorf("the second pair of eyes compares %+v", activated.Content.Changes)
			}
			got := kept(t, w, id)
			told, ok := seals.DescribeElectronic(got.Seal)
			if !ok || !bytes.Equal(got.Electronic, der) || told.Name != authority || told.Maker != "示例制章中心" || civil.Of(told.Until) != asked.Until {
				t.Errorf("%+v", told)
			}
			applied := w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
			w.Seal(t)
			if c := w.Copy(t, applied.Code); c.State != cert.Ready || c.Snapshot.Made.Electronic != (form == seals.SM2Seal) || c.Snapshot.Made.Twice != (form == seals.SecondSM2Seal) {
				t.Errorf("copy is %s, %+v", c.State, c.Snapshot.Made)
			}
			if n := kept(t, w, id).Uses.Total; n != 2 { // its own request, and the copy
				t.Errorf("used %d times", n)
			}
			if turns := seals.TurnOf(got.Seal, all(t, w), w.Clock.Today()); turns != seals.CurrentTurn {
				t.Errorf("its turn is %q", turns)
			}
			current := 0
			for _, s := range all(t, w) {
				if s.ID != id && seals.TurnOf(s, all(t, w), w.Clock.Today()) == seals.CurrentTurn && len(s.Scope) > 1 && s.Authority == authority {
					current++
				}
			}
			if current != signers {
				t.Errorf("%d seals in front of it", current)
			}

			w.Clock.Advance(40 * 24 * time.Hour) // the electronic seal is over before the certificate
			w.Apply(t, w.Holder(t, world.Person()), w.Certificate(t))
			if err := w.Pipeline.SealPending(t.Context()); fault.ReasonOf(err) != "seal_unusable" {
				t.Errorf("after its end: %v", err)
			}
		})
	}
}

func all(t *testing.T, w *world.World) (list []store.Seal) {
	t.Helper()
	for _, k := range slices.Backward(mustList(t, w)) {
		list = append(list, k.Seal)
	}
	return list
}

// of2014 is a seal of GM/T 0031-2014 for the first certificate of a chain.
func of2014(t *testing.T, maker ses.Maker, chain []byte, at time.Time) []byte {
	t.Helper()
	block, _ := pem.Decode(chain)
	signing, err := x509cert.Parse(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	der, err := oldseal.Hand{Certificate: maker.Certificate, Key: maker.Key}.Seal(t.Context(), oldseal.Params{
		ID: "DEMO-2014", Name: authority, Signers: []*x509.Certificate{signing}, Created: at, From: at, Until: at.AddDate(1, 0, 0), Picture: picture(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestWhatIsNoElectronicSealIsRefused(t *testing.T) {
	w := world.Sealing(t)
	now := w.Clock.Now()
	by := caOf(t, cms.SM2, now)
	made := func(form string) (string, []byte) {
		id := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Form: form, Algorithm: "sm2", Scope: scope()}).Subject
		return id, issued(t, by, kept(t, w, id).Request, nil, now)
	}
	id, chain := made(seals.SM2Seal)
	other, otherChain := made(seals.SM2Seal)
	plain, plainChain := made(seals.CAdES)
	object := func(id string, chain []byte, at time.Time) []byte {
		t.Helper()
		back := w.Clock.Now()
		defer w.Clock.Set(back)
		w.Clock.Set(at)
		der, err := w.Custody.MakeObject(t.Context(), makerUnder(t, by, now), seals.Object{Seal: id, Chain: chain, PNG: picture(t)})
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	good := object(id, chain, now)
	version := func(to byte) []byte {
		return bytes.Replace(good, []byte("\x16\x02ES\x02\x01\x04"), []byte{0x16, 0x02, 'E', 'S', 0x02, 0x01, to}, 1)
	}
	for name, tc := range map[string]struct {
		seal              string
		chain, electronic []byte
		want              fault.Reason
	}{
		"none":                     {id, chain, nil, "eseal_missing"},
		"no DER":                   {id, chain, []byte("SES"), "eseal_malformed"},
		"of 2014":                  {id, chain, of2014(t, makerUnder(t, by, now), chain, now), "eseal_version"},
		"of no known version":      {id, chain, version(3), "eseal_version"},
		"of 2025 in name":          {id, chain, version(5), "eseal_version"},
		"a byte changed":           {id, chain, bytes.Replace(good, []byte("YX-"), []byte("YY-"), 1), "eseal_not_its_makers"},
		"another seal's":           {id, chain, object(other, otherChain, now), "seal_not_for_signer"},
		"to come":                  {id, chain, object(id, chain, now.Add(time.Hour)), "eseal_not_valid"},
		"where none was asked for": {plain, plainChain, good, "eseal_not_asked"},
		"something behind it":      {id, chain, append(bytes.Clone(good), 0), "eseal_malformed"},
	} {
		_, err := w.Custody.Propose(t.Context(), custodian("first"), seals.Request{Kind: seals.ActivateKind, Seal: tc.seal, Chain: tc.chain, Electronic: tc.electronic, Reason: "测试"})
		if fault.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	if _, err := w.Custody.MakeObject(t.Context(), makerUnder(t, by, now), seals.Object{Seal: plain, Chain: plainChain, PNG: picture(t)}); fault.ReasonOf(err) != "eseal_not_asked" {
		t.Errorf("made for a CMS: %v", err)
	}
	if _, err := w.Custody.MakeObject(t.Context(), makerUnder(t, by, now), seals.Object{Seal: id, Chain: chain}); fault.ReasonOf(err) != "seal_params" {
		t.Errorf("made without a picture: %v", err)
	}
}

func TestWhatAFormDoesNotGoWith(t *testing.T) {
	w := world.Sealing(t)
	reports := cert.SealScope{{Qualification: statement.ReportScope}}
	second := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Form: seals.SecondSM2Seal, Scope: scope()}).Subject
	alone := carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Form: seals.SM2Seal, Scope: scope()}).Subject
	stamped := carriedOut(t, w, seals.Request{Kind: seals.LevelKind, Seal: alone, Level: "b-t"})
	if s := kept(t, w, alone); !seals.Stamped(s.Seal) || !slices.Contains(stamped.Content.Changes, store.Change{Field: "seal.level", Before: "B-B", After: "B-T"}) {
		t.Errorf("%+v, %+v", s.Level, stamped.Content.Changes)
	}
	for name, tc := range map[string]struct {
		asked seals.Request
		want  fault.Reason
	}{
		"no such form":         {seals.Request{Kind: seals.CreateKind, Form: "wax", Scope: scope()}, "seal_form_unknown"},
		"P-256":                {seals.Request{Kind: seals.CreateKind, Form: seals.SM2Seal, Algorithm: "p256", Scope: scope()}, "seal_form_needs_sm2"},
		"a level":              {seals.Request{Kind: seals.CreateKind, Form: seals.SM2Seal, Level: "b-lta", Scope: scope()}, "seal_form_without_level"},
		"reports":              {seals.Request{Kind: seals.CreateKind, Form: seals.SecondSM2Seal, Scope: reports}, "seal_form_not_for_reports"},
		"reports, afterwards":  {seals.Request{Kind: seals.ScopeKind, Seal: second, Scope: reports}, "seal_form_not_for_reports"},
		"a level for a second": {seals.Request{Kind: seals.CreateKind, Form: seals.SecondSM2Seal, Level: "b-t", Scope: scope()}, "seal_form_without_level"},
		"a store, afterwards":  {seals.Request{Kind: seals.LevelKind, Seal: alone, Level: "b-lt"}, "seal_form_without_level"},
		"a level, afterwards":  {seals.Request{Kind: seals.LevelKind, Seal: second, Level: "b-t"}, "seal_form_without_level"},
		"the same level again": {seals.Request{Kind: seals.LevelKind, Seal: second, Level: "b-b"}, "seal_form_without_level"},
	} {
		tc.asked.Reason = "测试"
		if _, err := w.Custody.Propose(t.Context(), custodian("first"), tc.asked); fault.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
}
