package verify_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

// attack is one thing done to a sealed copy and the code it must be refused for.
type attack struct {
	name string
	make func(tb testing.TB, w world, file []byte) []byte
	code string
}

func replace(from, to string) func(testing.TB, world, []byte) []byte {
	return func(tb testing.TB, _ world, file []byte) []byte {
		tb.Helper()
		if !bytes.Contains(file, []byte(from)) {
			tb.Fatalf("the file has no %q", from)
		}
		return bytes.Replace(file, []byte(from), []byte(to), 1)
	}
}

// onDER edits the signature container, which no ByteRange covers.
func onDER(edit func(testing.TB, []byte) []byte) func(testing.TB, world, []byte) []byte {
	return func(tb testing.TB, _ world, file []byte) []byte {
		tb.Helper()
		from, to := hole(tb, file)
		raw := make([]byte, (to-from)/2)
		if _, err := hex.Decode(raw, file[from:to]); err != nil {
			tb.Fatal(err)
		}
		out := bytes.Clone(file)
		edited := edit(tb, raw)
		if len(edited) > len(raw) {
			tb.Fatal("the edited container does not fit")
		}
		edited = append(bytes.Clone(edited), make([]byte, len(raw)-len(edited))...)
		hex.Encode(out[from:to], edited)
		return out
	}
}

// hole finds the hexadecimal digits of the last Contents.
func hole(tb testing.TB, file []byte) (from, to int) {
	tb.Helper()
	at := bytes.LastIndex(file, []byte("/Contents <"))
	if at < 0 {
		tb.Fatal("no Contents")
	}
	from = at + len("/Contents <")
	return from, from + bytes.IndexByte(file[from:], '>')
}

// update appends a revision with a correct cross-reference.
func update(file []byte, trailer string, objects map[int]string) []byte {
	prev := bytes.LastIndex(file, []byte("startxref\n")) + len("startxref\n")
	previous := string(file[prev : prev+bytes.IndexByte(file[prev:], '\n')])
	var b bytes.Buffer
	b.Write(file)
	numbers := make([]int, 0, len(objects))
	for n := range objects {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	offsets := map[int]int{}
	for _, n := range numbers {
		offsets[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, objects[n])
	}
	xref := b.Len()
	b.WriteString("xref\n")
	for _, n := range numbers {
		fmt.Fprintf(&b, "%d 1\n%010d 00000 n \n", n, offsets[n])
	}
	if trailer == "" {
		trailer = "/Root 3 0 R"
	}
	fmt.Fprintf(&b, "trailer\n<< /Size 40 %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", trailer, previous, xref)
	return b.Bytes()
}

func appended(objects map[int]string) func(testing.TB, world, []byte) []byte {
	return func(_ testing.TB, _ world, file []byte) []byte { return update(file, "", objects) }
}

const evilPage = "<< /Type /Page /Parent 4 0 R /MediaBox [0 0 595 842] /Contents 9 0 R /Annots [6 0 R] >>"
const evilText = "<< /Length 9 >>\nstream\n9 9 m 9 w\nendstream"

// attacks are all that is done to the tests' own copy.
func attacks() []attack { return append(onAnyCopy(), onOurPage()...) }

// onAnyCopy needs to know nothing of the copy but that it is one of ours.
func onAnyCopy() []attack {
	return []attack{
		{"the endorsement's text", replace("本人调用", "他人调用"), "digest_mismatch"},
		{"prepended bytes", func(_ testing.TB, _ world, f []byte) []byte { return append([]byte("\n"), f...) }, "prepended_bytes"},
		{"prepended header", func(_ testing.TB, _ world, f []byte) []byte { return append([]byte("%PDF-1.4\n"), f...) }, "byterange_gap"},
		{"one byte after the end", func(_ testing.TB, _ world, f []byte) []byte { return append(bytes.Clone(f), '\n') }, "trailing_bytes"},
		{"text after the end", func(_ testing.TB, _ world, f []byte) []byte { return append(bytes.Clone(f), "more"...) }, "trailing_bytes"},
		{"cut by a byte", func(_ testing.TB, _ world, f []byte) []byte { return f[:len(f)-1] }, "file_cut"},
		{"cut by a hundred", func(_ testing.TB, _ world, f []byte) []byte { return f[:len(f)-100] }, "file_cut"},
		{"incremental saving: nothing changed", appended(map[int]string{20: "null"}), "later_revision"},
		{"a second startxref", func(_ testing.TB, _ world, f []byte) []byte {
			at := bytes.LastIndex(f, []byte("startxref"))
			return append(bytes.Clone(f), f[at:]...)
		}, "trailing_bytes"},
		{"led around the sealed revision", func(_ testing.TB, _ world, f []byte) []byte {
			return ledAround(f)
		}, "revision_lost"},
		{"upper-case digits", func(tb testing.TB, _ world, f []byte) []byte {
			from, to := hole(tb, f)
			out := bytes.Clone(f)
			copy(out[from:to], bytes.ToUpper(out[from:to]))
			return out
		}, "contents_not_canonical"},
		{"padding used", func(tb testing.TB, _ world, f []byte) []byte {
			_, to := hole(tb, f)
			out := bytes.Clone(f)
			out[to-1] ^= 1 // another digit, whichever it is
			return out
		}, ""},
		{"an unsigned attribute, the root left out for room", onDER(unsignedAttribute), "contents_not_canonical"},
	}
}

// onOurPage knows the objects of the tests' own document.
func onOurPage() []attack {
	return []attack{
		{"a digit of the page", replace("0 0 m 1 w", "0 0 m 2 w"), "digest_mismatch"},
		{"incremental saving: another page", appended(map[int]string{5: evilPage, 9: evilText}), "later_revision"},
		{"incremental saving without a section", func(_ testing.TB, _ world, f []byte) []byte {
			return append(bytes.Clone(f), "5 0 obj\n"+evilPage+"\nendobj\ntrailer\n<< /Root 3 0 R >>\n%%EOF\n"...)
		}, "trailing_bytes"},
		{"the seal's field emptied", appended(map[int]string{6: "<< /FT /Sig /T (seal) >>"}), "later_revision"},
		{"universal forgery: no ByteRange", appended(map[int]string{1: "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <00> >>"}), "byterange_malformed"},
		{"universal forgery: null Contents", appended(map[int]string{1: "<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 3 4] /Contents null >>"}), "signature_malformed"},
		{"s turned into n-s", onDER(highS), "contents_not_canonical"},
		{"a white space in Contents", func(tb testing.TB, _ world, f []byte) []byte {
			_, to := hole(tb, f)
			out := bytes.Clone(f)
			copy(out[to-2:], "  ")
			return out
		}, "contents_not_canonical"},
	}
}

func ledAround(f []byte) []byte {
	var b bytes.Buffer
	b.Write(f)
	at := map[int]int{}
	for n, body := range map[int]string{1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"} {
		at[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 4\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n%010d 00000 n \n", at[1], at[2], at[3])
	fmt.Fprintf(&b, "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", xref)
	return b.Bytes()
}

// highS replaces the ECDSA signature, the last element, by its twin.
func highS(tb testing.TB, raw []byte) []byte {
	tb.Helper()
	n, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(raw, &outer); err != nil {
		tb.Fatal(err)
	}
	der := outer.FullBytes
	for size := 68; size <= 73; size++ {
		tail := der[len(der)-size:]
		var sig struct{ R, S *big.Int }
		if rest, err := asn1.Unmarshal(tail, &sig); err != nil || len(rest) > 0 {
			continue
		}
		sig.S.Sub(n, sig.S)
		twin := must(asn1.Marshal(sig))(tb)
		return grow(tb, der, der[len(der)-size-2:], append([]byte{4, byte(len(twin))}, twin...))
	}
	tb.Fatal("no signature at the end")
	return nil
}

// grow replaces the end of nested elements and mends their lengths.
func grow(tb testing.TB, der, old, replacement []byte) []byte {
	tb.Helper()
	var rebuild func(element []byte) []byte
	rebuild = func(element []byte) []byte {
		if bytes.Equal(element, old) {
			return replacement
		}
		var v asn1.RawValue
		if _, err := asn1.Unmarshal(element, &v); err != nil {
			tb.Fatal(err)
		}
		var parts [][]byte
		for rest := v.Bytes; len(rest) > 0; {
			var m asn1.RawValue
			next, err := asn1.Unmarshal(rest, &m)
			if err != nil {
				tb.Fatal(err)
			}
			parts = append(parts, m.FullBytes)
			rest = next
		}
		parts[len(parts)-1] = rebuild(parts[len(parts)-1])
		out, err := asn1.Marshal(asn1.RawValue{Class: v.Class, Tag: v.Tag, IsCompound: true, Bytes: bytes.Join(parts, nil)})
		if err != nil {
			tb.Fatal(err)
		}
		return out
	}
	return rebuild(der)
}

// unsignedAttribute leaves the root out of the certificates and uses the room
// for an unsigned attribute: everything still verifies.
func unsignedAttribute(tb testing.TB, raw []byte) []byte {
	tb.Helper()
	var info struct {
		Type    asn1.ObjectIdentifier
		Content struct {
			Version      int
			Digests      asn1.RawValue
			Encapsulated asn1.RawValue
			Certificates asn1.RawValue
			Signers      []asn1.RawValue `asn1:"set"`
		} `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(raw, &info); err != nil {
		tb.Fatal(err)
	}
	var first, second asn1.RawValue
	rest := must(asn1.Unmarshal(info.Content.Certificates.Bytes, &first))(tb)
	must(asn1.Unmarshal(rest, &second))(tb)
	keep := first
	if bytes.Contains(second.FullBytes, []byte(authority)) {
		keep = second
	}
	info.Content.Certificates = asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: keep.FullBytes}
	attribute, _ := hex.DecodeString("a10f300d06092a864886f70d0109053100")
	signer := info.Content.Signers[0]
	signer.Bytes = append(bytes.Clone(signer.Bytes), attribute...)
	signer.FullBytes = nil
	info.Content.Signers[0] = signer
	return must(asn1.Marshal(info))(tb)
}

// roomy is a copy whose signature leaves a byte of its hole to padding, which
// about every second does.
func roomy(tb testing.TB, w world) []byte {
	tb.Helper()
	for range 200 {
		file := w.copyOf(tb, said())
		from, to := hole(tb, file)
		var outer asn1.RawValue
		if rest := must(asn1.Unmarshal(must(hex.DecodeString(string(file[from:to])))(tb), &outer))(tb); len(rest) > 0 {
			return file
		}
	}
	tb.Fatal("200 signatures, all of them long")
	return nil
}

func TestAttacksOnOurCopy(t *testing.T) {
	w := newWorld(t, false)
	file := roomy(t, w)
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			r := w.check(t, a.make(t, w, file))
			if r.Verdict == verify.Valid {
				t.Fatalf("valid: %+v", r)
			}
			if a.code != "" && !slices.Contains(r.Reasons, a.code) {
				t.Errorf("%s %v, want %s", r.Integrity, r.Reasons, a.code)
			}
			if r.Certificate != verify.CertificateNotJudged && r.Integrity != verify.Intact {
				t.Errorf("certificate %s of a file that is %s", r.Certificate, r.Integrity)
			}
		})
	}
}

func TestAppendedRevisionLeavesTheIntactOne(t *testing.T) {
	w := newWorld(t, false)
	file := w.copyOf(t, said())
	for _, changed := range [][]byte{update(file, "", map[int]string{5: evilPage, 9: evilText}), ledAround(file), append(bytes.Clone(file), "x"...)} {
		if r := w.check(t, changed); r.IntactRevision != len(file) || r.Integrity != verify.Changed {
			t.Errorf("intact revision %d of %d, %s", r.IntactRevision, len(file), r.Integrity)
		}
	}
}

func TestEveryByteCounts(t *testing.T) {
	w := newWorld(t, false)
	everyByte(t, w, w.copyOf(t, said()), 5)
}

// A stranger, even a trusted one, cannot speak in our namespace.
func TestOurStatementUnderAStranger(t *testing.T) {
	w := newWorld(t, false)
	file := seal(t, strangersPen(t, w), packet(said().Properties()), nil)
	nobody, err := verify.Check(t.Context(), file, verify.Options{At: dayAfter()})
	if err != nil {
		t.Fatal(err)
	}
	for whom, r := range map[string]verify.Report{"trusted": w.check(t, file), "trusting nobody": nobody} {
		if r.Verdict != verify.Indeterminate || !slices.Contains(r.Reasons, "not_an_authority_seal") || r.Seal != verify.SealUntrusted {
			t.Errorf("%s: %+v", whom, r)
		}
		if r.Data == nil || !r.Data.Claimed {
			t.Errorf("%s: the stranger's data are not marked as claimed", whom)
		}
	}
}

func TestStatementsOfOthersAreForeign(t *testing.T) {
	w := newWorld(t, false)
	file := seal(t, strangersPen(t, w), "<x/>", nil)
	r := w.check(t, file)
	if r.Verdict != verify.Valid || r.Certificate != verify.CertificateAbsent || r.Endorsement != verify.EndorsementAbsent || r.Data != nil {
		t.Errorf("%+v", r)
	}
}

func TestRevokedSeal(t *testing.T) {
	w := newWorld(t, false)
	file := w.copyOf(t, said())
	list := func(revoked ...pki.Revocation) []byte {
		return must(pki.CRL(t.Context(), w.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: noon().AddDate(0, 0, 1),
			NextUpdate: noon().AddDate(0, 1, 0), Revoked: must(pki.EntriesOf(revoked...))(t)}))(t)
	}
	revoked := list(pki.Revocation{Serial: w.seal.SerialNumber, At: noon().AddDate(0, 0, 1), Reason: 1})
	at := noon().AddDate(0, 0, 2)
	r := check(t, file, verify.Options{Trust: w.trust(t, revoked), At: at})
	if r.Verdict != verify.Invalid || !slices.Contains(r.Reasons, "seal_revoked") {
		t.Errorf("%+v", r)
	}
	if r := check(t, file, verify.Options{Trust: w.trust(t, list()), At: at}); r.Verdict != verify.Valid || slices.Contains(r.Notes, "revocation_not_checked") {
		t.Errorf("%+v", r)
	}
	if r := w.check(t, file); !slices.Contains(r.Notes, "revocation_not_checked") {
		t.Errorf("notes %v", r.Notes)
	}
}

func TestStatementsMustBeAsWeWriteThem(t *testing.T) {
	w := newWorld(t, false)
	good := packet(said().Properties())
	for name, bad := range map[string]string{
		"no name":         strings.Replace(good, "<yx:name>张㐀·买买提</yx:name>", "", 1),
		"twice":           strings.Replace(good, "<yx:sex>", "<yx:sex>女</yx:sex><yx:sex>", 1),
		"unknown":         strings.Replace(good, "<yx:sex>", "<yx:rank>1</yx:rank><yx:sex>", 1),
		"half endorsed":   packet(without(said().Properties(), "validUntil")),
		"another version": strings.Replace(good, "<yx:v>1<", "<yx:v>2<", 1),
		"no statement":    strings.Replace(good, statement.Namespace, "urn:x", 1),
	} {
		r := w.check(t, seal(t, w.pen, bad, nil))
		if r.Verdict != verify.Indeterminate || !slices.Contains(r.Reasons, "statement_unreadable") || r.Endorsement != verify.EndorsementUnknown {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
	}
}

func without(properties []statement.Property, name string) []statement.Property {
	return slices.DeleteFunc(properties, func(p statement.Property) bool { return p.Name == name })
}
