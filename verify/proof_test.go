//go:build unix

package verify_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// strangersSerial is the number of the certificates that penUnder makes.
func strangersSerial() *big.Int { return big.NewInt(77) }

func TestAnswersOfOCSPResponders(t *testing.T) {
	w := newWorld(t, false)
	now := time.Now()
	pen := penUnder(t, w, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.AddDate(0, 0, -9), now.AddDate(2, 0, 0) })
	file := seal(t, pen, "<x/>", nil)
	elsewhere := newRoot(t, "elsewhere")
	sum := sha256.Sum256(w.root.Certificate.Raw)
	sumElsewhere := sha256.Sum256(elsewhere.Certificate.Raw)
	roots := func(uses string) string {
		return fmt.Sprintf(`{"roots":[{"sha256":"%x"},{"sha256":"%x","uses":[%s]}]}`, sum, sumElsewhere, uses)
	}
	for name, c := range map[string]struct {
		by      *pki.Issuer
		usage   x509.ExtKeyUsage
		revoked time.Time
		at      time.Time
		json    string
		reasons []string
		checked bool
	}{
		"good":                       {w.root, x509.ExtKeyUsageOCSPSigning, time.Time{}, now.Add(time.Minute), "", nil, true},
		"revoked":                    {w.root, x509.ExtKeyUsageOCSPSigning, now.Add(-time.Hour), now.Add(time.Minute), "", []string{"seal_revoked"}, true},
		"revoked, and out of date":   {w.root, x509.ExtKeyUsageOCSPSigning, now.Add(-time.Hour), now.AddDate(0, 0, 3), "", []string{"seal_revoked"}, true},
		"out of date":                {w.root, x509.ExtKeyUsageOCSPSigning, time.Time{}, now.AddDate(0, 0, 3), "", nil, false},
		"of a later day":             {w.root, x509.ExtKeyUsageOCSPSigning, time.Time{}, now.AddDate(0, 0, -3), "", nil, false},
		"not for OCSP":               {w.root, x509.ExtKeyUsageEmailProtection, now.Add(-time.Hour), now.Add(time.Minute), "", nil, false},
		"another root's responder":   {elsewhere, x509.ExtKeyUsageOCSPSigning, now.Add(-time.Hour), now.Add(time.Minute), roots(`"seal"`), nil, false},
		"and that root may say so":   {elsewhere, x509.ExtKeyUsageOCSPSigning, now.Add(-time.Hour), now.Add(time.Minute), roots(`"revocation"`), []string{"seal_revoked"}, true},
		"may say so, but not for it": {elsewhere, x509.ExtKeyUsageEmailProtection, now.Add(-time.Hour), now.Add(time.Minute), roots(`"revocation"`), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, c.by, c.usage, noCheck())
			s.write(t, "root.pem", w.pem()) // the issuer asked about
			answer := s.answer(t, strangersSerial(), c.revoked)
			dir := t.TempDir()
			write(t, filepath.Join(dir, "root.pem"), string(w.pem()))
			write(t, filepath.Join(dir, "elsewhere.pem"), string(pki.EncodeCertificates(elsewhere.Certificate)))
			write(t, filepath.Join(dir, "answer.ocsp"), string(answer))
			if c.json != "" {
				write(t, filepath.Join(dir, "trust.json"), c.json)
			}
			r := check(t, file, verify.Options{Trust: must(verify.LoadTrust(dir))(t), At: c.at})
			if !slices.Equal(r.Reasons, c.reasons) || slices.Contains(r.Notes, "revocation_not_checked") == c.checked {
				t.Errorf("%s %v %v", r.Verdict, r.Reasons, r.Notes)
			}
		})
	}
}

// A responder that may itself have been revoked clears nobody.
func TestRespondersThatMayBeRevoked(t *testing.T) {
	w := newWorld(t, false)
	now := time.Now()
	pen := penUnder(t, w, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.AddDate(0, 0, -9), now.AddDate(2, 0, 0) })
	file := seal(t, pen, "<x/>", nil)
	keeper := newRoot(t, "elsewhere")
	roots := fmt.Sprintf(`{"roots":[{"sha256":"%x"},{"sha256":"%x","uses":["revocation"]}]}`, sha256.Sum256(w.root.Certificate.Raw), sha256.Sum256(keeper.Certificate.Raw))
	list := func(revoked ...pki.Revocation) []byte {
		return must(pki.CRL(t.Context(), keeper, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: now.Add(-time.Minute), NextUpdate: now.AddDate(0, 1, 0), Revoked: must(pki.EntriesOf(revoked...))(t)}))(t)
	}
	s := newService(t, keeper, x509.ExtKeyUsageOCSPSigning)
	s.write(t, "root.pem", w.pem())
	good, bad := s.answer(t, strangersSerial(), time.Time{}), s.answer(t, strangersSerial(), now.Add(-time.Hour))
	revoked := pki.Revocation{Serial: big.NewInt(5), At: now.Add(-time.Hour), Reason: 1}
	for name, c := range map[string]struct {
		answer, list []byte
		reasons      []string
		checked      bool
	}{
		"nothing said of it":              {good, nil, nil, false},
		"nothing said, and it speaks ill": {bad, nil, []string{"seal_revoked"}, true},
		"not on the list":                 {good, list(), nil, true},
		"on the list":                     {good, list(revoked), nil, false},
		"on the list, and it speaks ill":  {bad, list(revoked), nil, false},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "roots.pem"), string(pki.EncodeCertificates(w.root.Certificate, keeper.Certificate)))
		write(t, filepath.Join(dir, "answer.ocsp"), string(c.answer))
		write(t, filepath.Join(dir, "trust.json"), roots)
		if c.list != nil {
			write(t, filepath.Join(dir, "keeper.crl"), string(c.list))
		}
		r := check(t, file, verify.Options{Trust: must(verify.LoadTrust(dir))(t), At: now.Add(time.Minute)})
		if !slices.Equal(r.Reasons, c.reasons) || slices.Contains(r.Notes, "revocation_not_checked") == c.checked {
			t.Errorf("%s: %s %v %v", name, r.Verdict, r.Reasons, r.Notes)
		}
	}
}

func TestUnreadableAnswerIsAnError(t *testing.T) {
	w := newWorld(t, false)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "root.pem"), string(w.pem()))
	write(t, filepath.Join(dir, "answer.ocsp"), "no answer")
	if _, err := verify.LoadTrust(dir); err == nil {
		t.Error("no error")
	}
}

// A file's own lists and answers count where their issuer signed them, in its
// document security store and in its signature.
func TestRevocationDataInTheFile(t *testing.T) {
	w := newWorld(t, false)
	now := time.Now()
	pen := penUnder(t, w, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.AddDate(0, 0, -9), now.AddDate(2, 0, 0) })
	list := func(by *pki.Issuer, revoked ...pki.Revocation) []byte {
		return must(pki.CRL(t.Context(), by, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: now.Add(-time.Hour), NextUpdate: now.AddDate(0, 1, 0), Revoked: must(pki.EntriesOf(revoked...))(t)}))(t)
	}
	revoked := pki.Revocation{Serial: strangersSerial(), At: now.Add(-2 * time.Hour), Reason: 1}
	responder := newService(t, w.root, x509.ExtKeyUsageOCSPSigning, noCheck())
	store := func(kind string, der []byte) []byte {
		return update(seal(t, pen, "<x/>", nil), "", map[int]string{
			3:  "<< /Type /Catalog /Pages 4 0 R /AcroForm << /SigFlags 3 /Fields [ 6 0 R ] >> /Perms << /DocMDP 1 0 R >> /Metadata 2 0 R /DSS << /" + kind + " [ 30 0 R ] >> >>",
			30: fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(der), der)})
	}
	values := func(crl []byte) []byte {
		lists := must(asn1.Marshal([]asn1.RawValue{{FullBytes: crl}}))(t)
		tagged := must(asn1.Marshal(asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: lists}))(t)
		whole := must(asn1.Marshal(asn1.RawValue{Class: 0, Tag: 16, IsCompound: true, Bytes: tagged}))(t)
		return seal(t, stamped{pen, t, func([]byte) []byte { return whole }, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 24}}, "<x/>", nil)
	}
	for name, c := range map[string]struct {
		file    []byte
		reason  string
		checked bool
	}{
		"a list":                 {store("CRLs", list(w.root)), "", true},
		"a list with it":         {store("CRLs", list(w.root, revoked)), "seal_revoked", true},
		"another issuer's list":  {store("CRLs", list(newRoot(t, "示例根证书"), revoked)), "", false},
		"an answer":              {store("OCSPs", responder.answer(t, strangersSerial(), time.Time{})), "", true},
		"an answer against it":   {store("OCSPs", responder.answer(t, strangersSerial(), revoked.At)), "seal_revoked", true},
		"an answer about others": {store("OCSPs", responder.answer(t, big.NewInt(78), revoked.At)), "", false},
		"nothing that is read":   {store("OCSPs", []byte("x")), "", false},
		"signature: a list":      {values(list(w.root)), "", true},
		"signature: with it":     {values(list(w.root, revoked)), "seal_revoked", true},
	} {
		r := check(t, c.file, verify.Options{Trust: w.trust(t), At: now.Add(time.Minute)})
		if (c.reason == "") != (r.Verdict == verify.Valid) || c.reason != "" && !slices.Contains(r.Reasons, c.reason) || slices.Contains(r.Notes, "revocation_not_checked") == c.checked {
			t.Errorf("%s: %s %v %v", name, r.Verdict, r.Reasons, r.Notes)
		}
	}
}

// stamped signs, and puts a timestamp of the signature into the container, or
// what else goes into an unsigned attribute.
type stamped struct {
	*pades.Signer
	tb        testing.TB
	stamp     func(signature []byte) []byte
	attribute asn1.ObjectIdentifier // nil for a timestamp's
}

const roomForStamp = 12_000

func (s stamped) ContentsLen() int { return s.Signer.ContentsLen() + roomForStamp }

func (s stamped) Contents(ctx context.Context, digest []byte) ([]byte, error) {
	text, err := s.Signer.Contents(ctx, digest)
	if err != nil {
		return nil, err
	}
	raw := must(hex.DecodeString(string(text)))(s.tb)
	attribute := s.attribute
	if attribute == nil {
		attribute = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	}
	digits := hex.EncodeToString(withAttribute(s.tb, raw, attribute, s.stamp))
	return append([]byte(digits), bytes.Repeat([]byte("0"), s.ContentsLen()-len(digits))...), nil
}

func withAttribute(tb testing.TB, raw []byte, name asn1.ObjectIdentifier, value func([]byte) []byte) []byte {
	tb.Helper()
	var info struct {
		Type    asn1.ObjectIdentifier
		Content struct {
			Version      int
			Digests      asn1.RawValue
			Encapsulated asn1.RawValue
			Certificates asn1.RawValue
			Signers      []asn1.RawValue `asn1:"set"`
		} `asn1:"explicit,tag:0"`
	}
	must(asn1.Unmarshal(raw, &info))(tb)
	signer := info.Content.Signers[0]
	var signature []byte
	for rest := signer.Bytes; len(rest) > 0; {
		var v asn1.RawValue
		rest = must(asn1.Unmarshal(rest, &v))(tb)
		signature = v.Bytes // the last
	}
	oid := must(asn1.Marshal(name))(tb)
	set := must(asn1.Marshal(asn1.RawValue{Class: 0, Tag: 17, IsCompound: true, Bytes: value(signature)}))(tb)
	attribute := must(asn1.Marshal(asn1.RawValue{Class: 0, Tag: 16, IsCompound: true, Bytes: append(oid, set...)}))(tb)
	unsigned := must(asn1.Marshal(asn1.RawValue{Class: 2, Tag: 1, IsCompound: true, Bytes: attribute}))(tb)
	signer.Bytes, signer.FullBytes = append(bytes.Clone(signer.Bytes), unsigned...), nil
	info.Content.Signers[0] = signer
	return must(asn1.Marshal(info))(tb)
}

// What a trusted timestamp shows to be older than expiry, revocation or a
// root's compromise is judged as of its time; and nothing else is.
func TestProvenTime(t *testing.T) {
	w := newWorld(t, false)
	now := time.Now()
	hour := func(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }
	signer := penUnder(t, w, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = hour(-9), hour(3) })
	tsa := newService(t, w.root, x509.ExtKeyUsageTimeStamping)
	elsewhere := newService(t, newRoot(t, "elsewhere"), x509.ExtKeyUsageTimeStamping)
	of := func(s service) func([]byte) []byte {
		return func(signature []byte) []byte { sum := sha256.Sum256(signature); return s.stamp(t, sum[:]) }
	}
	plain := seal(t, signer, "<x/>", nil)
	good := seal(t, stamped{Signer: signer, tb: t, stamp: of(tsa)}, "<x/>", nil)
	unknown := seal(t, stamped{Signer: signer, tb: t, stamp: of(elsewhere)}, "<x/>", nil)
	swapped := seal(t, stamped{Signer: signer, tb: t, stamp: func([]byte) []byte { return tsa.stamp(t, make([]byte, 32)) }}, "<x/>", nil)
	garbled := seal(t, stamped{Signer: signer, tb: t, stamp: func([]byte) []byte { return []byte{5, 0} }}, "<x/>", nil)
	revokedAt := func(at time.Time) []byte {
		return must(pki.CRL(t.Context(), w.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: hour(4), NextUpdate: hour(99),
			Revoked: must(pki.EntriesOf(pki.Revocation{Serial: strangersSerial(), At: at, Reason: 1}))(t)}))(t)
	}
	sum := sha256.Sum256(w.root.Certificate.Raw)
	root := func(more string) string { return fmt.Sprintf(`{"roots":[{"sha256":"%x",%s}]}`, sum, more) }
	for name, c := range map[string]struct {
		file   []byte
		at     time.Time
		crl    []byte
		json   string
		reason string
		proven bool
		note   string
	}{
		"no stamp, in time":           {plain, hour(1), nil, "", "", false, ""},
		"no stamp, expired":           {plain, hour(4), nil, "", "seal_expired", false, ""},
		"stamped, expired":            {good, hour(4), nil, "", "", true, ""},
		"stamped later than asked":    {good, hour(-1), nil, "", "", false, ""},
		"stamped, revoked since":      {good, hour(5), revokedAt(hour(2)), "", "", true, ""},
		"stamped, revoked before":     {good, hour(5), revokedAt(hour(-2)), "", "seal_revoked", true, ""},
		"no stamp, revoked since":     {plain, hour(5), revokedAt(hour(2)), "", "seal_revoked", false, ""},
		"by someone unknown, expired": {unknown, hour(4), nil, "", "seal_expired", false, "timestamp_untrusted"},
		"by someone unknown, in time": {unknown, hour(1), nil, "", "", false, "timestamp_untrusted"},
		"of another signature":        {swapped, hour(1), nil, "", "timestamp_mismatch", false, ""},
		"no timestamp at all":         {garbled, hour(4), nil, "", "seal_expired", false, "timestamp_untrusted"},
		"root not for time":           {good, hour(4), nil, root(`"uses":["seal"]`), "seal_expired", false, "timestamp_untrusted"},
		"root compromised since":      {good, hour(1), nil, root(`"uses":["seal","time"],"compromised":"` + now.Add(30*time.Minute).UTC().Format(time.RFC3339) + `"`), "root_compromised", false, ""},
		"root compromised before":     {good, hour(1), nil, root(`"uses":["seal","time"],"compromised":"` + hour(-1).UTC().Format(time.RFC3339) + `"`), "root_compromised", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "root.pem"), string(w.pem()))
			if c.crl != nil {
				write(t, filepath.Join(dir, "root.crl"), string(c.crl))
			}
			if c.json != "" {
				write(t, filepath.Join(dir, "trust.json"), c.json)
			}
			r := check(t, c.file, verify.Options{Trust: must(verify.LoadTrust(dir))(t), At: c.at})
			if (c.reason == "") != (r.Verdict == verify.Valid) || c.reason != "" && !slices.Contains(r.Reasons, c.reason) {
				t.Errorf("%s %v, want %q", r.Verdict, r.Reasons, c.reason)
			}
			if len(r.Signers) != 1 || r.Signers[0].ProvenAt.IsZero() == c.proven {
				t.Errorf("proven %v: %+v", c.proven, r.Signers)
			}
			if c.note != "" && !slices.Contains(r.Notes, c.note) {
				t.Errorf("notes %v, want %s", r.Notes, c.note)
			}
		})
	}
}
