package batches_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// reported makes a batch of a few files and its report.
func reported(t *testing.T, s *shop) (store.Batch, []byte) {
	t.Helper()
	_, good := s.sealed(t)
	files := []file{{"=cmd|'/c calc'!A1.pdf", good}}
	for range 60 { // more than a page
		files = append(files, file{"林𰻝溪-" + strings.Repeat("很长的文件名", 12) + ".pdf", []byte("%PDF-1.7 of another maker")})
	}
	b := s.receive(t, files...)
	s.work(t)
	report, b, err := s.Report(t.Context(), "org-1", b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return b, report
}

func check(t *testing.T, s *shop, file []byte) verify.Report {
	t.Helper()
	trust, err := verify.LoadTrust(s.Trust())
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, At: s.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheReportCanBeCheckedInTurn(t *testing.T) {
	s := open(t, world.Sealing(t))
	b, file := reported(t, s)
	r := check(t, s, file)
	c := r.CheckReport
	if r.Verdict != verify.Valid || !r.Demo || r.Data != nil || r.Certificate != verify.CertificateAbsent || c == nil {
		t.Fatalf("%s %v %v, data %v, report %v", r.Verdict, r.Reasons, r.Notes, r.Data, c)
	}
	if c.Number != b.Number || c.Rows != 61 || c.Counts["valid"] != 1 || c.Organisation != "示例招标有限公司" || c.InputDigest != b.Source.Digest {
		t.Errorf("it says %+v", c)
	}
	if !slices.Contains(r.Notes, "check_report") || !strings.HasPrefix(r.Sentence("zh-CN"), "演示：这是一份查验报告，不是证书。") {
		t.Errorf("%v: %s", r.Notes, r.Sentence("zh-CN"))
	}
	for name, changed := range map[string][]byte{
		"a count edited":    bytes.Replace(file, []byte("<yxr:valid>1<"), []byte("<yxr:valid>9<"), 1),
		"a byte appended":   append(slices.Clone(file), '\n'),
		"cut":               file[:len(file)-3],
		"renamed namespace": bytes.ReplaceAll(file, []byte("check-report/1"), []byte("check-report/2")),
	} {
		if bytes.Equal(changed, file) {
			t.Fatal(name)
		}
		if r := check(t, s, changed); r.Verdict == verify.Valid || r.CheckReport != nil {
			t.Errorf("%s: %s, report %v", name, r.Verdict, r.CheckReport)
		}
	}
}

func TestOnlyItsOwnSealSealsAReport(t *testing.T) {
	w := world.Sealing(t)
	s := open(t, w)
	set := func(edit func(*store.Seal)) {
		w.Update(t, func(ctx context.Context, tx store.Tx) error {
			seal, err := tx.LockSeal(ctx, "demo-seal-reports")
			if err != nil {
				return err
			}
			edit(&seal)
			return tx.UpdateSeal(ctx, seal)
		})
	}
	set(func(s *store.Seal) { s.State = store.SealFrozen })
	b, file := reported(t, s)
	if b.State != store.BatchDone || b.Unsealed != "seal_missing" {
		t.Errorf("%s, unsealed for %q", b.State, b.Unsealed)
	}
	if r := check(t, s, file); r.Integrity != verify.Unsigned || r.CheckReport != nil {
		t.Errorf("a report without a seal is %s, %v", r.Integrity, r.CheckReport)
	}
	// A seal whose list here names reports, but not the list that checkers have.
	set(func(s *store.Seal) { s.State = store.SealActive })
	trust := filepath.Join(w.Trust(), "trust.json")
	list, err := os.ReadFile(trust)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(trust, bytes.ReplaceAll(list, []byte("查验报告"), []byte("别的")), 0o600); err != nil {
		t.Fatal(err)
	}
	_, file = reported(t, s)
	if r := check(t, s, file); r.Verdict == verify.Valid || !slices.Contains(r.Reasons, "seal_outside_list") || r.CheckReport != nil {
		t.Errorf("outside its list: %s %v", r.Verdict, r.Reasons)
	}
}

// A seal of reports alone refuses certificates, also one called as reports are.
func TestTheSealOfReportsSealsNoCertificate(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t, func(c *cert.Certificate) { c.Qualification = "查验报告" })
	code := cert.NewCode()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddCopy(ctx, cert.Copy{Code: code, Certificate: c.ID, State: cert.Pending, RequestedAt: w.Clock.Now(), Snapshot: c.Snapshot()})
	})
	_ = w.Pipeline.SealPending(t.Context())
	if made := w.Copy(t, code); made.State == cert.Ready {
		t.Error("a certificate is sealed with the seal of reports")
	}
}

// What others make of a report.
func TestOthersReadTheReport(t *testing.T) {
	s := open(t, world.Sealing(t))
	_, report := reported(t, s)
	name := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(name, report, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tool := range []struct {
		command []string
		says    string
	}{
		{[]string{"pdfsig", "-nocert", name}, "Signature is Valid."},
		{[]string{"pdfsig", "-nocert", name}, "Total document signed"},
		{[]string{"qpdf", "--check", name}, "No syntax or stream encoding errors found"},
		{[]string{"pdftotext", name, "-"}, "本报告说明查验时的结果，不是证书"},
		{[]string{"pdftotext", name, "-"}, "示例招标有限公司（自行登记）"},
		{[]string{"mutool", "info", name}, "Pages: 3"},
	} {
		out, err := exec.CommandContext(t.Context(), tool.command[0], tool.command[1:]...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), tool.says) {
			t.Errorf("%s does not say %q: %v\n%.600s", tool.command[0], tool.says, err, out)
		}
	}
	if dir := os.Getenv("KEEP_REPORT"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "report.pdf"), report, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
