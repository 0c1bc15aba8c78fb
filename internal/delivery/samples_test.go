package delivery_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/delivery"
)

func TestGoodSample(t *testing.T) {
	m := newMemory()
	i := newImporter(t, m)
	summary, refused := run(t, i, m, file(t, "certificates.csv"), delivery.Options{})
	if want := (delivery.Summary{Rows: 295, Added: 295}); summary != want || len(refused) > 0 {
		t.Fatalf("summary %+v, refused %v; want %+v", summary, refused, want)
	}
	names := map[string]bool{}
	for _, c := range m.all {
		names[c.Holder.Name] = true
	}
	for _, name := range []string{"王晓[沛]", "孙珄(生)", "王𠮷", "José Ángel Núñez", "迪丽努尔·艾合买提·吐尔逊", "周𫖮"} {
		if !names[name] {
			t.Errorf("%s is not stored as delivered", name)
		}
	}
	summary, refused = run(t, i, m, file(t, "certificates.csv"), delivery.Options{})
	if want := (delivery.Summary{Rows: 295, Unchanged: 295}); summary != want || len(refused) > 0 {
		t.Fatalf("again: summary %+v, refused %v; want %+v", summary, refused, want)
	}
}

func TestGB18030Sample(t *testing.T) {
	m := newMemory()
	i := newImporter(t, m)
	summary, refused := run(t, i, m, file(t, "certificates-gb18030.csv"), delivery.Options{})
	if want := (delivery.Summary{Rows: 40, Added: 40}); summary != want || len(refused) > 0 {
		t.Fatalf("summary %+v, refused %v; want %+v", summary, refused, want)
	}
	summary, _ = run(t, i, m, file(t, "certificates.csv"), delivery.Options{})
	if want := (delivery.Summary{Rows: 295, Added: 255, Unchanged: 40}); summary != want {
		t.Errorf("in UTF-8 after it: %+v, want %+v", summary, want)
	}
}

func TestFaultySample(t *testing.T) {
	want := strings.Split(strings.TrimSpace(string(file(t, "certificates-faulty.expected.csv"))), "\n")[1:]
	for i := range want {
		want[i] = strings.TrimSpace(want[i])
	}
	t.Run("after the good delivery", func(t *testing.T) {
		m := newMemory()
		i := newImporter(t, m)
		run(t, i, m, file(t, "certificates.csv"), delivery.Options{})
		summary, got := run(t, i, m, file(t, "certificates-faulty.csv"), delivery.Options{})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("refused rows (-want +got):\n%s", diff)
		}
		if want := (delivery.Summary{Rows: 35, Added: 12, Refused: 23}); summary != want {
			t.Errorf("summary %+v, want %+v", summary, want)
		}
	})
	t.Run("alone, dry", func(t *testing.T) {
		m := newMemory()
		_, got := run(t, newImporter(t, m), nil, file(t, "certificates-faulty.csv"), delivery.Options{DryRun: true})
		if diff := cmp.Diff(want[:len(want)-1], got); diff != "" {
			t.Errorf("refused rows (-want +got):\n%s", diff)
		}
		if len(m.all) > 0 {
			t.Errorf("a dry run stored %d rows", len(m.all))
		}
	})
}

func TestNeedsFontSample(t *testing.T) {
	m := newMemory()
	i := newImporter(t, m)
	_, got := run(t, i, m, file(t, "certificates-needs-font.csv"), delivery.Options{})
	want := []string{"2,姓名,name_unrenderable", "3,姓名,name_unrenderable"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("refused rows (-want +got):\n%s", diff)
	}
	i.Fonts = fonts(0x40000)
	summary, _ := run(t, i, m, file(t, "certificates-needs-font.csv"), delivery.Options{})
	if summary.Added != 2 {
		t.Errorf("with the font: %+v", summary)
	}
}

func TestReportNamesTheCharacterNoFontHas(t *testing.T) {
	m := newMemory()
	var out bytes.Buffer
	_, err := newImporter(t, m).Run(t.Context(), bytes.NewReader(file(t, "certificates-needs-font.csv")), m,
		delivery.Options{Errors: &out, Language: delivery.English})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "(U+30EDE)") || !strings.Contains(out.String(), "add a font") {
		t.Errorf("error file:\n%s", out.String())
	}
}
