package verify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

func TestOurCopyIsValid(t *testing.T) {
	w := newWorld(t, false)
	r := w.check(t, w.copyOf(t, said()))
	if r.Verdict != verify.Valid || r.Integrity != verify.Intact || r.Seal != verify.SealTrusted ||
		r.Certificate != verify.CertificateUnknown || r.Endorsement != verify.EndorsementValid || len(r.Reasons) != 0 {
		t.Fatalf("%+v", r)
	}
	if r.Data == nil || r.Data.Name != "张㐀·买买提" || r.Data.Claimed {
		t.Errorf("data: %+v", r.Data)
	}
	if s := r.Sentence("zh-CN"); !strings.Contains(s, "未核对证书当前状态") || !strings.Contains(s, r.Data.Address) {
		t.Error(s)
	}
}

func TestEndorsementAtAnInstant(t *testing.T) {
	w := newWorld(t, false)
	endorsed := said()
	last := endorsed.ValidUntil.End()
	bare := said()
	bare.Scenario, bare.AppliedAt, bare.ValidUntil = "", time.Time{}, civil.Date{}
	old := bare
	old.IssuedOn = civil.MustParse("2021-12-16")
	undated := bare
	undated.EndorsedFrom, undated.IssuedOn = civil.Date{}, civil.MustParse("2021-12-17")
	for _, c := range []struct {
		name string
		say  statement.Statement
		at   time.Time
		want verify.Endorsement
		code string
	}{
		{"the instant of applying", endorsed, noon(), verify.EndorsementValid, ""},
		{"a second before", endorsed, noon().Add(-time.Second), verify.EndorsementNotBegun, "endorsement_not_begun"},
		{"the last second", endorsed, last.Add(-time.Second), verify.EndorsementValid, ""},
		{"midnight after", endorsed, last, verify.EndorsementExpired, "endorsement_expired"},
		{"needed and missing", bare, dayAfter(), verify.EndorsementMissing, "endorsement_missing"},
		{"the first day of the rule, rule not said", undated, dayAfter(), verify.EndorsementMissing, "endorsement_missing"},
		{"issued before the rule", old, dayAfter(), verify.EndorsementNotNeeded, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := check(t, w.copyOf(t, c.say), verify.Options{Trust: anyTime(t, w), At: c.at})
			if r.Endorsement != c.want || (c.code != "") != slices.Contains(r.Reasons, c.code) {
				t.Errorf("%s %v, want %s", r.Endorsement, r.Reasons, c.want)
			}
			if (r.Verdict == verify.Invalid) != (c.code != "") && c.at.After(noon()) {
				t.Errorf("verdict %s", r.Verdict)
			}
		})
	}
}

func anyTime(t *testing.T, w world) *verify.Trust { t.Helper(); return w.trust(t) }

func TestTheSealDecides(t *testing.T) {
	w := newWorld(t, false)
	file := w.copyOf(t, said())
	stranger := newWorld(t, false)
	elsewhere := said()
	elsewhere.Authority = "示例税务师协会"
	for _, c := range []struct {
		name    string
		file    []byte
		trust   *verify.Trust
		verdict verify.Verdict
		code    string
	}{
		{"no trust", file, nil, verify.Indeterminate, "seal_untrusted"},
		{"another root", file, stranger.trust(t), verify.Indeterminate, "seal_untrusted"},
		{"another authority's name", w.copyOf(t, elsewhere), w.trust(t), verify.Invalid, "seal_outside_list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := check(t, c.file, verify.Options{Trust: c.trust, At: dayAfter()})
			if r.Verdict != c.verdict || !slices.Contains(r.Reasons, c.code) || r.Seal != verify.SealUntrusted ||
				r.Certificate != verify.CertificateNotJudged || r.Endorsement != verify.EndorsementNotJudged {
				t.Errorf("%+v", r)
			}
			if r.Data != nil && !r.Data.Claimed {
				t.Error("data of an untrusted seal are not marked as claimed")
			}
		})
	}
}

func TestDemoComesFirst(t *testing.T) {
	w := newWorld(t, true)
	file := w.copyOf(t, said())
	for name, f := range map[string][]byte{
		"whole": file, "prepended": append([]byte("x"), file...), "cut": file[:len(file)-9],
		"appended": append(bytes.Clone(file), "x"...), "led around": ledAround(file),
	} {
		r := w.check(t, f)
		if !r.Demo || !strings.HasPrefix(r.Sentence("zh-CN"), "演示") || !strings.HasPrefix(r.Sentence("en"), "DEMO") {
			t.Errorf("%s: %s / %s", name, r.Sentence("zh-CN"), r.Sentence("en"))
		}
	}
}

func TestJSONHasItsKeysInEveryCase(t *testing.T) {
	w := newWorld(t, false)
	for _, file := range [][]byte{w.copyOf(t, said()), []byte("%PDF-1.7\nnothing")} {
		text, err := json.Marshal(w.check(t, file))
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]any
		if err := json.Unmarshal(text, &keys); err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{"verdict", "reasons", "integrity", "seal", "certificate", "endorsement", "data", "indication", "sub_indication"} {
			if keys[k] == nil {
				t.Errorf("%s is missing or null in %s", k, text)
			}
		}
	}
}

func TestEveryKindOfKey(t *testing.T) {
	for _, alg := range []cms.Algorithm{cms.P256, cms.P384, cms.RSA2048} {
		w := newWorld(t, false)
		w.seal, w.pen = newSealOf(t, alg, w.root, pki.SealParams{Authority: authority, From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)})
		file := w.copyOf(t, said())
		if r := w.check(t, file); r.Verdict != verify.Valid {
			t.Errorf("%s: %s %v", alg, r.Verdict, r.Reasons)
		}
		from, _ := hole(t, file)
		file[from+900] ^= 1
		if r := w.check(t, file); r.Verdict == verify.Valid {
			t.Errorf("%s: valid after a change of its container", alg)
		}
	}
}

// One Trust serves many goroutines at once, and what it remembers of a chain
// at one time does not answer for another.
func TestTrustIsSharedAndRemembersNoTime(t *testing.T) {
	w := newWorld(t, false)
	file, trust := w.copyOf(t, said()), w.trust(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			at, want := dayAfter(), verify.Valid
			if i%2 == 1 {
				at, want = noon().AddDate(6, 0, 0), verify.Indeterminate
			}
			for range 20 {
				r, err := verify.Check(context.Background(), file, verify.Options{Trust: trust, At: at})
				if err != nil || r.Verdict != want {
					t.Errorf("%s %v %v, want %s", r.Verdict, r.Reasons, err, want)
					return
				}
			}
		})
	}
	group.Wait()
}
