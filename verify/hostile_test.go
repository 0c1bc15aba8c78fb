//go:build unix

package verify_test

import (
	"bytes"
	"compress/zlib"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

const megabyte = 1 << 20

// plainFile writes objects with a table and pads nothing.
func plainFile(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, 0, len(objects))
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, xref)
	return b.Bytes()
}

func stream(dict string, body []byte) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(body), body)
}

func deflated(body []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}

func repeated(n int, item func(i int) string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = item(i)
	}
	return out
}

// hostile files are about a megabyte each.
func hostile() map[string][]byte {
	bomb := deflated(make([]byte, 200*megabyte))
	catalog := "<< /Type /Catalog /Pages 2 0 R >>"
	files := map[string][]byte{
		"nothing but ends":    append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("startxref\n9\n%%EOF\n"), megabyte/18)...),
		"deep arrays":         plainFile([]string{catalog, strings.Repeat("[", megabyte)}, ""),
		"deep dictionaries":   plainFile([]string{catalog, strings.Repeat("<</A", megabyte/4)}, ""),
		"wide arrays":         plainFile([]string{catalog, "[" + strings.Repeat("[]", megabyte/2) + "]"}, ""),
		"wide dictionaries":   plainFile([]string{catalog, "[" + strings.Repeat("<<>>", megabyte/4) + "]"}, ""),
		"open strings":        plainFile(repeated(16000, func(int) string { return strings.Repeat("(", 50) }), ""),
		"open hex strings":    plainFile(repeated(16000, func(int) string { return "<" + strings.Repeat("0", 50) }), ""),
		"long comments":       plainFile(repeated(16000, func(int) string { return "%" + strings.Repeat("%", 50) }), ""),
		"streams without end": plainFile(repeated(16000, func(int) string { return "<< /Length 9999999 >>\nstream\nx" }), ""),
		"streams cut short":   plainFile(repeated(16000, func(int) string { return "<< /Length 2 >>\nstream\nxxxxxxxx\nendstream" }), ""),
		"a bomb of objects":   plainFile([]string{catalog, stream("/Type /ObjStm /N 100000 /First 1000000 /Filter /FlateDecode", bomb), strings.Repeat(" ", megabyte/2)}, ""),
		"fields in a circle":  plainFile(append([]string{"<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> >>"}, repeated(9000, func(i int) string { return fmt.Sprintf("<< /FT /Sig /Kids [%d 0 R %d 0 R 2 0 R] >>", i+2, i+3) })...), ""),
		"prev in a circle":    bytes.Replace(plainFile([]string{catalog, strings.Repeat(" ", megabyte) + "null"}, "/Prev 0000000"), []byte("/Prev 0000000"), []byte("/Prev 1048673"), 1),
		"signatures by heaps": plainFile(append([]string{"<< /Type /Catalog /AcroForm << /Fields [" + strings.Join(repeated(9000, func(i int) string { return fmt.Sprintf("%d 0 R", i+2) }), " ") + "] >> >>"},
			repeated(9000, func(int) string {
				return "<< /FT /Sig /T (a) /V << /ByteRange [0 100 110 1000000] /Contents <00> >> >>"
			})...), ""),
	}
	files["a table of nothing"] = tableOfNothing()
	files["revisions by heaps"] = revisionsByHeaps()
	return files
}

// tableOfNothing says in a few bytes that there are very many objects.
func tableOfNothing() []byte {
	body := deflated(bytes.Repeat([]byte{1, 0}, 450_000))
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n" + strings.Repeat(" ", megabyte-len(body)) + "\n")
	xref := b.Len()
	fmt.Fprintf(&b, "1 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n",
		stream("/Type /XRef /W [1 1 0] /Size 170000 /Index [0 170000 0 170000] /Root 1 0 R /Filter /FlateDecode", body), xref)
	return b.Bytes()
}

func revisionsByHeaps() []byte {
	file := plainFile(append([]string{"<< /Type /Catalog /Pages 2 0 R >>"}, repeated(15000, func(i int) string { return fmt.Sprintf("[%d 0 R]", i+2) })...), "")
	for range 60 {
		file = update(file, "/Root 1 0 R", map[int]string{3: "[4 0 R]"})
	}
	return file
}

// signedThenRevised has many objects and many revisions to compare.
func signedThenRevised(tb testing.TB) []byte {
	tb.Helper()
	w := newWorld(tb, false)
	file := seal(tb, strangersPen(tb, w), "<x/>", repeated(15000, func(i int) string { return fmt.Sprintf("<< /A %d 0 R >>", i+8) }))
	for i := range 60 {
		file = update(file, "/Root 3 0 R /ID [ <00> <00> ]", map[int]string{20000 + i: "null"})
	}
	return file
}

// storeByHeaps brings a signature's issuer along in many forms, and as many
// lists and answers as go into the file, each of them many times.
func storeByHeaps(tb testing.TB, w world) []byte {
	tb.Helper()
	file := seal(tb, strangersPen(tb, w), "<x/>", nil)
	k := must(ecdsa.GenerateKey(elliptic.P521(), rand.Reader))(tb)
	objects := map[int]string{}
	refs := map[string]string{}
	add := func(kind string, der []byte) {
		n := 30 + len(objects)
		objects[n] = stream("", der)
		refs[kind] += strings.Repeat(fmt.Sprintf("%d 0 R ", n), 20)
	}
	for i := range 200 {
		template := &x509.Certificate{SerialNumber: big.NewInt(int64(i + 1)), RawSubject: w.root.Certificate.RawSubject, IsCA: true, BasicConstraintsValid: true,
			NotBefore: noon().AddDate(0, 0, -9), NotAfter: noon().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageCertSign, DNSNames: []string{fmt.Sprint(i)}}
		add("Certs", must(x509.CreateCertificate(rand.Reader, template, template, k.Public(), k))(tb))
	}
	for n := range 30 {
		var revoked []pki.Revocation
		for i := range 400 {
			revoked = append(revoked, pki.Revocation{Serial: big.NewInt(int64(i + n + 1000)), At: noon()})
		}
		add("CRLs", must(pki.CRL(tb.Context(), w.root, pki.CRLParams{Number: big.NewInt(int64(n)), ThisUpdate: noon(), NextUpdate: noon().AddDate(0, 1, 0), Revoked: must(pki.EntriesOf(revoked...))(tb)}))(tb))
	}
	objects[3] = "<< /Type /Catalog /Pages 4 0 R /AcroForm << /SigFlags 3 /Fields [ 6 0 R ] >> /Perms << /DocMDP 1 0 R >> /Metadata 2 0 R " +
		"/DSS << /Certs [ " + refs["Certs"] + "] /CRLs [ " + refs["CRLs"] + "] >> >>"
	return update(file, "", objects)
}

// A hostile megabyte costs at most a second of the processor and 256 MiB, all
// allocations counted together.
func TestHostileFilesAreCheap(t *testing.T) {
	files := hostile()
	files["revisions after a signature"] = signedThenRevised(t)
	w := newWorld(t, false)
	files["a store by heaps"] = storeByHeaps(t, w)
	trust := w.trust(t)
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := processor(t)
			_, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, At: dayAfter()})
			spent := processor(t) - start
			runtime.ReadMemStats(&after)
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%d bytes, %v, %d MiB, %v", len(file), spent, used, err)
			if spent > time.Second || used > 256 {
				t.Errorf("costs %v and %d MiB", spent, used)
			}
		})
	}
}

// processor is the time this process has spent on the processor.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestLimits(t *testing.T) {
	_, err := verify.Check(t.Context(), make([]byte, 100), verify.Options{At: dayAfter(), MaxSize: 99})
	if e := new(verify.Error); !errors.As(err, &e) || e.Code != verify.LimitExceeded {
		t.Error(err)
	}
	_, err = verify.Check(t.Context(), []byte("no PDF"), verify.Options{At: dayAfter()})
	if e := new(verify.Error); !errors.As(err, &e) || e.Code != verify.NotPDF {
		t.Error(err)
	}
	if _, err := verify.Check(t.Context(), []byte("%PDF-1.7"), verify.Options{}); err == nil {
		t.Error("neither At nor Now, and no error")
	}
}
