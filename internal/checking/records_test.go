package checking_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func records(w *world.World) *checking.Records {
	return &checking.Records{Store: w.Store, Cipher: w.Vault, KeepDays: 365, Now: w.Clock.Now}
}

func TestRecords(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		copied, file := sealed(t, w)
		s, k := service(t, w), records(w)
		result, err := s.FileAtDay(t.Context(), file, w.Clock.Today().AddDays(-1))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(file)
		draft, err := k.Draft(result, hex.EncodeToString(sum[:]))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := k.Keep(t.Context(), draft, nil)
		if err != nil {
			t.Fatal(err)
		}
		again, err := k.Keep(t.Context(), draft, nil)
		if err != nil || again.Code != kept.Code {
			t.Errorf("kept twice: %s and %s, %v", kept.Code, again.Code, err)
		}
		// What becomes of the copy changes nothing in the record.
		w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.WithdrawCopy(ctx, copied.Code, w.Clock.Now()) })
		got, err := k.Find(t.Context(), strings.ToLower(kept.Code.String()))
		if err != nil || got.FileDigest != hex.EncodeToString(sum[:]) || got.Copy != copied.Code || got.Verdict != "invalid" || got.Certificate != "valid" ||
			got.Endorsement != "not_begun" || !slices.Equal(got.Reasons, []string{"endorsement_not_begun"}) || got.AskedDay != w.Clock.Today().AddDays(-1) ||
			!got.At.Equal(w.Clock.Now()) || !got.Demo || got.CheckedBy != "" {
			t.Errorf("%+v, %v", got, err)
		}
		w.Clock.Advance(366 * 24 * time.Hour)
		if err := k.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Find(t.Context(), string(kept.Code)); fault.ReasonOf(err) != "record_unknown" {
			t.Errorf("a year later it is not forgotten: %v", err)
		}
	})
}

func TestWhoIsNamedInARecord(t *testing.T) {
	w := world.Sealing(t)
	copied, _ := sealed(t, w)
	s, k := service(t, w), records(w)
	org := store.Organisation{ID: "o", Name: "示例招标代理有限公司", Number: "91350211M000100Y43", CreatedAt: w.Clock.Now()}
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.AddOrganisation(ctx, org) })
	for name, test := range map[string]struct {
		by           *store.Account
		want, number string
	}{
		"nobody":       {nil, "", ""},
		"a holder":     {&store.Account{Role: store.HolderRole, Name: "林若溪"}, "", ""},
		"an office":    {&store.Account{Role: store.OfficerRole, Authority: "示例人事考试中心", Name: "经办"}, "示例人事考试中心", ""},
		"organisation": {&store.Account{Role: store.VerifierRole, Organisation: org.ID, Name: "某人"}, org.Name, org.Number},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := s.Code(t.Context(), string(copied.Code))
			if err != nil {
				t.Fatal(err)
			}
			kept, err := k.KeepLookup(t.Context(), found, true, test.by)
			if err != nil || kept.CheckedBy != test.want || kept.ByNumber != test.number || kept.Verdict != "valid" || kept.Seal != "not_judged" || kept.FileDigest != "" {
				t.Errorf("%+v, %v", kept, err)
			}
		})
	}
}

// Nobody makes a finding up, and nobody keeps one of long ago as if it were new.
func TestDraftsThatAreNot(t *testing.T) {
	w := world.Sealing(t)
	copied, _ := sealed(t, w)
	k := records(w)
	good, err := k.Draft(checking.Result{At: w.Clock.Now(), Copy: copied.Code}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, draft := range []string{"", "x", "!", strings.Repeat("A", 5000), good[1:], good + "A", "B" + good[1:]} {
		if _, err := k.Keep(t.Context(), draft, nil); fault.ReasonOf(err) != "record_draft_unusable" {
			t.Errorf("%.20q: %v", draft, err)
		}
	}
	w.Clock.Advance(2*time.Hour + time.Second)
	if _, err := k.Keep(t.Context(), good, nil); fault.ReasonOf(err) != "record_draft_unusable" {
		t.Errorf("after two hours: %v", err)
	}
	w.Clock.Advance(-4 * time.Hour)
	if _, err := k.Keep(t.Context(), good, nil); fault.ReasonOf(err) != "record_draft_unusable" {
		t.Errorf("of a time to come: %v", err)
	}
	for _, code := range []string{"", "R", string(copied.Code), string(cert.NewRecordCode()), "R-0000-0000-0000-1"} {
		if _, err := k.Find(t.Context(), code); err == nil || err.Error() != "checking.Find: record_unknown" {
			t.Errorf("%q: %v", code, err)
		}
	}
}
