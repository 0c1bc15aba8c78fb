package ocsp_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	theirs "golang.org/x/crypto/ocsp"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/ocsp"
	"yinxin.example/yinxin/internal/signature/pki"
)

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// newSeal makes a root and a seal's certificate of it.
func newSeal(tb testing.TB) (*pki.Issuer, *x509.Certificate) {
	tb.Helper()
	private, err := key.Generate(cms.P256)
	if err != nil {
		tb.Fatal(err)
	}
	root, err := pki.NewRoot(tb.Context(), private, pki.RootParams{CommonName: "示例根证书", From: noon(), Until: noon().AddDate(20, 0, 0)})
	if err != nil {
		tb.Fatal(err)
	}
	seal, err := pki.IssueSeal(tb.Context(), root, private.Public(), pki.SealParams{Authority: "示例协会", From: noon(), Until: noon().AddDate(3, 0, 0)})
	if err != nil {
		tb.Fatal(err)
	}
	return root, seal
}

// ask is another's request for a certificate.
func ask(tb testing.TB, c, issuer *x509.Certificate, hash crypto.Hash) []byte {
	tb.Helper()
	der, err := theirs.CreateRequest(c, issuer, &theirs.RequestOptions{Hash: hash})
	if err != nil {
		tb.Fatal(err)
	}
	return der
}

func TestAnswersAreReadByOthers(t *testing.T) {
	root, seal := newSeal(t)
	responder, err := ocsp.NewResponder(t.Context(), root, noon(), noon().AddDate(0, 0, 30))
	if err != nil {
		t.Fatal(err)
	}
	at := ocsp.Times{This: noon().Add(time.Hour), Next: noon().Add(25 * time.Hour), Cutoff: noon()}
	for name, c := range map[string]struct {
		hash   crypto.Hash
		said   ocsp.Single
		status int
	}{
		"good":          {crypto.SHA1, ocsp.Single{}, theirs.Good},
		"good, SHA-256": {crypto.SHA256, ocsp.Single{}, theirs.Good},
		"good, SHA-512": {crypto.SHA512, ocsp.Single{}, theirs.Good},
		"unknown":       {crypto.SHA1, ocsp.Single{Status: ocsp.Unknown}, theirs.Unknown},
		"revoked":       {crypto.SHA1, ocsp.Single{Status: ocsp.Revoked, RevokedAt: noon(), Reason: 1, Since: noon().Add(-time.Minute)}, theirs.Revoked},
		"for no reason": {crypto.SHA384, ocsp.Single{Status: ocsp.Revoked, RevokedAt: noon()}, theirs.Revoked},
	} {
		t.Run(name, func(t *testing.T) {
			asked, err := ocsp.ParseRequest(ask(t, seal, root.Certificate, c.hash))
			if err != nil {
				t.Fatal(err)
			}
			id := asked.Certificates[0]
			if !id.Names(root.Certificate) || id.Names(seal) || id.Serial.Cmp(seal.SerialNumber) != 0 || asked.Nonce != nil {
				t.Errorf("asked for %+v", asked)
			}
			c.said.ID = id
			der, err := responder.Respond(t.Context(), []ocsp.Single{c.said}, nil, at)
			if err != nil {
				t.Fatal(err)
			}
			got, err := theirs.ParseResponseForCert(der, seal, root.Certificate)
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != c.status || got.RevocationReason != c.said.Reason || !got.RevokedAt.Equal(c.said.RevokedAt) ||
				!got.ThisUpdate.Equal(at.This) || !got.NextUpdate.Equal(at.Next) || got.IssuerHash != c.hash {
				t.Errorf("they read %+v", got)
			}
		})
	}
}

func TestTheResponderIsNoOneElse(t *testing.T) {
	root, _ := newSeal(t)
	responder, err := ocsp.NewResponder(t.Context(), root, noon(), noon().AddDate(0, 0, 30))
	if err != nil {
		t.Fatal(err)
	}
	c := responder.Certificate
	if len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageOCSPSigning || len(c.UnknownExtKeyUsage) > 0 || c.IsCA ||
		c.KeyUsage != x509.KeyUsageDigitalSignature {
		t.Errorf("it may %v %v, %b", c.ExtKeyUsage, c.UnknownExtKeyUsage, c.KeyUsage)
	}
	exempt := false
	for _, e := range c.Extensions {
		exempt = exempt || e.Id.String() == "1.3.6.1.5.5.7.48.1.5" && bytes.Equal(e.Value, []byte{5, 0})
	}
	if !exempt {
		t.Error("others would ask whether it was revoked: nobody could answer")
	}
	if _, err := ocsp.NewResponder(t.Context(), root, noon(), noon().AddDate(30, 0, 0)); err == nil {
		t.Error("one that outlives its issuer")
	}
}

// The ASN.1 of a request, for requests that nobody's library would make.
type (
	madeRequest struct{ TBS madeTBS }
	madeTBS     struct {
		Version    int `asn1:"explicit,tag:0,default:0,optional"`
		List       []madeSingle
		Extensions []pkix.Extension `asn1:"explicit,tag:2,optional,omitempty"`
	}
	madeSingle struct {
		ID         asn1.RawValue
		Extensions []pkix.Extension `asn1:"explicit,tag:0,optional,omitempty"`
	}
)

func TestRequestsAreBounded(t *testing.T) {
	root, seal := newSeal(t)
	plain, err := ocsp.ParseRequest(ask(t, seal, root.Certificate, crypto.SHA1))
	if err != nil {
		t.Fatal(err)
	}
	one := madeSingle{ID: asn1.RawValue{FullBytes: plain.Certificates[0].DER}}
	many := func(n int) (list []madeSingle) {
		for range n {
			list = append(list, one)
		}
		return list
	}
	nonce := func(n int) []pkix.Extension {
		value, err := asn1.Marshal(bytes.Repeat([]byte{7}, n))
		if err != nil {
			t.Fatal(err)
		}
		return []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}, Value: value}}
	}
	strange := func(critical bool) []pkix.Extension {
		return []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: critical, Value: []byte{5, 0}}}
	}
	long, err := asn1.Marshal(new(big.Int).Lsh(big.NewInt(1), 200))
	if err != nil {
		t.Fatal(err)
	}
	wide := bytes.Clone(one.ID.FullBytes)
	wide = append(wide[:len(wide)-2-len(seal.SerialNumber.Bytes())], long...)
	wide[1] += byte(len(wide) - len(one.ID.FullBytes))
	for name, c := range map[string]struct {
		request madeTBS
		ok      bool
	}{
		"as many as may be":     {madeTBS{List: many(ocsp.MaxCertificates)}, true},
		"too many":              {madeTBS{List: many(ocsp.MaxCertificates + 1)}, false},
		"none":                  {madeTBS{}, false},
		"another version":       {madeTBS{Version: 1, List: many(1)}, false},
		"a nonce":               {madeTBS{List: many(1), Extensions: nonce(32)}, true},
		"the longest nonce":     {madeTBS{List: many(1), Extensions: nonce(128)}, true},
		"a longer nonce":        {madeTBS{List: many(1), Extensions: nonce(129)}, false},
		"an empty nonce":        {madeTBS{List: many(1), Extensions: nonce(0)}, false},
		"a strange extension":   {madeTBS{List: many(1), Extensions: strange(false)}, true},
		"one that must be kept": {madeTBS{List: many(1), Extensions: strange(true)}, false},
		"one of a certificate":  {madeTBS{List: []madeSingle{{one.ID, strange(true)}}}, false},
		"a serial of 26 bytes":  {madeTBS{List: []madeSingle{{ID: asn1.RawValue{FullBytes: wide}}}}, false},
	} {
		der, err := asn1.Marshal(madeRequest{c.request})
		if err != nil {
			t.Fatal(err)
		}
		got, err := ocsp.ParseRequest(der)
		if c.ok != (err == nil) || err != nil && !errors.Is(err, ocsp.ErrRequest) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && len(c.request.Extensions) > 0 && !c.request.Extensions[0].Critical && c.request.Extensions[0].Id[0] == 1 &&
			len(got.Nonce) > 0 != (len(c.request.Extensions[0].Value) > 2) {
			t.Errorf("%s: nonce %x", name, got.Nonce)
		}
	}
	for name, der := range map[string][]byte{
		"nothing": nil, "too long": make([]byte, ocsp.MaxRequest+1), "with something behind": append(ask(t, seal, root.Certificate, crypto.SHA1), 0),
	} {
		if _, err := ocsp.ParseRequest(der); !errors.Is(err, ocsp.ErrRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefusalsAreReadByOthers(t *testing.T) {
	for why, want := range map[ocsp.Refusal]theirs.ResponseStatus{
		ocsp.MalformedRequest: theirs.Malformed, ocsp.InternalError: theirs.InternalError, ocsp.Unauthorized: theirs.Unauthorized,
	} {
		_, err := theirs.ParseResponse(ocsp.Refuse(why), nil)
		var refused theirs.ResponseError
		if !errors.As(err, &refused) || refused.Status != want {
			t.Errorf("%d: %v", why, err)
		}
	}
}

// Whatever is sent, what is read keeps the bounds, and is echoed as it came.
func FuzzParseRequest(f *testing.F) {
	root, seal := newSeal(f)
	f.Add(ask(f, seal, root.Certificate, crypto.SHA1))
	f.Add(ask(f, seal, root.Certificate, crypto.SHA256))
	f.Add([]byte{0x30, 3, 0x30, 1, 0x30})
	f.Fuzz(func(t *testing.T, der []byte) {
		r, err := ocsp.ParseRequest(der)
		if err != nil {
			if !errors.Is(err, ocsp.ErrRequest) {
				t.Errorf("failed with %v", err)
			}
			return
		}
		if len(der) > ocsp.MaxRequest || len(r.Certificates) == 0 || len(r.Certificates) > ocsp.MaxCertificates || len(r.Nonce) > 128 {
			t.Errorf("beyond the bounds: %d certificates, a nonce of %d bytes", len(r.Certificates), len(r.Nonce))
		}
		for _, id := range r.Certificates {
			if !bytes.Contains(der, id.DER) {
				t.Error("would be echoed otherwise than asked for")
			}
			_ = id.Names(root.Certificate)
		}
	})
}
