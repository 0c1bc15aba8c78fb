package catalogue_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

const office = "示例人事考试中心"

func part(t *testing.T, w *world.World, authority string, day civil.Date) []catalogue.Entry {
	t.Helper()
	entries, err := w.Catalogue.Part(t.Context(), authority, day)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func states(t *testing.T, w *world.World) (states []catalogue.State) {
	t.Helper()
	versions, err := w.Catalogue.Versions(t.Context(), office)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range versions {
		states = append(states, v.State)
	}
	return states
}

func TestNobodyNamesAnothersSeal(t *testing.T) {
	w := world.Sealing(t)
	entries := append(part(t, w, office, w.Clock.Today()), catalogue.Entry{Qualification: "拍卖师", Authority: office, Seal: "示例拍卖师协会", OnlineFrom: 2017})
	if _, _, err := w.Catalogue.Draft(t.Context(), office, entries, civil.Date{}); fault.ReasonOf(err) != "catalogue_value" {
		t.Errorf("another authority's seal: %v", err)
	}
}

func TestAVersionTakesEffectOnItsDay(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		today := w.Clock.Today()
		before := part(t, w, office, today)
		others := part(t, w, "示例拍卖师协会", today)
		after := slices.Clone(before[1:])
		after[0].OnlineUntil = 2040

		by := store.Account{ID: "administrator", Role: store.AdministratorRole, Authority: office}
		draft, difference, err := w.Catalogue.Draft(t.Context(), office, after, today.AddDays(10))
		if err != nil || len(difference.Removed) != 1 || len(difference.Changed) != 1 || len(difference.Added) != 0 {
			t.Fatalf("%+v, %v", difference, err)
		}
		draft.Content.Reason = "调整"
		p, err := w.Approval.Propose(t.Context(), by, draft)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Approval.Approve(t.Context(), store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: office}, p.ID); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]catalogue.State{catalogue.Coming, catalogue.InForce}, states(t, w)); diff != "" {
			t.Errorf("before its day (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, part(t, w, office, today), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("today (-want +got):\n%s", diff)
		}
		w.Clock.Advance(10 * 24 * time.Hour)
		if diff := cmp.Diff(after, part(t, w, office, w.Clock.Today()), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("on its day (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(others, part(t, w, "示例拍卖师协会", w.Clock.Today()), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("another authority's part (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]catalogue.State{catalogue.InForce, catalogue.Replaced}, states(t, w)); diff != "" {
			t.Errorf("on its day (-want +got):\n%s", diff)
		}
		file, err := w.Catalogue.File(t.Context(), office, 2)
		if err != nil {
			t.Fatal(err)
		}
		again, err := catalogue.Parse(bytes.NewReader(file))
		if diff := cmp.Diff(after, again, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Errorf("the file of the version, %v (-want +got):\n%s", err, diff)
		}
	})
}

func TestWhatCannotBeProposedOfACatalogue(t *testing.T) {
	w := world.Sealing(t)
	today := w.Clock.Today()
	now := part(t, w, office, today)
	edited := func(edit func(e *catalogue.Entry)) []catalogue.Entry {
		entries := slices.Clone(now)
		edit(&entries[0])
		return entries
	}
	for _, test := range []struct {
		name    string
		entries []catalogue.Entry
		from    civil.Date
		want    fault.Reason
	}{
		{"the same", now, today, "catalogue_unchanged"},
		{"in another order", append(slices.Clone(now[1:]), now[0]), today, "catalogue_unchanged"},
		{"yesterday", now[1:], today.AddDays(-1), "effective_on_past"},
		{"another authority's", edited(func(e *catalogue.Entry) { e.Authority = "示例拍卖师协会" }), today, "catalogue_foreign"},
		{"an unknown template", edited(func(e *catalogue.Entry) { e.Template = "certificate/99" }), today, "catalogue_value"},
		{"an unknown scenario", edited(func(e *catalogue.Entry) { e.Scenarios = []string{"別的"} }), today, "catalogue_value"},
	} {
		if _, _, err := w.Catalogue.Draft(t.Context(), office, test.entries, test.from); fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func TestLoadAddsOnlyWhatDiffers(t *testing.T) {
	w := world.Sealing(t)
	today := w.Clock.Today()
	var all []catalogue.Entry
	for _, authority := range []string{office, "示例拍卖师协会", "示例税务师协会"} { // 示例银行业协会 is left out
		all = append(all, part(t, w, authority, today)...)
	}
	all[0].EnglishName = "Other"
	if _, err := w.Catalogue.Load(t.Context(), all, today.AddDays(-1)); fault.ReasonOf(err) != "effective_on_past" {
		t.Errorf("a day that has passed: %v", err)
	}
	for i, want := range []int{2, 0} {
		added, err := w.Catalogue.Load(t.Context(), all, today)
		if err != nil || len(added) != want {
			t.Errorf("load %d: %d versions, %v; want %d", i+1, len(added), err, want)
		}
	}
	if left := part(t, w, "示例银行业协会", today); len(left) != 0 {
		t.Errorf("%d entries of an authority that is not in the file", len(left))
	}
}

func TestOptionalColumns(t *testing.T) {
	const file = "资格名称,英文名称,级别,专业,签发单位,印章,加注起始日期,上线起始年度,使用场景,上线截止年度,印章启用日期,模板\n"
	entries, err := catalogue.Parse(bytes.NewReader([]byte(file + "拍卖师,,,,协会,协会,,2017,本人调用、单位查验,2030,2026-12-01,certificate/1\n")))
	want := []catalogue.Entry{{
		Qualification: "拍卖师", Authority: "协会", Seal: "协会", OnlineFrom: 2017, OnlineUntil: 2030,
		SealFrom: civil.MustParse("2026-12-01"), Scenarios: []string{"本人调用", "单位查验"}, Template: "certificate/1",
	}}
	if diff := cmp.Diff(want, entries); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{"拍卖师,,,,协会,协会,,2017,,2016,,", "拍卖师,,,,协会,协会,,2017,本人调用、本人调用,,,", "拍卖师,,,,协会,协会,,2017,、,,,", "拍卖师,,,,协会,协会,,2017,,,2026-13-01,"} {
		if _, err := catalogue.Parse(bytes.NewReader([]byte(file + bad + "\n"))); fault.ReasonOf(err) != "catalogue_value" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
