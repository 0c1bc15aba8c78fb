package verify_test

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/verify"
)

// shaped is a document of another maker's shape whose signer really signed
// what its ByteRange names, whatever that is.
type shaped struct {
	head     string // before the objects
	catalog  string // what it has besides Type and Pages; "" for the form
	extra    string // in the signature dictionary
	between  string // after the objects, before the table
	tail     string // after %%EOF, inside the file
	ranges   func(at, back, end int) string
	contents func(string) string
	sub      string                     // SubFilter; "" is ETSI.CAdES.detached
	sign     func(signed []byte) []byte // makes the container, in place of the pen
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
	room := pen.ContentsLen()
	if s.sign != nil {
		room = 8000
	}
	bodies := []string{
		"<< /Type /Catalog /Pages 2 0 R " + cmp.Or(s.catalog, "/AcroForm << /Fields [4 0 R] /SigFlags 3 >>") + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [4 0 R] >>",
		"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /V 5 0 R /P 3 0 R /Rect [0 0 0 0] /F 132 >>",
		"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /" + cmp.Or(s.sub, "ETSI.CAdES.detached") + " " + s.extra +
			" /ByteRange [" + strings.Repeat("#", width) + "] /Contents <" + strings.Repeat("0", room) + "> >>",
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
	back := at + room + 2
	ranges := s.ranges(at, back, len(text))
	text = strings.Replace(text, strings.Repeat("#", width), ranges+strings.Repeat(" ", width-len(ranges)), 1)
	var contents string
	if signed := s.signed(text, ranges); s.sign == nil {
		h := pen.DigestAlgorithm().New()
		h.Write(signed)
		contents = string(must(pen.Contents(tb.Context(), h.Sum(nil)))(tb))
	} else {
		contents = hex.EncodeToString(s.sign(signed))
		contents += strings.Repeat("0", room-len(contents))
	}
	if s.contents != nil {
		contents = s.contents(contents)
	}
	return []byte(text[:at+1] + contents + text[back-1:])
}

// signed joins what pairs of numbers name, as a lenient verifier would.
func (s shaped) signed(text, ranges string) []byte {
	var numbers []int
	for field := range strings.FieldsSeq(ranges) {
		n, _ := strconv.Atoi(field) // what is no number counts as 0
		numbers = append(numbers, n)
	}
	var out []byte
	for ; len(numbers) >= 2; numbers = numbers[2:] {
		from := min(numbers[0], len(text))
		out = append(out, text[from:min(from+numbers[1], len(text))]...)
	}
	return out
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

// A signature that its own revision does not show was not shown to its signer.
func TestTheSignedRevisionMustShowItsSignature(t *testing.T) {
	w := newWorld(t, false)
	file := shaped{catalog: "/Lang (en)"}.build(t, strangersPen(t, w))
	if r := w.check(t, file); r.Verdict != verify.Invalid || !slices.Contains(r.Reasons, "unsigned") {
		t.Errorf("without the form: %s %v", r.Verdict, r.Reasons)
	}
	later := update(file, "/Root 1 0 R", map[int]string{1: "<< /Type /Catalog /Pages 2 0 R /Lang (en) /AcroForm << /Fields [4 0 R] >> >>"})
	if r := w.check(t, later); r.Verdict != verify.Invalid || !slices.Contains(r.Reasons, "signature_not_reached") {
		t.Errorf("with the form added later: %s %v", r.Verdict, r.Reasons)
	}
}

func TestUnreadableIsNoEvidence(t *testing.T) {
	w := newWorld(t, false)
	for name, file := range map[string][]byte{
		"a header":                      []byte("%PDF-1.7\n"),
		"a table at the wrong place":    []byte("%PDF-1.7\n1 0 obj\nnull\nendobj\nstartxref\n9\n%%EOF\n"),
		"a signature behind what reads": append(plain(), []byte("/ByteRange [0 10 20 700]"+strings.Repeat(" ", 700))...),
	} {
		r := w.check(t, file)
		if r.Verdict != verify.Indeterminate || r.Integrity != verify.Unreadable || !slices.Equal(r.Reasons, []string{"structure_unreadable"}) {
			t.Errorf("%s: %s %s %v", name, r.Verdict, r.Integrity, r.Reasons)
		}
	}
}

// plain is an unsigned document of one empty page.
func plain() []byte {
	return update([]byte("%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"), "/Root 1 0 R", map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
	})
}
