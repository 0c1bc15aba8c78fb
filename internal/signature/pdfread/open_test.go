package pdfread_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// file writes objects 1 to n and a table; more stands between the two.
func file(more, trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var table strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString(more)
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, table.String(), len(objects)+1, trailer, xref)
	return b.Bytes()
}

func open(tb testing.TB, data []byte) *pdfread.File {
	tb.Helper()
	f, err := pdfread.Open(tb.Context(), data, pdfread.DefaultLimits(len(data)))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func TestObjects(t *testing.T) {
	for text, want := range map[string]pdfread.Object{
		"null":                       nil,
		"true":                       true,
		"-17":                        int64(-17),
		"+3.5":                       3.5,
		".5":                         0.5,
		"/A#42#2fC":                  pdfread.Name("AB/C"),
		"12 0 R":                     pdfread.Ref{Number: 12},
		"[1 2 0 R /X]":               pdfread.Array{int64(1), pdfread.Ref{Number: 2}, pdfread.Name("X")},
		"<< /A << /B 1 >> >>":        pdfread.Dict{"A": pdfread.Dict{"B": int64(1)}},
		"[% a comment ]\n 1]":        pdfread.Array{int64(1)},
		"<</Type/Page/Kids[1 0 R]>>": pdfread.Dict{"Type": pdfread.Name("Page"), "Kids": pdfread.Array{pdfread.Ref{Number: 1}}},
	} {
		v := open(t, file("", "", "<< >>", text)).Final()
		if diff := cmp.Diff(want, v.Lookup(pdfread.Ref{Number: 2})); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestStrings(t *testing.T) {
	for text, want := range map[string]string{
		`(a(b)\)\n\101\60\
c)`: "a(b))\nA0c",
		"<4a 4B4>":        "JK@",
		"(a\r\nb\rc)":     "a\nb\nc",
		`(\0533\x\7)`:     "+3x\a",
		"<feff5f20>":      "\xfe\xff\x5f\x20",
		"()":              "",
		"(\\\\\\(\\r\\t)": "\\(\r\t",
	} {
		s, ok := open(t, file("", "", "<< >>", text)).Final().Lookup(pdfread.Ref{Number: 2}).(pdfread.String)
		if !ok || string(s.Bytes) != want {
			t.Errorf("%s: %q", text, s.Bytes)
		}
	}
	if s := (pdfread.String{Bytes: []byte("\xfe\xff\x5f\x20")}); s.Text() != "张" {
		t.Errorf("%q", s.Text())
	}
}

// Each of these opens, and each is noted.
func TestIssues(t *testing.T) {
	catalog := "<< /Type /Catalog >>"
	for name, c := range map[string]struct {
		data []byte
		want pdfread.IssueCode
	}{
		"clean":                {file("% a comment\n  \n", "", catalog), ""},
		"a forgotten object":   {file("9 0 obj\nnull\nendobj\n", "", catalog), ""},
		"a key twice":          {file("", "", catalog, "<< /A 1 /A 1 >>"), pdfread.DuplicateKey},
		"an escaped key twice": {file("", "", catalog, "<< /A 1 /#41 1 >>"), pdfread.DuplicateKey},
		"an object twice":      {file("1 0 obj\nnull\nendobj\n", "", catalog), pdfread.HiddenObject},
		"an object asked for":  {file("9 0 obj\nnull\nendobj\n", "", "<< /A 9 0 R >>"), pdfread.HiddenObject},
		"a loose trailer":      {file("trailer << /Root 2 0 R >>\n", "", catalog), pdfread.HiddenObject},
		"a wrong length":       {file("", "", catalog, "<< /Length 1 >>\nstream\nlonger\nendstream"), pdfread.WrongLength},
		"a broken object":      {file("", "", catalog, "<< /A"), pdfread.BrokenObject},
		"a content elsewhere":  {file("", "", catalog, "<< /F (other) /Length 0 >>\nstream\n\nendstream"), pdfread.ExternalStream},
		"another number":       {bytes.Replace(file("", "", catalog, "null"), []byte("2 0 obj"), []byte("3 0 obj"), 1), pdfread.WrongOffset},
		"inside another":       {file("", "", catalog, "<< /Length 21 >>\nstream\n2 0 obj\nnull\nendobj\n \nendstream"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			issues := open(t, c.data).Issues()
			found := slices.ContainsFunc(issues, func(i pdfread.Issue) bool { return i.Code == c.want })
			if c.want == "" && len(issues) > 0 || c.want != "" && !found {
				t.Errorf("%v, want %q", issues, c.want)
			}
		})
	}
}

func TestOpenFails(t *testing.T) {
	whole := file("", "", "<< >>")
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":            {nil, pdfread.ErrNotPDF},
		"text":             {[]byte("hello"), pdfread.ErrNotPDF},
		"only a header":    {[]byte("%PDF-1.7\n"), pdfread.ErrUnreadable},
		"cut":              {whole[:len(whole)-6], pdfread.ErrUnreadable},
		"moved":            {append([]byte("%PDF-1.4\n"), whole...), pdfread.ErrUnreadable},
		"prev to itself":   {file("", "/Prev 34", "<< >>"), pdfread.ErrUnreadable},
		"prev past end":    {file("", "/Prev 99999", "<< >>"), pdfread.ErrUnreadable},
		"negative prev":    {file("", "/Prev -1", "<< >>"), pdfread.ErrUnreadable},
		"an unknown crypt": {file("", "/Encrypt << /Filter /Other >>", "<< >>"), pdfread.ErrPassword},
	} {
		if _, err := pdfread.Open(t.Context(), c.data, pdfread.DefaultLimits(len(c.data))); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestOpenStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := file("", "", "<< >>")
	if _, err := pdfread.Open(ctx, data, pdfread.DefaultLimits(len(data))); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// In a hybrid file the stream may tell of what the table hides, and may not
// contradict it.
func TestHybrid(t *testing.T) {
	write := func(hidden string) []byte {
		body := []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /X 2 0 R >>\nendobj\n")
		second := len(body)
		body = append(body, "2 0 obj\n(two)\nendobj\n"...)
		at := len(body)
		entry := string([]byte{1, byte(second >> 8), byte(second), 0})
		body = append(body, fmt.Sprintf("3 0 obj\n<< /Type /XRef /W [1 2 1] /Index [%s] /Size 4 /Length 4 >>\nstream\n%s\nendstream\nendobj\n", hidden, entry)...)
		xref := len(body)
		return append(body, fmt.Sprintf("xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000000 00000 f \ntrailer\n<< /Size 4 /Root 1 0 R /XRefStm %d >>\nstartxref\n%d\n%%%%EOF\n", at, xref)...)
	}
	f := open(t, write("2 1"))
	if s, ok := f.Final().Lookup(pdfread.Ref{Number: 2}).(pdfread.String); !ok || string(s.Bytes) != "two" || len(f.Issues()) > 0 {
		t.Errorf("%v %v", s, f.Issues())
	}
	if f := open(t, write("1 1")); len(f.Issues()) == 0 {
		t.Error("a table and a stream that disagree are not noted")
	}
}

// A stream's Length may stand in another object, even one packed in a stream.
func TestIndirectLength(t *testing.T) {
	body := "%PDF-1.7\n"
	at := make([]int, 6)
	object := func(n int, text string) {
		at[n] = len(body)
		body += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", n, text)
	}
	object(1, "<< /Type /Catalog >>")
	object(2, "<< /Length 5 0 R >>\nstream\none\nendstream")
	object(3, "<< /Type /ObjStm /N 1 /First 4 /Length 4 0 R >>\nstream\n5 0 3\nendstream")
	object(4, "5")
	xref := len(body)
	var lines []byte
	for n, offset := range at {
		line := []byte{1, byte(offset >> 8), byte(offset), 0}
		switch n {
		case 0:
			line[0] = 0
		case 5:
			line = []byte{2, 0, 3, 0}
		}
		lines = append(lines, line...)
	}
	lines = append(lines, 1, byte(xref>>8), byte(xref), 0)
	body += fmt.Sprintf("6 0 obj\n<< /Type /XRef /W [1 2 1] /Size 7 /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", len(lines), lines, xref)
	f := open(t, []byte(body))
	s, ok := f.Final().Lookup(pdfread.Ref{Number: 2}).(*pdfread.Stream)
	if !ok || string(s.Raw) != "one" || len(f.Issues()) > 0 {
		t.Errorf("%v %v", s, f.Issues())
	}
}

// Two streams, each with the other for its Length, are read no further.
func TestLengthsInACircle(t *testing.T) {
	f := open(t, file("", "", "<< >>", "<< /Length 3 0 R >>\nstream\na\nendstream", "<< /Length 2 0 R >>\nstream\nb\nendstream"))
	if len(f.Issues()) == 0 {
		t.Error("not noted")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(file("", "", "<< /Type /Catalog >>", "<< /Length 3 >>\nstream\nabc\nendstream", "[1 0 R (a\\(b) <0a>]"))
	for _, name := range []string{"objstm", "linearized", "rc4-128", "aes-256-objstm", "form-filled-signed"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "verify", "testdata", "foreign", name+".pdf"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pdf, err := pdfread.Open(t.Context(), data, pdfread.DefaultLimits(len(data)))
		if err != nil {
			return
		}
		end := 0
		for _, r := range pdf.Revisions() {
			if r.Start != end || r.End <= end || r.End > len(data) {
				t.Fatalf("revision %d-%d after %d", r.Start, r.End, end)
			}
			end = r.End
		}
		view := pdf.Final()
		view.Numbers(func(number int) {
			if s, ok := view.Lookup(view.Reference(number)).(*pdfread.Stream); ok {
				_, _ = view.Decode(s)
			}
		})
	})
}
