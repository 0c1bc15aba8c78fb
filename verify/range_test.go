package verify_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/verify"
)

// shaped is a document of another maker's shape whose signer really signed
// what its ByteRange names, whatever that is.
type shaped struct {
	head     string // before the objects
	extra    string // in the signature dictionary
	between  string // after the objects, before the table
	tail     string // after %%EOF, inside the file
	ranges   func(at, back, end int) string
	contents func(string) string
}

// build writes the document and signs the ranges it names.
func (s shaped) build(tb testing.TB, pen *pades.Signer) []byte {
	tb.Helper()
	if s.head == "" {
		s.head = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
	}
	if s.ranges == nil {
		s.ranges = func(at, back, end int) string { return fmt.Sprintf("0 %d %d %d", at, back, end-back) }
	}
	const width = 60
	bodies := []string{
		"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [4 0 R] >>",
		"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /V 5 0 R /P 3 0 R /Rect [0 0 0 0] /F 132 >>",
		"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached " + s.extra +
			" /ByteRange [" + strings.Repeat("#", width) + "] /Contents <" + strings.Repeat("0", pen.ContentsLen()) + "> >>",
	}
	text := s.head
	var offsets []int
	for i, body := range bodies {
		offsets = append(offsets, len(text))
		text += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	text += s.between
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		table += fmt.Sprintf("%010d 00000 n \n", o)
	}
	text += table + fmt.Sprintf("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(text)) + s.tail

	at := strings.Index(text, "/Contents <0") + len("/Contents ")
	back := at + pen.ContentsLen() + 2
	ranges := s.ranges(at, back, len(text))
	text = strings.Replace(text, strings.Repeat("#", width), ranges+strings.Repeat(" ", width-len(ranges)), 1)
	contents := string(must(pen.Contents(tb.Context(), s.digest(pen, text, ranges)))(tb))
	if s.contents != nil {
		contents = s.contents(contents)
	}
	return []byte(text[:at+1] + contents + text[back-1:])
}

// digest hashes what pairs of numbers name, as a lenient verifier would.
func (s shaped) digest(pen *pades.Signer, text, ranges string) []byte {
	var numbers []int
	for field := range strings.FieldsSeq(ranges) {
		n := 0
		fmt.Sscan(field, &n)
		numbers = append(numbers, n)
	}
	h := pen.DigestAlgorithm().New()
	for ; len(numbers) >= 2; numbers = numbers[2:] {
		from := min(numbers[0], len(text))
		h.Write([]byte(text[from:min(from+numbers[1], len(text))]))
	}
	return h.Sum(nil)
}

func TestRangesMustBeTheOneAllowed(t *testing.T) {
	w := newWorld(t, false)
	pen := strangersPen(t, w)
	for name, c := range map[string]struct {
		s       shaped
		verdict verify.Verdict
		code    string
	}{
		"as it should be":           {shaped{}, verify.Valid, ""},
		"comments and padding":      {shaped{between: "% a comment\n\n   \n"}, verify.Valid, ""},
		"an unwanted loose object":  {shaped{between: "77 0 obj\nnull\nendobj\n"}, verify.Valid, ""},
		"upper-case digits":         {shaped{contents: strings.ToUpper}, verify.Valid, ""},
		"not from the start":        {shaped{ranges: func(at, back, end int) string { return fmt.Sprintf("9 %d %d %d", at-9, back, end-back) }}, verify.Invalid, "byterange_malformed"},
		"one range":                 {shaped{ranges: func(at, _, _ int) string { return fmt.Sprintf("0 %d", at) }}, verify.Invalid, "byterange_malformed"},
		"three ranges":              {shaped{ranges: func(at, back, end int) string { return fmt.Sprintf("0 9 9 %d %d %d", at-9, back, end-back) }}, verify.Invalid, "byterange_malformed"},
		"a gap larger than its own": {shaped{ranges: func(at, back, end int) string { return fmt.Sprintf("0 %d %d %d", at-9, back, end-back) }}, verify.Invalid, "byterange_gap"},
		"a gap smaller":             {shaped{ranges: func(at, back, end int) string { return fmt.Sprintf("0 %d %d %d", at+1, back-1, end-back+1) }}, verify.Invalid, "byterange_gap"},
		"overlapping":               {shaped{ranges: func(at, _, end int) string { return fmt.Sprintf("0 %d %d %d", at, at-9, end-at+9) }}, verify.Invalid, "byterange_malformed"},
		"short of the end":          {shaped{ranges: func(at, back, end int) string { return fmt.Sprintf("0 %d %d %d", at, back, end-back-7) }}, verify.Invalid, "byterange_end"},
		"past the end":              {shaped{ranges: func(at, back, end int) string { return fmt.Sprintf("0 %d %d %d", at, back, end-back+7) }}, verify.Invalid, "file_cut"},
		"text after %%EOF, signed":  {shaped{tail: "more"}, verify.Invalid, "trailing_bytes"},
		"two Contents":              {shaped{extra: "/Contents <ff>"}, verify.Indeterminate, "structure_ambiguous"},
		"two ByteRanges":            {shaped{extra: "/ByteRange [0 1 2 3]"}, verify.Indeterminate, "structure_ambiguous"},
		"an object twice":           {shaped{between: "3 0 obj\n<< /Type /Page >>\nendobj\n"}, verify.Indeterminate, "structure_ambiguous"},
		"a second trailer":          {shaped{between: "trailer\n<< /Root 3 0 R >>\n"}, verify.Indeterminate, "structure_ambiguous"},
		"text behind the container": {shaped{contents: func(c string) string { return c[:len(c)-2] + hex.EncodeToString([]byte{7}) }}, verify.Invalid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.check(t, c.s.build(t, pen))
			if r.Verdict != c.verdict || c.code != "" && !slices.Contains(r.Reasons, c.code) {
				t.Errorf("%s %v %v", r.Verdict, r.Reasons, r.Notes)
			}
		})
	}
}
