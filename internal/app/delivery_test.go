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
