package app_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

// sample reads a sample delivery.
func sample(t *testing.T, name string) *bytes.Reader {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(testenv.Root(t), "internal", "delivery", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(content)
}

func count(t *testing.T, w *world.World) (n int) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		n, err = r.CountCertificates(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImportsAtTheSameMoment(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		const importers = 4
		sums := make([]delivery.Summary, importers)
		var all sync.WaitGroup
		for i := range sums {
			importer, err := w.Importer(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			file := sample(t, "certificates.csv")
			all.Go(func() {
				if sums[i], err = importer.Run(t.Context(), file, w.Register(), delivery.Options{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		added := 0
		for _, sum := range sums {
			added += sum.Added
			if sum.Rows != 295 || sum.Added+sum.Unchanged != 295 {
				t.Errorf("%+v", sum)
			}
		}
		if stored := count(t, w); added != 295 || stored != 295 {
			t.Errorf("%d added, %d stored, want 295", added, stored)
		}
	})
}

// overtaken is a register into which another import puts by before this one can.
type overtaken struct {
	delivery.Sink
	once sync.Once
	by   []cert.Certificate
}

func (s *overtaken) Add(ctx context.Context, certificates []cert.Certificate) error {
	var err error
	s.once.Do(func() { err = s.Sink.Add(ctx, s.by) })
	if err != nil {
		return err
	}
	return s.Sink.Add(ctx, certificates)
}

// A number that another import stores in between with other content is
// refused as differing, and a repeat within the file stays a repeat.
func TestAnImportThatIsOvertaken(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		importer, err := w.Importer(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(sample(t, "certificates.csv"))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(all), "\n")
		file := strings.Join(lines[:4], "") + lines[2]
		number, _, _ := strings.Cut(lines[1], ",")
		other := cert.Certificate{
			ManagementNumber: number, Holder: world.Person(), Qualification: "注册测绘师", Authority: "示例人事考试中心",
			ApprovedOn: world.Person().BirthDate, IssuedOn: world.Person().BirthDate,
			Kind: cert.ECertificate, State: cert.InForce, Version: 1,
		}
		var report bytes.Buffer
		sum, err := importer.Run(t.Context(), strings.NewReader(file), &overtaken{Sink: w.Register(), by: []cert.Certificate{other}},
			delivery.Options{Errors: &report})
		if err != nil || sum.Added != 2 || sum.Refused != 2 {
			t.Errorf("%+v, %v", sum, err)
		}
		for _, line := range []string{"\n2,管理号,differs_from_stored,", "\n5,管理号,duplicate_in_file,"} {
			if !strings.Contains(report.String(), line) {
				t.Errorf("no %q in\n%s", line, report.String())
			}
		}
	})
}

func TestAnUploadIsKeptWithItsErrorFile(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		intake := &delivery.Intake{
			Store: w.Store, Blobs: w.Blobs, Register: w.Register(),
			Importer: func(ctx context.Context) (*delivery.Importer, error) { return w.Importer(ctx, nil) },
		}
		take := func(name string, dry bool) store.Delivery {
			t.Helper()
			d, err := intake.Take(t.Context(), delivery.Upload{
				File: sample(t, name), Name: name, DryRun: dry, Account: "officer", Authority: "示例人事考试中心",
			})
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		if d := take("certificates.csv", true); d.Added != 295 || d.Report != "" || count(t, w) != 0 {
			t.Errorf("dry run %+v, %d stored", d, count(t, w))
		}
		if d := take("certificates.csv", false); d.Added != 295 || d.Refused != 0 || count(t, w) != 295 {
			t.Errorf("%+v, %d stored", d, count(t, w))
		}
		d := take("certificates-faulty.csv", false)
		if d.Rows != 35 || d.Added != 12 || d.Refused != 23 {
			t.Errorf("%+v", d)
		}
		found, report, err := intake.Find(t.Context(), "示例人事考试中心", d.ID)
		if err != nil || found.FileName != "certificates-faulty.csv" || found.Refused != 23 {
			t.Fatalf("%+v, %v", found, err)
		}
		groups, err := delivery.ReadReport(bytes.NewReader(report))
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for i, g := range groups {
			rows += g.Count
			if i > 0 && g.Count > groups[i-1].Count {
				t.Error("the largest group is not the first")
			}
		}
		faults := 0
		for _, n := range found.Faults {
			faults += n
		}
		if rows != 23 || faults != 23 {
			t.Errorf("%d rows in groups, %d faults counted, want 23", rows, faults)
		}
		_, _, err = intake.Find(t.Context(), "示例拍卖师协会", d.ID)
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("another authority's delivery: %v", err)
		}
		_, err = intake.Take(t.Context(), delivery.Upload{File: strings.NewReader("甲,乙\n"), Authority: "示例人事考试中心"})
		if fault.ReasonOf(err) != delivery.ReasonHeader {
			t.Errorf("no delivery: %v", err)
		}
	})
}

func TestAReportThatIsNone(t *testing.T) {
	for _, content := range []string{"", "行号,字段,原因,说明\nx,管理号,differs,\n", "行号,字段,原因,说明\n2,管理号\n", "行号\n2\n"} {
		if groups, err := delivery.ReadReport(strings.NewReader(content)); err == nil && len(groups) > 0 {
			t.Errorf("%q: %v", content, groups)
		}
	}
}
