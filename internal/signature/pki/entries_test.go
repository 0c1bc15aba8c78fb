package pki_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pki"
)

func entries(tb testing.TB, all ...pki.Revocation) pki.Entries {
	tb.Helper()
	e, err := pki.EntriesOf(all...)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// Entries are what the standard library writes, byte for byte.
func TestEntriesAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	root := newRoot(t, cms.P256)
	standIn, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	far := time.Date(2051, 2, 3, 4, 5, 6, 0, time.UTC)
	for name, all := range map[string][]pki.Revocation{
		"none":                  nil,
		"one":                   {{Serial: big.NewInt(1), At: noon()}},
		"a high bit, a reason":  {{Serial: big.NewInt(0x80), At: noon(), Reason: 4}},
		"after 2050":            {{Serial: new(big.Int).Lsh(big.NewInt(1), 158), At: far, Reason: 10}},
		"two, in parts of a s.": {{Serial: big.NewInt(300), At: noon().Add(time.Millisecond), Reason: 1}, {Serial: big.NewInt(2), At: noon()}},
	} {
		at := entries(t, all...)
		this := at.Latest()
		if this.IsZero() {
			this = noon()
		}
		next := this.AddDate(0, 0, 7)
		ours, err := pki.CRL(t.Context(), root, pki.CRLParams{Number: big.NewInt(7), ThisUpdate: this, NextUpdate: next, Revoked: at})
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.RevocationList{Number: big.NewInt(7), ThisUpdate: this, NextUpdate: next}
		for _, r := range all {
			template.RevokedCertificateEntries = append(template.RevokedCertificateEntries,
				x509.RevocationListEntry{SerialNumber: r.Serial, RevocationTime: r.At, ReasonCode: r.Reason})
		}
		theirs, err := x509.CreateRevocationList(rand.Reader, template, root.Certificate, standIn)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := parsed(t, ours), parsed(t, theirs); !bytes.Equal(a.RawTBSRevocationList, b.RawTBSRevocationList) {
			t.Errorf("%s:\n%x\n%x", name, a.RawTBSRevocationList, b.RawTBSRevocationList)
		}
	}
}

func parsed(tb testing.TB, der []byte) *x509.RevocationList {
	tb.Helper()
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

func TestEntriesSaySinceWhen(t *testing.T) {
	t.Parallel()
	root, since := newRoot(t, cms.SM2), noon().Add(-time.Hour)
	der, err := pki.CRL(t.Context(), root, pki.CRLParams{
		Number: big.NewInt(1), ThisUpdate: noon(), NextUpdate: noon().AddDate(0, 0, 7),
		Revoked: entries(t, pki.Revocation{Serial: big.NewInt(9), At: noon(), Reason: 1, Since: since}),
	})
	if err != nil {
		t.Fatal(err)
	}
	e := parsed(t, der).RevokedCertificateEntries[0]
	if len(e.Extensions) != 2 || e.Extensions[0].Id.String() != "2.5.29.24" || string(e.Extensions[0].Value[2:]) != since.Format("20060102150405Z") || e.ReasonCode != 1 {
		t.Errorf("%+v", e)
	}
}

func TestEntriesMissNothing(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]pki.Revocation{
		"no serial": {At: noon()}, "serial 0": {Serial: new(big.Int), At: noon()}, "no time": {Serial: big.NewInt(1)},
	} {
		if _, err := pki.EntriesOf(r); fault.ReasonOf(err) != "crl_params" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
