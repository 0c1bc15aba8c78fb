package delivery_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

func TestAFailingSinkEndsTheImportWhereItStands(t *testing.T) {
	m := newMemory()
	m.failAfter, m.failure = 1, fault.New("test.Add", fault.Unavailable, "store_unavailable")
	i := newImporter(t, m)
	const rows = 2*delivery.BatchSize + 200
	text := manyRows(rows)
	summary, err := i.Run(t.Context(), bytes.NewReader(text), m, delivery.Options{})
	if !errors.Is(err, m.failure) || summary.Added != delivery.BatchSize || len(m.all) != delivery.BatchSize {
		t.Fatalf("summary %+v, stored %d, error %v", summary, len(m.all), err)
	}
	m.failAfter = -1
	summary, refused := run(t, i, m, text, delivery.Options{})
	if want := (delivery.Summary{Rows: rows, Added: rows - delivery.BatchSize, Unchanged: delivery.BatchSize}); summary != want || len(refused) > 0 {
		t.Errorf("again: %+v, refused %v; want %+v", summary, refused, want)
	}
	if m.largest > store.ListLimit {
		t.Errorf("%d keys looked up at once", m.largest)
	}
}

func TestTheContextEndsAnImport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := newMemory()
	_, err := newImporter(t, m).Run(ctx, bytes.NewReader(manyRows(5*delivery.BatchSize)), m, delivery.Options{
		Progress: func(delivery.Progress) { cancel() },
	})
	if !errors.Is(err, context.Canceled) || len(m.all) == 5*delivery.BatchSize {
		t.Errorf("error %v after %d rows", err, len(m.all))
	}
}

func TestProgress(t *testing.T) {
	const many = 2*delivery.BatchSize + 200
	text := manyRows(many)
	m := newMemory()
	var rows []int
	var last delivery.Progress
	run(t, newImporter(t, m), m, text, delivery.Options{Progress: func(p delivery.Progress) {
		rows = append(rows, p.Rows)
		last = p
	}})
	if diff := cmp.Diff([]int{delivery.BatchSize, 2 * delivery.BatchSize, many}, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if last.Read != int64(len(text)) || last.Size != int64(len(text)) {
		t.Errorf("read %d of %d, want %d", last.Read, last.Size, len(text))
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestAFailingErrorFileIsTold(t *testing.T) {
	m := newMemory()
	_, err := newImporter(t, m).Run(t.Context(), strings.NewReader(headerLine), m, delivery.Options{Errors: brokenWriter{}})
	if !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v", err)
	}
}

func TestTheErrorFileTellsNothingOfARow(t *testing.T) {
	const secret = "119945198805178926"
	m := newMemory()
	var out bytes.Buffer
	text := table(delivery.Columns(), good().with("证件号码", secret), good().with("姓名", "=cmd|' /C calc'!A0"))
	if _, err := newImporter(t, m).Run(t.Context(), bytes.NewReader(text), m, delivery.Options{Errors: &out}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), secret) || strings.Contains(out.String(), "cmd") {
		t.Errorf("error file:\n%s", &out)
	}
	for l := range strings.Lines(out.String()) {
		for cell := range strings.SplitSeq(l, ",") {
			if strings.ContainsAny(cell[:1], "=+-@\t") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
}

// nowhere is a store that keeps nothing.
type nowhere struct{}

func (nowhere) Add(context.Context, []cert.Certificate) error { return nil }

func (nowhere) Enclose(context.Context, []delivery.Enclosing) error { return nil }

func (nowhere) ByNumbers(context.Context, []delivery.Key) (map[delivery.Key]cert.Certificate, error) {
	return nil, nil
}

func (nowhere) Bearings(context.Context, []person.Document) (map[string]store.Bearing, error) {
	return nil, nil
}

// repeated is a file of a header and one faulty line many times over, made as
// it is read.
type repeated struct {
	header, line string
	lines        int64
	at           int64
}

func (r *repeated) size() int64 { return int64(len(r.header)) + r.lines*int64(len(r.line)) }

func (r *repeated) Read(p []byte) (int, error) {
	if r.at >= r.size() {
		return 0, io.EOF
	}
	rest := r.header[min(r.at, int64(len(r.header))):]
	if rest == "" {
		rest = r.line[(r.at-int64(len(r.header)))%int64(len(r.line)):]
	}
	n := copy(p, rest)
	r.at += int64(n)
	return n, nil
}

func (r *repeated) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, errors.ErrUnsupported
	}
	r.at = offset
	return offset, nil
}

func TestMemoryDoesNotGrowWithRefusedRows(t *testing.T) {
	i := newImporter(t, newMemory())
	i.Stored = nowhere{}
	file := &repeated{header: headerLine + "\n", line: line("") + "\n", lines: 100_000}
	var peak uint64
	summary, err := i.Run(t.Context(), file, nowhere{}, delivery.Options{Errors: io.Discard, Progress: func(p delivery.Progress) {
		if p.Rows%20_000 == 0 {
			runtime.GC()
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			peak = max(peak, s.HeapAlloc)
		}
	}})
	if err != nil || summary.Refused != 100_000 {
		t.Fatalf("%+v, %v", summary, err)
	}
	if peak > 16<<20 {
		t.Errorf("heap of %d MiB", peak>>20)
	}
}

func BenchmarkRun(b *testing.B) {
	text := manyRows(10_000)
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(text)
	if err != nil {
		b.Fatal(err)
	}
	for name, file := range map[string][]byte{"UTF-8": text, "GB18030": gb} {
		b.Run(name, func(b *testing.B) {
			i := newImporter(b, newMemory())
			i.Stored = nowhere{}
			b.ReportAllocs()
			for b.Loop() {
				if s, err := i.Run(b.Context(), bytes.NewReader(file), nowhere{}, delivery.Options{}); err != nil || s.Added != 10_000 {
					b.Fatal(s, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10_000, "ns/row")
		})
	}
}

// manyRows is a delivery of n good rows.
func manyRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString(headerLine + "\n")
	for k := range n {
		b.WriteString(line(fmt.Sprintf("%019d", k+1)) + "\n")
	}
	return b.Bytes()
}

func FuzzRun(f *testing.F) {
	f.Add([]byte(headerLine+"\n"+goodLine+"\n"), false)
	f.Add([]byte(headerLine+"\n\"a\"b\n"+goodLine+"\n,,,\n"), false)
	f.Add([]byte(headerLine+"\r\n"+goodLine), true)
	for _, name := range []string{"certificates-faulty.csv", "certificates-gb18030.csv", "certificates-needs-font.csv"} {
		f.Add(file(f, name), false)
	}
	rules := newImporter(f, nil).Rules
	f.Fuzz(func(t *testing.T, text []byte, gb bool) {
		if gb {
			text, _ = simplifiedchinese.GB18030.NewEncoder().Bytes(text)
		}
		m := newMemory()
		i := &delivery.Importer{Rules: rules, Limits: delivery.Limits{Bytes: 1 << 20, Lines: 10_000}}
		i.Stored = m
		first, err := i.Run(t.Context(), bytes.NewReader(text), m, delivery.Options{Errors: io.Discard})
		if err != nil {
			if !fault.Is(err, fault.Invalid) || len(m.all) > 0 {
				t.Fatalf("%d rows stored, then %v", len(m.all), err)
			}
			return
		}
		if first.Added != len(m.all) || first.Rows != first.Added+first.Unchanged+first.Refused {
			t.Fatalf("summary %+v with %d stored", first, len(m.all))
		}
		again, err := i.Run(t.Context(), bytes.NewReader(text), m, delivery.Options{Errors: io.Discard})
		if err != nil || again.Added != 0 || again.Unchanged != first.Added {
			t.Fatalf("again: %+v after %+v, %v", again, first, err)
		}
	})
}
