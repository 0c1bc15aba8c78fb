//go:build unix

package verify_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

// specimen makes one file and has it judged.
type specimen func(t *testing.T, w world) verify.Report

// attacked is the attack of that name on a copy of ours.
func attacked(name string) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		i := slices.IndexFunc(attacks(), func(a attack) bool { return a.name == name })
		return w.check(t, attacks()[i].make(t, w, roomy(t, w)))
	}
}

// contained is a file of another maker's with a container changed so.
func contained(change func(*container)) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		made := newContainer(t, w, nil)
		change(&made)
		return w.check(t, shaped{sign: made.sign}.build(t, strangersPen(t, w)))
	}
}

func shapedSo(s shaped) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		return w.check(t, s.build(t, strangersPen(t, w)))
	}
}

func foreignFile(name string) specimen {
	return func(t *testing.T, _ world) verify.Report { t.Helper(); return checkForeign(t, fixture(t, name+".pdf")) }
}

func asIs(file string) specimen {
	return func(t *testing.T, w world) verify.Report { t.Helper(); return w.check(t, []byte(file)) }
}

// at judges a good copy at another time.
func at(when time.Time) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		return check(t, w.copyOf(t, said()), verify.Options{Trust: w.trust(t), At: when})
	}
}

// saying is a copy that says something else.
func saying(change func(*statement.Statement)) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		s := said()
		change(&s)
		return w.check(t, w.copyOf(t, s))
	}
}

// trusted judges a good copy with a trust.json; %s is the root's fingerprint.
func trusted(json string) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		return check(t, w.copyOf(t, said()), verify.Options{Trust: must(verify.LoadTrust(folder(t, w, json)))(t), At: dayAfter()})
	}
}

// registered joins a good copy with what the service says of it.
func registered(c verify.Certificate, e verify.Endorsement) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		return w.check(t, w.copyOf(t, said())).WithStatus(c, e)
	}
}

// followed is a copy of ours with what somebody appended.
func followed(add func(*testing.T, world, []byte) []byte) specimen {
	return func(t *testing.T, w world) verify.Report {
		t.Helper()
		return w.check(t, add(t, w, w.copyOf(t, said())))
	}
}

// trailing is another maker's file with bytes after its end.
func trailing(t *testing.T, w world) verify.Report {
	t.Helper()
	return w.check(t, append(shaped{}.build(t, strangersPen(t, w)), "more"...))
}

// specimens has a file for every code of docs/reasons.md.
func specimens() map[string]specimen {
	all := map[string]specimen{}
	for _, part := range []map[string]specimen{integritySpecimens(), readingSpecimens(), sealSpecimens(), esealSpecimens(), copySpecimens(), noteSpecimens()} {
		maps.Copy(all, part)
	}
	return all
}

func integritySpecimens() map[string]specimen {
	return map[string]specimen{
		"unsigned":            asIs(string(plain())),
		"prepended_bytes":     attacked("prepended bytes"),
		"trailing_bytes":      trailing,
		"file_cut":            attacked("cut by a hundred"),
		"byterange_malformed": shapedSo(shaped{ranges: func(a, _, _ int) string { return fmt.Sprintf("0 %d", a) }}),
		"byterange_gap":       attacked("prepended header"),
		"byterange_end":       shapedSo(shaped{ranges: func(a, b, end int) string { return fmt.Sprintf("0 %d %d %d", a, b, end-b-7) }}),
		"signature_not_reached": func(t *testing.T, w world) verify.Report {
			t.Helper()
			file := shaped{catalog: "/Lang (en)"}.build(t, strangersPen(t, w))
			return w.check(t, update(file, "/Root 1 0 R", map[int]string{1: "<< /Type /Catalog /Pages 2 0 R /Lang (en) /AcroForm << /Fields [4 0 R] >> >>"}))
		},
		"signature_removed": func(t *testing.T, w world) verify.Report {
			t.Helper()
			file := shaped{}.build(t, strangersPen(t, w))
			return w.check(t, update(file, "/Root 1 0 R", map[int]string{4: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /P 3 0 R /Rect [0 0 0 0] /F 132 >>"}))
		},
		"signature_malformed": contained(func(c *container) {
			c.cert = &x509.Certificate{Raw: []byte{5, 1}, RawIssuer: []byte{5, 1}, SerialNumber: big.NewInt(1)}
		}),
		"digest_mismatch": attacked("a digit of the page"),
		"signature_value_wrong": func(t *testing.T, w world) verify.Report {
			t.Helper()
			other := newContainer(t, w, nil)
			return contained(func(c *container) { c.key = other.key })(t, w)
		},
		"signed_attributes_wrong":      contained(func(c *container) { c.contentType = oid(1, 2, 3) }),
		"signing_certificate_mismatch": contained(func(c *container) { c.named = c.root }),
		"contents_padding": func(t *testing.T, w world) verify.Report {
			t.Helper()
			made := newContainer(t, w, nil)
			return w.check(t, shaped{sign: func(signed []byte) []byte { return append(made.sign(signed), 0, 7) }}.build(t, strangersPen(t, w)))
		},
		"contents_not_canonical":     attacked("upper-case digits"),
		"later_revision":             attacked("incremental saving: another page"),
		"later_change_not_permitted": foreignFile("page-replaced"),
		"revision_lost":              attacked("led around the sealed revision"),
	}
}

func readingSpecimens() map[string]specimen {
	return map[string]specimen{
		"structure_unreadable":        asIs("%PDF-1.7\nnothing"),
		"structure_ambiguous":         shapedSo(shaped{extra: "/Contents <ff>"}),
		"later_visible_change":        foreignFile("annotated"),
		"subfilter_unsupported":       shapedSo(shaped{sub: "adbe.x509.rsa_sha1"}),
		"algorithm_unsupported":       contained(func(c *container) { c.digestOID = oid(1, 2, 643, 7, 1, 1, 2, 2) }),
		"several_signers":             contained(func(c *container) { c.signers = 2 }),
		"signed_attributes_missing":   contained(func(c *container) { c.noAttributes = true }),
		"signing_certificate_missing": contained(func(c *container) { c.noNaming = true }),
		"timestamp_mismatch": func(t *testing.T, w world) verify.Report {
			t.Helper()
			now := time.Now() // openssl stamps with the machine's time
			pen := penUnder(t, w, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(-time.Hour), now.AddDate(1, 0, 0) })
			stamp := func([]byte) []byte {
				return newService(t, w.root, x509.ExtKeyUsageTimeStamping).stamp(t, make([]byte, 32))
			}
			return check(t, seal(t, stamped{Signer: pen, tb: t, stamp: stamp}, "<x/>", nil), verify.Options{Trust: w.trust(t), At: now.Add(time.Minute)})
		},
		"signer_certificate_missing": contained(func(c *container) { c.noCertificate = true }),
		"addition_unproven": followed(func(t *testing.T, w world, file []byte) []byte {
			t.Helper()
			return stored(t, file, [][]byte{w.root.Certificate.Raw}, nil)
		}),
		"validation_data_foreign": followed(func(t *testing.T, w world, file []byte) []byte {
			t.Helper()
			file = stored(t, file, [][]byte{newRoot(t, "elsewhere").Certificate.Raw}, nil)
			return timed(t, file, newClock(t, w.root, nil), after(1))
		}),
		"timestamp_not_canonical": followed(func(t *testing.T, w world, file []byte) []byte {
			t.Helper()
			return timed(t, file, unsigned(newClock(t, w.root, nil)), after(1))
		}),
		"time_order_wrong": followed(func(t *testing.T, w world, file []byte) []byte {
			t.Helper()
			return timed(t, file, newClock(t, w.root, nil), after(-1))
		}),
	}
}

func sealSpecimens() map[string]specimen {
	return map[string]specimen{
		"seal_untrusted": func(t *testing.T, w world) verify.Report {
			t.Helper()
			return check(t, w.copyOf(t, said()), verify.Options{At: dayAfter()})
		},
		"not_an_authority_seal": func(t *testing.T, w world) verify.Report {
			t.Helper()
			return w.check(t, seal(t, strangersPen(t, w), packet(said().Properties()), nil))
		},
		"seal_expired":       at(noon().AddDate(6, 0, 0)),
		"seal_not_yet_valid": at(noon().AddDate(0, -1, 0)),
		"key_usage_wrong": func(t *testing.T, w world) verify.Report {
			t.Helper()
			made := newContainer(t, w, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} })
			return w.check(t, shaped{sign: made.sign}.build(t, strangersPen(t, w)))
		},
		"weak_algorithm":   contained(func(c *container) { c.hash, c.digestOID = digest.SHA1, oid(1, 3, 14, 3, 2, 26) }),
		"root_compromised": trusted(`{"roots":[{"sha256":"%s","compromised":"2026-03-05T00:00:00Z"}]}`),
		"seal_revoked": func(t *testing.T, w world) verify.Report {
			t.Helper()
			list := must(pki.CRL(t.Context(), w.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: dayAfter(), NextUpdate: noon().AddDate(0, 1, 0),
				Revoked: must(pki.EntriesOf(pki.Revocation{Serial: w.seal.SerialNumber, At: dayAfter(), Reason: 1}))(t)}))(t)
			return check(t, w.copyOf(t, said()), verify.Options{Trust: w.trust(t, list), At: dayAfter().Add(time.Hour)})
		},
		"seal_outside_list": trusted(`{"roots":[{"sha256":"%s","seals":[]}]}`),
		"seal_compromised":  compromised(noon(), time.Time{}),
	}
}

func copySpecimens() map[string]specimen {
	bare := func(s *statement.Statement) { s.Scenario, s.AppliedAt, s.ValidUntil = "", time.Time{}, civil.Date{} }
	return map[string]specimen{
		"statement_unreadable":   saying(func(s *statement.Statement) { s.Name = "" }),
		"endorsement_missing":    saying(bare),
		"endorsement_not_begun":  at(noon().Add(-time.Second)),
		"endorsement_expired":    at(said().ValidUntil.End()),
		"endorsement_withdrawn":  registered(verify.CertificateValid, verify.EndorsementWithdrawn),
		"certificate_corrected":  registered(verify.CertificateCorrected, verify.EndorsementValid),
		"certificate_suspended":  registered(verify.CertificateSuspended, verify.EndorsementValid),
		"certificate_revoked":    registered(verify.CertificateRevoked, verify.EndorsementValid),
		"certificate_cancelled":  registered(verify.CertificateCancelled, verify.EndorsementValid),
		"certificate_not_issued": registered(verify.CertificateNotIssued, verify.EndorsementValid),
		"copy_unknown":           registered(verify.CertificateUnknown, verify.EndorsementUnknown),
	}
}

func noteSpecimens() map[string]specimen {
	return map[string]specimen{
		"status_not_checked":     at(dayAfter()),
		"compromised_later":      compromised(noon().Add(time.Hour), noon()),
		"revocation_not_checked": at(dayAfter()),
		"permitted_later_change": foreignFile("form-filled-signed"),
		"metadata_changed": func(t *testing.T, w world) verify.Report {
			t.Helper()
			file := shaped{}.build(t, strangersPen(t, w))
			return w.check(t, update(file, "/Root 1 0 R /Info 9 0 R", map[int]string{9: "<< /Title (t) >>"}))
		},
		"timestamp_untrusted": func(t *testing.T, _ world) verify.Report {
			t.Helper()
			root := must(filepath.Abs(filepath.Join("testdata", "foreign", "root.pem")))(t)
			dir := t.TempDir()
			text := fixture(t, filepath.Base(root))
			write(t, filepath.Join(dir, "root.pem"), string(text))
			write(t, filepath.Join(dir, "trust.json"), fmt.Sprintf(`{"roots":[{"sha256":"%x","uses":["seal"]}]}`, sha256.Sum256(derOf(t, text))))
			return check(t, fixture(t, "certified-p1-lta.pdf"), verify.Options{Trust: must(verify.LoadTrust(dir))(t), At: dayAfter()})
		},
		"demo_seal": func(t *testing.T, _ world) verify.Report {
			t.Helper()
			w := newWorld(t, true)
			return w.check(t, w.copyOf(t, said()))
		},
		"check_report": func(t *testing.T, w world) verify.Report {
			t.Helper()
			return w.check(t, w.reportOf(t))
		},
	}
}

// Every code of docs/reasons.md has a file that is refused for that code and
// no other, or that gets that note and is valid.
func TestAFileForEveryCode(t *testing.T) {
	w := newWorld(t, false)
	all := specimens()
	for _, reason := range verify.Reasons() {
		t.Run(reason.Code, func(t *testing.T) {
			judgedFile, ok := all[reason.Code]
			if !ok {
				t.Fatal("no file")
			}
			r := judgedFile(t, w)
			delete(all, reason.Code)
			if reason.Effect() == verify.Valid {
				if r.Verdict != verify.Valid || !slices.Contains(r.Notes, reason.Code) {
					t.Errorf("%s %v, notes %v", r.Verdict, r.Reasons, r.Notes)
				}
				return
			}
			if r.Verdict != reason.Effect() || !slices.Equal(r.Reasons, []string{reason.Code}) {
				t.Errorf("%s %v", r.Verdict, r.Reasons)
			}
		})
	}
	for code := range all {
		t.Errorf("%s is on no list", code)
	}
}

func derOf(t *testing.T, text []byte) []byte {
	t.Helper()
	block, _ := pem.Decode(text)
	return block.Bytes
}
