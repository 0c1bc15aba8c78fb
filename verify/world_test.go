package verify_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

const authority = "示例拍卖师协会"

// noon is when everything in these tests was made; dayAfter is when it is
// usually judged.
func noon() time.Time     { return time.Date(2026, 3, 4, 12, 0, 0, 0, civil.Shanghai()) }
func dayAfter() time.Time { return noon().AddDate(0, 0, 1) }

// world is a root, one authority's seal under it, and the trust in the root.
type world struct {
	root *pki.Issuer
	seal *x509.Certificate
	pen  *pades.Signer
}

func newWorld(tb testing.TB, demo bool) world {
	tb.Helper()
	root := newRoot(tb, "示例根证书")
	seal, pen := newSeal(tb, root, pki.SealParams{Authority: authority, Demo: demo, From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)})
	return world{root, seal, pen}
}

func newRoot(tb testing.TB, name string) *pki.Issuer {
	tb.Helper()
	k := must(key.Generate(cms.P256))(tb)
	return must(pki.NewRoot(tb.Context(), k, pki.RootParams{CommonName: name, From: noon().AddDate(-1, 0, 0), Until: noon().AddDate(20, 0, 0)}))(tb)
}

func newSeal(tb testing.TB, root *pki.Issuer, p pki.SealParams) (*x509.Certificate, *pades.Signer) {
	tb.Helper()
	return newSealOf(tb, cms.P256, root, p)
}

func newSealOf(tb testing.TB, alg cms.Algorithm, root *pki.Issuer, p pki.SealParams) (*x509.Certificate, *pades.Signer) {
	tb.Helper()
	k := must(key.Generate(alg))(tb)
	seal := must(pki.IssueSeal(tb.Context(), root, k.Public(), p))(tb)
	return seal, must(pades.NewSigner(tb.Context(), k, []*x509.Certificate{seal, root.Certificate}))(tb)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func (w world) pem() []byte { return pki.EncodeCertificates(w.root.Certificate) }

func (w world) trust(tb testing.TB, crls ...[]byte) *verify.Trust {
	tb.Helper()
	return must(verify.ParseTrust(w.pem(), crls...))(tb)
}

func (w world) check(tb testing.TB, file []byte) verify.Report {
	tb.Helper()
	return check(tb, file, verify.Options{Trust: w.trust(tb), At: dayAfter()})
}

// check judges a file by every way there is, which must say the same: the
// first time, with its beginning known if it is one of ours, and in full.
func check(tb testing.TB, file []byte, opts verify.Options) verify.Report {
	tb.Helper()
	r := must(verify.Check(context.Background(), file, opts))(tb)
	sameInFull(tb, r, nil, file, opts)
	again := must(verify.Check(context.Background(), file, opts))(tb)
	if diff := cmp.Diff(r, again); diff != "" {
		tb.Errorf("the second time is another: %s", diff)
	}
	return r
}

// sameInFull holds what the short way says against the long way.
func sameInFull(tb testing.TB, r verify.Report, err error, file []byte, opts verify.Options) {
	tb.Helper()
	full, fullErr := verify.CheckInFull(context.Background(), file, opts)
	if diff := cmp.Diff(full, r); diff != "" || (err == nil) != (fullErr == nil) {
		tb.Errorf("the short way (+) and the long way (-) differ: %v, %v %s", err, fullErr, diff)
	}
}

// said is an endorsed copy's statement.
func said() statement.Statement {
	return statement.Statement{
		Code: "0123456789ABC", Address: "https://yinxin.example/v/0123456789ABC",
		ManagementNumber: "2024110133", Name: "张㐀·买买提", Sex: "男",
		BirthDate: civil.MustParse("1990-01-02"), DocumentType: "居民身份证", MaskedNumber: "1101**********1234",
		Qualification: "拍卖师", ApprovedOn: civil.MustParse("2024-10-20"), IssuedOn: civil.MustParse("2024-12-17"),
		Authority: authority, EndorsedFrom: civil.MustParse("2021-12-17"), Scenario: "本人调用",
		AppliedAt: noon(), ValidUntil: civil.Of(noon()).AddDays(89), MadeAt: noon(),
		CertificateVersion: 1, Policy: 1, Template: "certificate/1", FontSet: "abcd",
	}
}

// packet writes a statement as XMP.
func packet(properties []statement.Property) string {
	var b strings.Builder
	b.WriteString(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">` +
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:yx="` + statement.Namespace + `">`)
	for _, p := range properties {
		if p.Value == "" {
			continue
		}
		b.WriteString("<yx:" + p.Name + ">")
		_ = xml.EscapeText(&b, []byte(p.Value))
		b.WriteString("</yx:" + p.Name + ">")
	}
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
	return b.String()
}

// copyOf seals a statement as our writer would.
func (w world) copyOf(tb testing.TB, s statement.Statement) []byte {
	tb.Helper()
	return seal(tb, w.pen, packet(s.Properties()), nil)
}

// pen signs: a pades.Signer, or one that adds to what it makes.
type pen interface {
	ContentsLen() int
	DigestAlgorithm() digest.Algorithm
	Contents(ctx context.Context, digest []byte) ([]byte, error)
}

const holeMark = "@contents@"
const rangeMark = "[0 @range@]"

// seal writes a one-page document in our writer's byte grammar and signs it:
// 1 signature, 2 metadata, 3 catalog, 4 pages, 5 page, 6 field, 7 content.
// More are the bodies of objects 8, 9, ...
func seal(tb testing.TB, pen pen, xmp string, more []string) []byte {
	tb.Helper()
	bodies := append([]string{
		"<< /Type /Sig /Filter " + handlerOf(pen) + " /M (D:20260304120000+08'00') " +
			"/Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >> ] " +
			"/ByteRange " + rangeMark + " /Contents <" + holeMark + "> >>",
		fmt.Sprintf("<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream", len(xmp), xmp),
		"<< /Type /Catalog /Pages 4 0 R /AcroForm << /SigFlags 3 /Fields [ 6 0 R ] >> /Perms << /DocMDP 1 0 R >> /Metadata 2 0 R >>",
		"<< /Type /Pages /Kids [ 5 0 R ] /Count 1 >>",
		"<< /Type /Page /Parent 4 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 7 0 R /Annots [ 6 0 R ] >>",
		"<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /V 1 0 R /P 5 0 R /Rect [0 0 0 0] /F 132 >>",
		"<< /Length 9 >>\nstream\n0 0 m 1 w\nendstream",
	}, more...)
	order := []int{}
	for n := 3; n <= len(bodies); n++ {
		order = append(order, n)
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(bodies)+1)
	for _, n := range append(order, 2, 1) {
		offsets[n] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, bodies[n-1])
	}
	return finish(tb, pen, b.String(), offsets)
}

// finish adds table and trailer and signs. The numbers of the ByteRange are
// part of what they measure: they are tried until they agree.
func finish(tb testing.TB, pen pen, body string, offsets []int) []byte {
	tb.Helper()
	between := ""
	for range 5 {
		text := strings.Replace(body, rangeMark, "[0 "+between+"]", 1)
		var b strings.Builder
		fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets))
		for _, o := range offsets[1:] {
			fmt.Fprintf(&b, "%010d 00000 n \n", o)
		}
		fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 3 0 R /ID [ <00> <00> ] >>\nstartxref\n%d\n%%%%EOF\n",
			len(offsets), len(text)+pen.ContentsLen()-len(holeMark))
		text += b.String()
		at := strings.Index(text, holeMark) - 1
		back := at + pen.ContentsLen() + 2
		now := fmt.Sprintf("%d %d %d", at, back, len(text)+pen.ContentsLen()-len(holeMark)-back)
		if now == between {
			return fill(tb, pen, text)
		}
		between = now
	}
	tb.Fatal("the ByteRange does not settle")
	return nil
}

// fill signs what surrounds the hole of a document.
func fill(tb testing.TB, pen pen, text string) []byte {
	tb.Helper()
	before, after, _ := strings.Cut(text, "<"+holeMark+">")
	h := pen.DigestAlgorithm().New()
	h.Write([]byte(before))
	h.Write([]byte(after))
	var contents []byte
	if e, ok := pen.(esealPen); ok {
		back := len(before) + pen.ContentsLen() + 2
		contents = e.contentsOf(tb, h.Sum(nil), [4]int{0, len(before), back, len(after)})
	} else {
		contents = must(pen.Contents(tb.Context(), h.Sum(nil)))(tb)
	}
	return []byte(before + "<" + string(contents) + ">" + after)
}
