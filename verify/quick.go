package verify

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// maxQuick is the largest file judged the short way; no such file comes near a
// limit of package pdfread.
const maxQuick = 4 << 20

// quick judges a copy of ours in one pass over its bytes: the writer's byte
// grammar proves all that reading every object could show. It answers only
// where there is nothing to object to in the file's integrity; for every other
// file done is false, and reading it in full says what it is.
func (c *checker) quick(ctx context.Context, file []byte) (r Report, done bool, err error) {
	if len(file) > maxQuick || c.inFull {
		return r, false, nil
	}
	begins := c.trust.begins(file)
	where, ok := canonicalGrammar(file, begins)
	if !ok {
		return r, false, nil
	}
	var objects pdfread.Known
	if begins != nil {
		objects = begins.objects
	}
	pdf, err := pdfread.OpenProven(ctx, file, where.offsets, where.xref, where.trailer, objects, pdfread.DefaultLimits(len(file)))
	if err != nil {
		return r, false, ctx.Err()
	}
	signatures := allSignatures(pdf)
	if len(signatures) != 1 || pdf.Final().Catalog()["DSS"] != nil {
		return r, false, nil
	}
	j, met, ok := c.judgeOwn(pdf, signatures[0], begins)
	if !ok || len(pdf.Issues()) > 0 {
		return r, false, nil
	}
	all := []*judged{j}
	c.levels(pdf, all)
	r = c.blank()
	c.combine(all, &r)
	c.content(pdf, all, &r)
	switch {
	case r.Seal != SealTrusted || met || r.Data == nil: // a report begins as no other does
	case begins != nil:
		begins.meet(sealOf(j))
	default:
		c.trust.begin.keep(pdf, where.offsets, j)
	}
	return r, true, ctx.Err()
}

// begins finds what is known of a file's beginning; nil for nothing.
func (t *Trust) begins(file []byte) *beginning {
	if t == nil {
		return nil
	}
	return t.begin.of(file)
}

// judgeOwn judges the one signature of what may be an intact copy of ours; ok
// is false where it is anything else. Met tells that its seal was met before.
func (c *checker) judgeOwn(pdf *pdfread.File, s signature, begins *beginning) (j *judged, met, ok bool) {
	for _, by := range begins.met() {
		if j, ok = c.judgeBy(pdf, s, begins, by); ok {
			return j, true, true
		}
	}
	j = c.judge(pdf, s)
	c.believeAll(pdf, []*judged{j})
	return j, false, j.ours && j.Signer.Integrity == Intact && canonicalContents(pdf.Data(), j) && len(additions(pdf, []*judged{j}, j)) == 0
}

// judgeBy supposes that the seal is one met on copies that begin so. Its
// chain and the document's digest determine the whole container but for the
// signature's value, so that comparing proves all that reading it could show.
func (c *checker) judgeBy(pdf *pdfread.File, s signature, begins *beginning, by seal) (j *judged, ok bool) {
	contents, _ := s.contents()
	if !by.on(contents.Bytes) || s.dict["SubFilter"] != pdfread.Name("ETSI.CAdES.detached") {
		return nil, false
	}
	r, revision, reason := checkRange(pdf, s)
	if reason != "" {
		return nil, false
	}
	j = &judged{signature: s, Signer: Signer{Field: s.field, Integrity: Intact, Seal: SealNotJudged}, revision: revision,
		container: cmsread.SignedData{Signers: []cmsread.Signer{{DigestAlgorithm: by.digest}}}, carried: by.bundle, bundle: by.bundle}
	j.Covers, j.Certified = r.end(), certified(pdf.View(revision), s.dict)
	j.ours, j.demo = true, by.demo
	j.sealedBy(by.certificate)
	c.know(j)
	j.ProvenAt = j.proven
	c.believe(j)

	template := j.carried.line(j.cert, j.path)
	if template == nil || template.Algorithm().Hash() != begins.hash {
		return nil, false
	}
	j.digest = j.digestOf(pdf.Data(), r, begins.hash, begins)
	length, signature := valueIn(contents.Bytes, template)
	j.container.Length, j.container.Signers[0].Signature = length, signature
	if signature == nil || !allZero(contents.Bytes[length:]) || !canonicalForm(pdf.Data(), j, template) {
		return nil, false
	}
	return j, verifies(j.cert.PublicKey, begins.hash, template.AttributesDigest(nil, j.digest), signature)
}

// valueIn gives the length of a container that the template would fill, and the
// signature's value at its end: as much shorter than the longest as the
// container is. The value is nil where there is none.
func valueIn(contents []byte, template *cms.Template) (length int, value []byte) {
	const header = 4 // a SEQUENCE of between 256 and 65535 bytes
	if len(contents) != template.MaxLen() || len(contents) < header || contents[0] != 0x30 || contents[1] != 0x82 {
		return 0, nil
	}
	length = header + int(contents[2])<<8 + int(contents[3])
	size := template.Algorithm().MaxSignatureLen() - (len(contents) - length)
	if length > len(contents) || size <= 0 {
		return 0, nil
	}
	return length, contents[length-size : length]
}

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

func verifies(public crypto.PublicKey, kind digest.Algorithm, signed, signature []byte) bool {
	switch k := public.(type) {
	case *ecdsa.PublicKey:
		if sm2key.Is(k) {
			return sm2key.Verify(k, signed, signature)
		}
		return ecdsa.VerifyASN1(k, signed, signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(k, kind.Standard(), signed, signature) == nil
	}
	return false
}
