package sealing_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"image"
	"image/png"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

const sealing = "示例人事考试中心" // whose certificates world.Certificate are

// seller sells certificates: it is a root with a key of SM2, or of P-256, and a maker of electronic seals
// under it.
type seller struct {
	root  *pki.Issuer
	maker ses.Maker
	from  time.Time
}

// newSeller puts its root and its list into the trust folder.
func newSeller(t *testing.T, w *world.World, algorithm key.Algorithm) seller {
	t.Helper()
	rootKey := generate(t, algorithm)
	ca := seller{from: w.Clock.Now().AddDate(0, -1, 0).Truncate(time.Second)}
	var err error
	if ca.root, err = pki.NewRoot(t.Context(), rootKey, pki.RootParams{CommonName: "印信演示另一根证书", From: ca.from, Until: ca.from.AddDate(9, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	makerKey := generate(t, cms.SM2)
	ca.maker = ses.Maker{Certificate: ca.certify(t, makerKey, "示例制章中心"), Key: makerKey}
	list, err := pki.CRL(t.Context(), ca.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: ca.from, NextUpdate: ca.from.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"other.pem": pki.EncodeCertificates(ca.root.Certificate), "other.crl": list} {
		if err := os.WriteFile(filepath.Join(w.Trust(), name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(w.Trust(), "trust.json")); err != nil {
		t.Fatal(err)
	}
	return ca
}

func (ca seller) certify(t *testing.T, k *key.Private, name string) *x509.Certificate {
	t.Helper()
	c, err := pki.IssueSeal(t.Context(), ca.root, k.Public(), pki.SealParams{Authority: name, Demo: true, From: ca.from, Until: ca.from.AddDate(2, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// add gives the authority a newer seal of a form.
func (ca seller) add(t *testing.T, w *world.World, algorithm key.Algorithm, form, level string) store.Seal {
	t.Helper()
	private := generate(t, algorithm)
	s := store.Seal{
		ID: algorithm.String() + "-" + form, Authority: sealing, Algorithm: algorithm.String(), Scope: sealsOf(t, w)[sealing].Scope, Form: form, Level: level,
		State: store.SealActive, CreatedAt: w.Clock.Now(),
	}
	signing := ca.certify(t, private, sealing)
	s.Chain = [][]byte{signing.Raw, ca.root.Certificate.Raw}
	var err error
	if s.WrappedKey, err = key.Wrap(w.Vault, s.ID, private); err != nil {
		t.Fatal(err)
	}
	if seals.Electronic(form) {
		s.Electronic = ca.electronic(t, signing)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.AddSeal(ctx, s) })
	return s
}

func (ca seller) electronic(t *testing.T, signing *x509.Certificate) []byte {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	made, err := ca.maker.Make(t.Context(), ses.SealParams{
		ID: "DEMO-1", Vendor: "Yinxin", Type: 1, Name: sealing, Signers: []*x509.Certificate{signing},
		CreatedAt: ca.from, From: ca.from, Until: ca.from.AddDate(1, 0, 0), Picture: ses.Picture{PNG: picture.Bytes(), Width: 38, Height: 38},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made.DER
}

func (ca seller) check(t *testing.T, w *world.World, file []byte) verify.Report {
	t.Helper()
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, At: w.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A copy is sealed in the form of its authority's seals and at their level, and
// each of its forms is on record.
func TestACopyIsSealedInTheFormOfItsSeals(t *testing.T) {
	for name, tc := range map[string]struct {
		algorithm   key.Algorithm // 0 for SM2, under a root of SM2
		form, level string
		first       string // level of the seal in front of it, where there is one
		levels      []string
		revisions   int
	}{
		"SM2, B-B":                       {form: seals.CAdES, levels: []string{"B-B"}, revisions: 1},
		"SM2, B-T":                       {form: seals.CAdES, level: "b-t", levels: []string{"B-T"}, revisions: 1},
		"SM2, B-LT":                      {form: seals.CAdES, level: "b-lt", levels: []string{"B-LT"}, revisions: 2},
		"SM2, B-LTA":                     {form: seals.CAdES, level: "b-lta", levels: []string{"B-LTA"}, revisions: 2},
		"RSA, B-T":                       {algorithm: cms.RSA3072, form: seals.CAdES, level: "b-t", levels: []string{"B-T"}, revisions: 1},
		"RSA, B-LT":                      {algorithm: cms.RSA2048, form: seals.CAdES, level: "b-lt", levels: []string{"B-LT"}, revisions: 2},
		"RSA, B-LTA":                     {algorithm: cms.RSA3072, form: seals.CAdES, level: "b-lta", levels: []string{"B-LTA"}, revisions: 2},
		"P-384, B-LTA":                   {algorithm: cms.P384, form: seals.CAdES, level: "b-lta", levels: []string{"B-LTA"}, revisions: 2},
		"electronic":                     {form: seals.SM2Seal, levels: []string{""}, revisions: 1},
		"electronic, with a timestamp":   {form: seals.SM2Seal, level: "b-t", levels: []string{""}, revisions: 1},
		"P-256, then electronic":         {form: seals.SecondSM2Seal, first: "b-b", levels: []string{"B-B", ""}, revisions: 2},
		"P-256 at B-T, then electronic":  {form: seals.SecondSM2Seal, first: "b-t", levels: []string{"B-T", ""}, revisions: 2},
		"P-256, electronic, all at B-LT": {form: seals.SecondSM2Seal, first: "b-lt", levels: []string{"B-LT", ""}, revisions: 3},
		"P-256, electronic, B-LTA":       {form: seals.SecondSM2Seal, first: "b-lta", levels: []string{"B-LTA", ""}, revisions: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world.Sealing(t)
			lasting(t, w, tc.first)
			algorithm, above := cms.SM2, cms.SM2
			if tc.algorithm != 0 {
				algorithm, above = tc.algorithm, cms.P256
			}
			ca := newSeller(t, w, above)
			ca.add(t, w, algorithm, tc.form, tc.level)
			c := w.Certificate(t)
			applied := w.Apply(t, w.Holder(t, c.Holder), c)
			w.Seal(t)
			got := w.Copy(t, applied.Code)
			if got.State != cert.Ready {
				t.Fatalf("copy is %s, %q", got.State, got.FailReason)
			}
			file := fileOf(t, w, got)
			r := ca.check(t, w, file)
			var levels []string
			var forms []string
			for _, s := range r.Signers {
				if !s.Timestamp {
					levels = append(levels, s.Level)
				}
				if s.Covers < len(file) && (len(forms) == 0 || forms[len(forms)-1] != digestOf(file[:s.Covers])) {
					forms = append(forms, digestOf(file[:s.Covers]))
					if first := ca.check(t, w, file[:s.Covers]); first.Verdict != verify.Valid {
						t.Errorf("the first %d bytes: %s %v", s.Covers, first.Verdict, first.Reasons)
					}
				}
			}
			if r.Verdict != verify.Valid || !slices.Equal(levels, tc.levels) {
				t.Errorf("%s %v, levels %v", r.Verdict, r.Reasons, levels)
			}
			if tc.form == seals.SM2Seal && (len(r.Signers[0].Times) > 0) != (tc.level == "b-t") {
				t.Errorf("times %v", r.Signers[0].Times)
			}
			if n := bytes.Count(file, []byte("\n%%EOF\n")); n != tc.revisions {
				t.Errorf("%d revisions", n)
			}
			if want := append([]string{digestOf(file)}, forms...); !slices.Equal(got.Digests, want) {
				t.Errorf("digests %v, want %v", got.Digests, want)
			}
			again, err := w.Pipeline.Rebuild(t.Context(), applied.Code)
			if err != nil || !again.Same {
				t.Errorf("drawn again: %t, %v", again.Same, err)
			}
			if tc.first != "" { // readers who know nothing of SM2 still have their seal
				if out := pdfsigSays(t, file); !strings.Contains(out, "Signature is Valid.") {
					t.Errorf("pdfsig: %s", out)
				}
			}
		})
	}
}

// While the second seal cannot be used, copies wait: none goes out with one seal
// where two are asked for. Both keys' uses are counted.
func TestNoCopyGoesOutWithOneSealOfTwo(t *testing.T) {
	t.Parallel()
	w := world.Sealing(t)
	ca := newSeller(t, w, cms.SM2)
	s := ca.add(t, w, cms.SM2, seals.SecondSM2Seal, "")
	set := func(state store.SealState) {
		s.State = state
		w.Update(t, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.UpdateSeal(ctx, s), tx.WakeCopies(ctx))
		})
	}
	set(store.SealFrozen)
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	wantReason(t, w.Pipeline.SealPending(t.Context()), "seal_frozen")
	if got := w.Copy(t, applied.Code); got.State != cert.Pending {
		t.Fatalf("copy is %s", got.State)
	}
	set(store.SealActive)
	w.Seal(t)
	if r := ca.check(t, w, fileOf(t, w, w.Copy(t, applied.Code))); r.Verdict != verify.Valid || len(r.Signers) != 2 {
		t.Errorf("%s %v, %d seals", r.Verdict, r.Reasons, len(r.Signers))
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		counts, err := tx.SealCounts(ctx, w.Clock.Today())
		if n := counts[s.ID]; n.Total != 1 || n.OnDay != 1 {
			t.Errorf("the second seal was used %d times", n.Total)
		}
		return err
	})
}

// What an interrupted run left of a copy with two seals is taken up, and each of
// its forms is on record.
func TestACopyWithTwoSealsIsTakenUp(t *testing.T) {
	t.Parallel()
	w := world.Sealing(t)
	lasting(t, w, "b-lta")
	s := newSeller(t, w, cms.SM2).add(t, w, cms.SM2, seals.SecondSM2Seal, "")
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	failing := &failOnce{Store: w.Store}
	w.Pipeline.Store = failing
	sealInterrupted(t, w, failing)
	left := onlyFile(t, w)
	body := fileOf(t, w, cert.Copy{Blob: left})
	w.Clock.Advance(time.Minute)
	w.Seal(t)
	got := w.Copy(t, applied.Code)
	if got.State != cert.Ready || got.Blob != left || len(got.Digests) != 3 || got.Digests[0] != digestOf(body) {
		t.Errorf("copy is %s of %s, digests %v", got.State, got.Blob, got.Digests)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		counts, err := tx.SealCounts(ctx, w.Clock.Today())
		if n := counts[s.ID]; n.Total != 1 {
			t.Errorf("the second seal was used %d times", n.Total)
		}
		return err
	})
}
