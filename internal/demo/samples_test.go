package demo_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/verify"
)

// Every sample is what its list says, for a checker with the roots and the
// revocation lists beside it.
func TestSamplesAreWhatTheyAreListedAs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	now := time.Date(2026, time.November, 22, 4, 31, 7, 0, time.UTC)
	if err := demo.WriteSamples(t.Context(), folder, now); err != nil {
		t.Fatal(err)
	}
	var list []demo.Sample
	if err := json.Unmarshal(read(t, folder, "samples.json"), &list); err != nil {
		t.Fatal(err)
	}
	roots := append(read(t, folder, "root.pem"), read(t, folder, "sm2/root.pem")...)
	trust, err := verify.ParseTrust(roots, read(t, folder, "seals.crl"), read(t, folder, "sm2/seals.crl"))
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]int{}
	for _, sample := range list {
		report, err := verify.Check(t.Context(), read(t, folder, sample.File), verify.Options{Trust: trust, At: now})
		if err != nil || report.Verdict != sample.Expect || !report.Demo {
			t.Errorf("%s is %s %v, %v; listed as %s", sample.File, report.Verdict, report.Reasons, err, sample.Expect)
		}
		if sample.Expect == verify.Valid {
			made[sample.Algorithm+" "+sample.Kind+" "+sample.Level]++
		}
	}
	for _, algorithm := range cms.Algorithms() {
		for _, kind := range []string{"endorsed", "not_needed"} {
			if n := made[algorithm.String()+" "+kind+" b-b"]; n != 1 {
				t.Errorf("%d good samples of %s, %s", n, algorithm, kind)
			}
		}
	}
	for _, level := range []string{"b-t", "b-lt", "b-lta"} {
		for _, algorithm := range []string{"p256", "p384", "rsa3072", "sm2"} {
			want := 1
			if algorithm == "p256" || algorithm == "sm2" { // and raised to it
				want++
			}
			if level == "b-lta" { // and renewed, from either
				want = 3*want - 2
			}
			if n := made[algorithm+" endorsed "+level]; n != want {
				t.Errorf("%d good samples of %s at %s", n, algorithm, level)
			}
		}
	}
	if n := made["sm2 endorsed "]; n != 3 {
		t.Errorf("%d good samples of electronic seals", n)
	}
	if len(list) != 2*len(cms.Algorithms())+3+12+3+10+3 {
		t.Errorf("%d samples", len(list))
	}

	// Under the stranger's own root the stranger's copy is good.
	theirs, err := verify.ParseTrust(read(t, folder, "outsiders/stranger-root.pem"), read(t, folder, "outsiders/stranger.crl"))
	if err != nil {
		t.Fatal(err)
	}
	report, err := verify.Check(t.Context(), read(t, folder, "outsiders/stranger.pdf"), verify.Options{Trust: theirs, At: now})
	if err != nil || report.Verdict != verify.Valid {
		t.Errorf("the stranger's copy is %s %v, %v", report.Verdict, report.Reasons, err)
	}
}

func read(t *testing.T, folder, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
