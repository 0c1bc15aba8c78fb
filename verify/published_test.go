package verify_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/verify"
)

// published is an attack from the literature on a signed file of another
// maker's shape, and on a copy of ours where that has the same shape.
type published struct {
	class   string
	make    func(tb testing.TB, w world) []byte
	verdict verify.Verdict
	code    string
}

// others is a signed file of another maker's that somebody then changed.
func others(s shaped, change func(testing.TB, []byte) []byte) func(testing.TB, world) []byte {
	return func(tb testing.TB, w world) []byte { tb.Helper(); return change(tb, s.build(tb, strangersPen(tb, w))) }
}

// own is a copy of ours, with objects that wait in it from number 8 on, that
// somebody then changed.
func own(waiting []string, change func(testing.TB, []byte) []byte) func(testing.TB, world) []byte {
	return func(tb testing.TB, w world) []byte {
		tb.Helper()
		return change(tb, seal(tb, w.pen, packet(said().Properties()), waiting))
	}
}

// contentsSo exchanges Contents, delimiters included, for something no longer.
func contentsSo(with string) func(testing.TB, []byte) []byte {
	return func(tb testing.TB, file []byte) []byte {
		tb.Helper()
		from, to := hole(tb, file)
		out := bytes.Clone(file)
		copy(out[from-1:to+1], with+strings.Repeat(" ", to-from+2-len(with)))
		return out
	}
}

// rangeSo exchanges the ByteRange for one no longer.
func rangeSo(with string) func(testing.TB, []byte) []byte {
	return func(tb testing.TB, file []byte) []byte {
		tb.Helper()
		at := bytes.Index(file, []byte("/ByteRange "))
		end := at + bytes.IndexByte(file[at:], ']') + 1
		out := bytes.Clone(file)
		copy(out[at:end], with+strings.Repeat(" ", end-at-len(with)))
		return out
	}
}

// wrapping moves what follows the container behind objects of the attacker's,
// which stand in the room the container leaves, and says so in a second
// ByteRange (Signature Wrapping).
func wrapping(tb testing.TB, file []byte) []byte {
	tb.Helper()
	from, to := hole(tb, file)
	digits := bytes.TrimRight(file[from:to], "0")
	if len(digits)%2 != 0 {
		digits = file[from : from+len(digits)+1]
	}
	rest := file[to+1:]
	head := string(file[:from]) + string(digits) + "> /ByteRange [0 @ @ @] >>\nendobj\n30 0 obj\n" + evilText +
		"\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R >>\n"
	for _, n := range []int{from - 1, len(head) + 27, len(rest)} {
		head = strings.Replace(head, "@", fmt.Sprintf("%010d", n), 1)
	}
	return append([]byte(head), rest...)
}

// led appends a trailer alone, which leads to what waited in the signed bytes.
func led(root string) func(testing.TB, []byte) []byte {
	return func(_ testing.TB, file []byte) []byte { return update(file, root, nil) }
}

// pointed appends a cross-reference alone, which gives numbers to objects that
// waited in the signed bytes, each found by how it begins.
func pointed(root string, numbers map[int]string) func(testing.TB, []byte) []byte {
	return func(tb testing.TB, file []byte) []byte {
		tb.Helper()
		prev := string(file[bytes.LastIndex(file, []byte("startxref\n"))+10 : bytes.LastIndex(file, []byte("\n%%EOF"))])
		table := "xref\n"
		for number, begins := range numbers {
			at := bytes.Index(file, []byte(begins))
			if at < 0 {
				tb.Fatalf("no %q", begins)
			}
			table += fmt.Sprintf("%d 1\n%010d 00000 n \n", number, at)
		}
		return append(bytes.Clone(file), fmt.Sprintf("%strailer\n<< /Size 40 %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", table, root, prev, len(file))...)
	}
}

func revised(objects map[int]string) func(testing.TB, []byte) []byte {
	return func(_ testing.TB, file []byte) []byte { return update(file, "/Root 1 0 R", objects) }
}

// certifying is a file certified with a permission.
func certifying(p int) shaped {
	return shaped{catalog: "/AcroForm << /Fields [4 0 R] /SigFlags 3 >> /Perms << /DocMDP 5 0 R >>",
		extra: fmt.Sprintf("/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P %d /V /1.2 >> >>]", p)}
}

const (
	pageWith    = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [4 0 R 20 0 R] >>"
	covering    = "<< /Type /XObject /Subtype /Form /BBox [0 0 300 200] /Length 16 >>\nstream\n0 0 300 200 re f\nendstream"
	evilNote    = "<< /Type /Annot /Subtype /FreeText /Rect [0 0 300 200] /Contents (Pay) /AP << /N 21 0 R >> >>"
	sneakyField = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (late) /P 3 0 R /Rect [0 0 300 200] /F 4 /AP << /N 21 0 R >> >>"
	otherKids   = "<< /Type /Catalog /Pages 8 0 R >>"
)

// evilAnnotation lays a note over the page, sneakySignature the widget of a
// signature field ("Breaking the Specification: PDF Certification", 2021).
func evilAnnotation() func(testing.TB, []byte) []byte {
	return revised(map[int]string{3: pageWith, 20: evilNote, 21: covering})
}

func sneakySignature(catalog string) func(testing.TB, []byte) []byte {
	return revised(map[int]string{1: "<< /Type /Catalog /Pages 2 0 R " + strings.Replace(catalog, "[4 0 R]", "[4 0 R 20 0 R]", 1) + " >>",
		3: pageWith, 20: sneakyField, 21: covering})
}

func publishedAttacks() []published {
	approved, nothing := shaped{}, []string(nil)
	waiting := "7 0 obj\n<< /Type /Page /Parent 8 0 R /MediaBox [0 0 9 9] >>\nendobj\n" +
		"8 0 obj\n<< /Type /Pages /Kids [7 0 R] /Count 1 >>\nendobj\n" +
		"9 0 obj\n<< /Type /Catalog /Pages 8 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>\nendobj\n"
	woken := map[int]string{7: "7 0 obj", 8: "8 0 obj", 9: "9 0 obj"}
	all := []published{
		{"signature wrapping", others(approved, wrapping), verify.Invalid, "byterange_gap"},
		{"signature wrapping, ours", own(nothing, wrapping), verify.Invalid, "byterange_gap"},
		{"incremental saving without a table", others(approved, func(_ testing.TB, f []byte) []byte {
			return append(bytes.Clone(f), "3 0 obj\n"+evilPage+"\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"...)
		}), verify.Invalid, "trailing_bytes"},
		{"incremental saving with a copied signature", others(approved, func(tb testing.TB, f []byte) []byte {
			return update(f, "/Root 1 0 R", map[int]string{3: evilPage, 5: newest(tb, f, "5")})
		}), verify.Invalid, "signature_removed"},
		{"a second startxref", others(approved, func(_ testing.TB, f []byte) []byte {
			return append(bytes.Clone(f), f[bytes.LastIndex(f, []byte("startxref")):]...)
		}), verify.Invalid, "trailing_bytes"},
		{"shadow hide-and-replace: a catalog that waited", others(shaped{between: waiting}, pointed("/Root 9 0 R", woken)), verify.Invalid, "later_change_not_permitted"},
		{"shadow hide-and-replace, ours", own([]string{otherKids}, led("/Root 8 0 R")), verify.Invalid, "later_revision"},
		{"shadow hide: a page that waited", others(shaped{between: waiting}, pointed("/Root 1 0 R", map[int]string{3: "7 0 obj"})), verify.Invalid, "later_change_not_permitted"},
		{"shadow hide, ours", own([]string{evilPage}, pointed("/Root 3 0 R", map[int]string{5: "8 0 obj"})), verify.Invalid, "later_revision"},
		{"shadow replace: a font, ours", own([]string{"<< /Type /Font >>"}, func(_ testing.TB, f []byte) []byte {
			return update(f, "", map[int]string{8: "<< /Type /Font /Subtype /Type3 >>"})
		}), verify.Invalid, "later_revision"},
		{"form overlay, ours", own(nothing, func(_ testing.TB, f []byte) []byte {
			return update(f, "", map[int]string{6: strings.Replace(sneakyField, "/P 3", "/P 5", 1), 21: covering})
		}), verify.Invalid, "later_revision"},
	}
	for what, with := range map[string]string{"null": "null", "empty": "<>", "one byte": "<00>", "a string": "(x)", "a number": "0"} {
		all = append(all, published{"universal forgery: Contents " + what, others(approved, contentsSo(with)), verify.Invalid, "signature_malformed"},
			published{"universal forgery, ours: Contents " + what, own(nothing, contentsSo(with)), verify.Invalid, "signature_malformed"})
	}
	for what, with := range map[string]string{"gone": "", "null": "/ByteRange null", "empty": "/ByteRange []", "of nothing": "/ByteRange [0 0 0 0]", "negative": "/ByteRange [0 -1 -1 9]", "too short": "/ByteRange [0 9]"} {
		all = append(all, published{"universal forgery: ByteRange " + what, others(approved, rangeSo(with)), verify.Invalid, "byterange_malformed"},
			published{"universal forgery, ours: ByteRange " + what, own(nothing, rangeSo(with)), verify.Invalid, "byterange_malformed"})
	}
	// Signing is permitted under P 2, so the field is; what it shows is nobody's word.
	for p, worst := range map[int][2]verify.Verdict{1: {verify.Invalid, verify.Invalid}, 2: {verify.Invalid, verify.Indeterminate}, 3: {verify.Indeterminate, verify.Indeterminate}} {
		made, note, field := certifying(p), worst[0], worst[1]
		code := map[verify.Verdict]string{verify.Invalid: "later_change_not_permitted", verify.Indeterminate: "later_visible_change"}
		all = append(all, published{fmt.Sprintf("evil annotation, P %d", p), others(made, evilAnnotation()), note, code[note]},
			published{fmt.Sprintf("sneaky signature, P %d", p), others(made, sneakySignature(made.catalog)), field, code[field]})
	}
	return all
}

// The classes of attack that were published against PDF signatures; those not
// here are in the tables that docs/security.md names for them.
func TestPublishedAttacks(t *testing.T) {
	w := newWorld(t, false)
	for _, p := range []int{1, 2, 3} {
		if r := w.check(t, certifying(p).build(t, strangersPen(t, w))); r.Verdict != verify.Valid {
			t.Fatalf("P %d before any attack: %s %v", p, r.Verdict, r.Reasons)
		}
	}
	for _, a := range publishedAttacks() {
		t.Run(a.class, func(t *testing.T) {
			r := w.check(t, a.make(t, w))
			if r.Verdict != a.verdict || !slices.Contains(r.Reasons, a.code) {
				t.Errorf("%s %v %v", r.Verdict, r.Reasons, r.Notes)
			}
		})
	}
}
