package verify_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/verify"
)

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	return must(os.ReadFile(filepath.Join("testdata", "foreign", name)))(tb)
}

func foreignTrust(tb testing.TB) *verify.Trust {
	tb.Helper()
	return must(verify.LoadTrust(filepath.Join("testdata", "foreign", "root.pem")))(tb)
}

func checkForeign(tb testing.TB, file []byte) verify.Report {
	tb.Helper()
	return check(tb, file, verify.Options{Trust: foreignTrust(tb), At: dayAfter()})
}

// Files that pyHanko signed, on documents that qpdf wrote in its various ways.
func TestOtherMakersFiles(t *testing.T) {
	for _, c := range []struct {
		name    string
		verdict verify.Verdict
		reason  string
		signers []string
	}{
		{"simple", verify.Valid, "", []string{"Alice"}},
		{"adbe", verify.Valid, "", []string{"Bob"}},
		{"linearized", verify.Valid, "", []string{"Bob"}},
		{"objstm", verify.Valid, "", []string{"Bob"}},
		{"rc4-128", verify.Valid, "", []string{"Bob"}},
		{"aes-128", verify.Valid, "", []string{"Bob"}},
		{"aes-256-objstm", verify.Valid, "", []string{"Bob"}},
		{"b-t", verify.Valid, "", []string{"Bob"}},
		{"two", verify.Valid, "", []string{"Alice", "Bob"}},
		{"two-untrusted-visible", verify.Indeterminate, "later_visible_change", []string{"Alice", "Carol"}},
		{"certified-p2", verify.Valid, "", []string{"Bob"}},
		{"certified-p2-signed", verify.Valid, "", []string{"Bob", "Alice"}},
		{"certified-p2-annotated", verify.Invalid, "later_change_not_permitted", []string{"Bob"}},
		{"certified-p1-lta", verify.Valid, "", []string{"Bob", "TSA"}},
		{"annotated", verify.Indeterminate, "later_visible_change", []string{"Alice"}},
		{"page-replaced", verify.Invalid, "later_change_not_permitted", []string{"Alice"}},
		{"page-replaced-signed", verify.Invalid, "later_change_not_permitted", []string{"Alice", "Bob"}},
		{"form", verify.Valid, "", []string{"Bob"}},
		{"form-filled-signed", verify.Valid, "", []string{"Bob", "Alice"}},
		{"form-locked-filled", verify.Invalid, "later_change_not_permitted", []string{"Bob"}},
		{"form-p1-filled", verify.Invalid, "later_change_not_permitted", []string{"Bob"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := checkForeign(t, fixture(t, c.name+".pdf"))
			var signers []string
			for _, s := range r.Signers {
				signers = append(signers, s.Name)
			}
			if r.Verdict != c.verdict || !slices.Equal(signers, c.signers) || c.reason != "" && !slices.Contains(r.Reasons, c.reason) {
				t.Errorf("%s %v by %v", r.Verdict, r.Reasons, signers)
			}
			want := verify.CertificateAbsent
			if r.Integrity != verify.Intact {
				want = verify.CertificateNotJudged
			}
			if r.Certificate != want || r.Data != nil {
				t.Errorf("certificate %s, data %v", r.Certificate, r.Data)
			}
		})
	}
}

func TestAPasswordIsNeeded(t *testing.T) {
	_, err := verify.Check(t.Context(), fixture(t, "locked.pdf"), verify.Options{At: dayAfter()})
	if e := new(verify.Error); !errors.As(err, &e) || e.Code != verify.NeedsPassword {
		t.Error(err)
	}
}

// newest gives the body of an object as the last revision writes it.
func newest(tb testing.TB, file []byte, number string) string {
	tb.Helper()
	at := bytes.LastIndex(file, []byte("\n"+number+" 0 obj"))
	if at < 0 {
		tb.Fatalf("no object %s", number)
	}
	body := string(file[at+len("\n"+number+" 0 obj"):])
	return body[:strings.Index(body, "endobj")]
}

func edited(tb testing.TB, file []byte, number, from, to string) string {
	tb.Helper()
	body := newest(tb, file, number)
	if !strings.Contains(body, from) {
		tb.Fatalf("object %s has no %q: %s", number, from, body)
	}
	return strings.Replace(body, from, to, 1)
}

// Attacks by a whole revision with a correct cross-reference, on files with an
// approval signature (simple) and with certification P=2 (certified-p2).
func TestAttacksByAppending(t *testing.T) {
	simple := fixture(t, "simple.pdf")
	field := newest(t, simple, "8")
	overlay := "<< /Type /Annot /Subtype /Widget /FT /Sig /T (late) /Rect [0 0 300 200] /F 4 /AP << /N 20 0 R >> >>"
	ink := "<< /Type /XObject /Subtype /Form /BBox [0 0 300 200] /Length 16 >>\nstream\n0 0 300 200 re f\nendstream"
	for name, c := range map[string]struct {
		objects map[int]string
		trailer string
		verdict verify.Verdict
		code    string
	}{
		"shadow replace: the content stream": {map[int]string{4: "<< /Length 4 >>\nstream\n0 g \nendstream"}, "", verify.Invalid, "later_change_not_permitted"},
		"shadow replace: the font":           {map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}, "", verify.Invalid, "later_change_not_permitted"},
		"shadow hide: another page tree":     {map[int]string{1: edited(t, simple, "1", "/Pages 2 0 R", "/Pages 20 0 R"), 20: "<< /Type /Pages /Kids [21 0 R] /Count 1 >>", 21: "<< /Type /Page /Parent 20 0 R /MediaBox [0 0 9 9] >>"}, "", verify.Invalid, "later_change_not_permitted"},
		"a second page":                      {map[int]string{2: "<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>", 20: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"}, "", verify.Invalid, "later_change_not_permitted"},
		"another catalog":                    {map[int]string{20: newest(t, simple, "1")}, "/Root 20 0 R", verify.Invalid, "later_change_not_permitted"},
		"an open action":                     {map[int]string{1: edited(t, simple, "1", "/Pages", "/OpenAction << /S /JavaScript /JS (1) >> /Pages")}, "/Root 1 0 R", verify.Invalid, "later_change_not_permitted"},
		"an embedded file":                   {map[int]string{1: edited(t, simple, "1", "/Pages", "/Names << /EmbeddedFiles << /Names [] >> >> /Pages")}, "/Root 1 0 R", verify.Invalid, "later_change_not_permitted"},
		"optional content":                   {map[int]string{1: edited(t, simple, "1", "/Pages", "/OCProperties << /OCGs [] /D << >> >> /Pages")}, "/Root 1 0 R", verify.Invalid, "later_change_not_permitted"},
		"the field emptied":                  {map[int]string{8: "<< /FT /Sig /T (S1) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 >>"}, "/Root 1 0 R", verify.Invalid, "signature_removed"},
		"wrapping: the dictionary again":     {map[int]string{8: strings.Replace(field, "/V 9 0 R", "/V 20 0 R", 1), 20: newest(t, simple, "9")}, "/Root 1 0 R", verify.Invalid, "byterange_gap"},
		"a file attachment on the page":      {map[int]string{3: edited(t, simple, "3", "/Annots [", "/Annots [ 20 0 R"), 20: "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] >>"}, "/Root 1 0 R", verify.Invalid, "later_change_not_permitted"},
		"an old object shown as annotation":  {map[int]string{3: edited(t, simple, "3", "/Annots [", "/Annots [ 5 0 R")}, "/Root 1 0 R", verify.Invalid, "later_change_not_permitted"},
		"an empty, visible signature field": {map[int]string{7: edited(t, simple, "7", "[ 8 0 R", "[ 8 0 R 21 0 R"), 3: edited(t, simple, "3", "/Annots [ 8 0 R", "/Annots [ 8 0 R 21 0 R"), 20: ink, 21: overlay},
			"/Root 1 0 R", verify.Indeterminate, "later_visible_change"},
		"a text field over the page": {map[int]string{7: edited(t, simple, "7", "[ 8 0 R", "[ 8 0 R 21 0 R"), 3: edited(t, simple, "3", "/Annots [ 8 0 R", "/Annots [ 8 0 R 21 0 R"), 20: ink, 21: strings.Replace(overlay, "/Sig", "/Tx", 1)},
			"/Root 1 0 R", verify.Invalid, "later_change_not_permitted"},
	} {
		t.Run(name, func(t *testing.T) {
			trailer := c.trailer
			if trailer == "" {
				trailer = "/Root 1 0 R"
			}
			r := checkForeign(t, update(simple, trailer+" "+theInfo(simple), c.objects))
			if r.Verdict != c.verdict || !slices.Contains(r.Reasons, c.code) {
				t.Errorf("%s %v %v", r.Verdict, r.Reasons, r.Notes)
			}
		})
	}
}

func theInfo(file []byte) string {
	at := bytes.LastIndex(file, []byte("/Info "))
	if at < 0 {
		return ""
	}
	return string(file[at : at+bytes.IndexByte(file[at:], 'R')+1])
}

// Notes may come, change and go after an approval signature; the page then
// shows what nobody trusted has signed.
func TestNotesOnThePage(t *testing.T) {
	file := fixture(t, "simple.pdf")
	trailer := "/Root 1 0 R " + theInfo(file)
	page := newest(t, file, "3")
	note := "<< /Type /Annot /Subtype /Square /Rect [0 0 99 99] /C [%s] >>"
	added := update(file, trailer, map[int]string{3: edited(t, file, "3", "/Annots [ 8 0 R", "/Annots [ 8 0 R 30 0 R"), 30: fmt.Sprintf(note, "1 0 0")})
	for name, f := range map[string][]byte{
		"added":   added,
		"changed": update(added, trailer, map[int]string{30: fmt.Sprintf(note, "0 1 0")}),
		"removed": update(added, trailer, map[int]string{3: page}),
	} {
		if r := checkForeign(t, f); r.Verdict != verify.Indeterminate || !slices.Equal(r.Reasons, []string{"later_visible_change"}) {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
	}
	harmful := update(added, trailer, map[int]string{30: "<< /Type /Annot /Subtype /Square /Rect [0 0 99 99] /A << /S /URI /URI (x) >> >>"})
	if r := checkForeign(t, harmful); r.Verdict != verify.Invalid {
		t.Errorf("with an action: %s %v", r.Verdict, r.Reasons)
	}
}
