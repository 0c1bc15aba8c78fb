package delivery

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// scanAll returns every record of a text, nil for a broken line.
func scanAll(t testing.TB, r io.Reader) [][]string {
	t.Helper()
	s := newScanner(r)
	var all [][]string
	for {
		values, err := s.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, append([]string(nil), values...))
	}
}

func TestScannerReadsWhatTheStandardWriterWrites(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.StringOf(rapid.SampledFrom([]rune("a,\"\n字 \u3000'=")))
		records := rapid.SliceOfN(rapid.SliceOfN(value, 2, 5), 1, 20).Draw(rt, "records")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(rt, "CRLF")
		if err := w.WriteAll(records); err != nil {
			rt.Fatal(err)
		}
		for i := range records {
			for j := range records[i] {
				if w.UseCRLF { // the writer turns line breaks in values too
					records[i][j] = strings.ReplaceAll(records[i][j], "\n", "\r\n")
				}
			}
		}
		if diff := cmp.Diff(records, scanAll(t, iotest.OneByteReader(&b))); diff != "" {
			rt.Fatalf("(-written +read):\n%s", diff)
		}
	})
}

func TestScannerResumesBehindABrokenLine(t *testing.T) {
	long := strings.Repeat("x", maxRecord+1)
	tests := []struct {
		name, text string
		want       [][]string
	}{
		{"text behind a closing quote", "\"a\"b,c\nd,e", [][]string{nil, {"d", "e"}}},
		{"a quote never closed", "\"a,b\nc,d\r\ne,f", [][]string{nil, {"c", "d"}, {"e", "f"}}},
		{"a line too long", long + "\nd,e\n", [][]string{nil, {"d", "e"}}},
		{"a line much too long", strings.Repeat(long, 10) + "\nd,e\n", [][]string{nil, {"d", "e"}}},
		{"a line too long at the end", "d,e\n" + long, [][]string{{"d", "e"}, nil}},
		{"the longest record", long[:maxRecord-1] + "\nd,e", [][]string{{long[:maxRecord-1]}, {"d", "e"}}},
		{"an empty value in quotes is a record", "\"\"\n\n,\n", [][]string{{""}, {"", ""}}},
		{"a lone CR at the end", "a,b\r", [][]string{{"a", "b"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, scanAll(t, strings.NewReader(tt.text))); diff != "" {
				t.Errorf("(-want +got):\n%.2000s", diff)
			}
		})
	}
}

func TestScannerTellsAFailingReader(t *testing.T) {
	broken := errors.New("disk on fire")
	s := newScanner(io.MultiReader(strings.NewReader("a,b\n"), iotest.ErrReader(broken)))
	if _, err := s.next(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.next(); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

// FuzzSplit holds the scanner to encoding/csv wherever that accepts a text.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"a,b\nc,d\n", "\"a\"\"b\",\"c\nd\"\r\n,\n", "\"", "a\"b,c", "\n\n", "\"a\"b\nc"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > maxRecord/2 {
			return
		}
		got := scanAll(t, bytes.NewReader(text))
		if bytes.Contains(bytes.ReplaceAll(text, []byte("\r\n"), nil), []byte("\r")) || bytes.Contains(text, []byte("\r\n")) && bytes.IndexByte(text, '"') >= 0 {
			return // encoding/csv keeps a lone CR and drops it from quoted line breaks
		}
		standard := csv.NewReader(bytes.NewReader(text))
		standard.FieldsPerRecord = -1
		want, err := standard.ReadAll()
		if err != nil {
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-standard +got):\n%s", diff)
		}
	})
}
