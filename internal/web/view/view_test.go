package view_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/view"
)

func TestProblemsOf(t *testing.T) {
	name := fault.New("a", fault.Invalid, "name_empty").At("name")
	phone := fault.New("a", fault.Invalid, "phone_malformed").At("phone").With("n", 11)
	both := view.Problems{{Field: "name", Reason: "name_empty"}, {Field: "phone", Reason: "phone_malformed", Args: map[string]any{"n": 11}}}
	for _, test := range []struct {
		name string
		err  error
		want view.Problems
	}{
		{"none", nil, nil},
		{"one", name, both[:1]},
		{"wrapped", fault.Wrap("b", name), both[:1]},
		{"joined", errors.Join(name, phone), both},
		{"joined and wrapped", fault.Wrap("b", errors.Join(name, phone)), both},
		{"not ours", errors.New("disk full"), view.Problems{{Reason: "unexpected"}}},
	} {
		if diff := cmp.Diff(test.want, view.ProblemsOf(test.err)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestSection(t *testing.T) {
	for path, want := range map[string]string{
		"/":                         "",
		"/certificates":             "certificates",
		"/certificates/a?apply=1":   "certificates",
		"/certificates-of-somebody": "",
		"/verify":                   "verify",
		"/v/YX7K":                   "verify",
		"/various":                  "",
		"/coverage?q=/console":      "help",
		"/console":                  "console",
		"":                          "",
	} {
		if got := (view.Chrome{Path: path}).Section(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestBarShowsTheFewRefused(t *testing.T) {
	for _, test := range []struct {
		delivery view.Delivery
		want     []view.BarPart
	}{
		{view.Delivery{}, nil},
		{view.Delivery{Rows: 100000, Added: 99999, Refused: 1}, []view.BarPart{{"good", 0, 992}, {"same", 992, 0}, {"bad", 992, 8}}},
		{view.Delivery{Rows: 10, Unchanged: 10}, []view.BarPart{{"good", 0, 0}, {"same", 0, 1000}, {"bad", 1000, 0}}},
		{view.Delivery{Rows: 4, Added: 1, Unchanged: 1, Refused: 2}, []view.BarPart{{"good", 0, 250}, {"same", 250, 250}, {"bad", 500, 500}}},
		{view.Delivery{Rows: 1000, Unchanged: 999, Refused: 1}, []view.BarPart{{"good", 0, 0}, {"same", 0, 992}, {"bad", 992, 8}}},
	} {
		if diff := cmp.Diff(test.want, test.delivery.Bar()); diff != "" {
			t.Errorf("%+v (-want +got)\n%s", test.delivery, diff)
		}
	}
}

// A verdict or an answer nobody foresaw must never look good.
func TestUnknownWordsNeverLookGood(t *testing.T) {
	for _, word := range []string{"", "VALID", "fine"} {
		if j := (view.Judgement{Verdict: word}); j.Word() != "indeterminate" || j.Tone() == "ok" {
			t.Errorf("verdict %q reads %s, %s", word, j.Word(), j.Tone())
		}
		if tone := (view.Answer{State: word}).Tone(); tone == "ok" {
			t.Errorf("answer %q looks %s", word, tone)
		}
	}
}

func TestAssetsAreNamedByTheirContent(t *testing.T) {
	assets := newRenderer(t).Assets()
	for _, plain := range []string{"yinxin.css", "yinxin.js", "mark.svg", "guilloche.svg", "headings.woff2"} {
		path, err := assets.Path(plain)
		if err != nil {
			t.Fatal(err)
		}
		asset, ok := assets.Find(strings.TrimPrefix(path, "/static/"))
		if !ok || len(asset.Bytes) == 0 || asset.ContentType == "" {
			t.Errorf("%s: found %t with %d bytes of %q", path, ok, len(asset.Bytes), asset.ContentType)
		}
		if strings.Contains(string(asset.Bytes), `url("headings.woff2")`) {
			t.Error("the style sheet names the font without its digest")
		}
	}
	if _, err := assets.Path("nothing.css"); err == nil {
		t.Error("an unknown asset has a path")
	}
	if _, ok := assets.Find("../view.go"); ok {
		t.Error("a path outside is found")
	}
}
