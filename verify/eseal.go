package verify

import (
	"bytes"
	"crypto/x509"
	"errors"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/signature/statement"
)

// subFilterSeal names signatures whose Contents is an SES_Signature (GB/T
// 38540-2020, GM/T 0031) and no CMS, as Chinese readers know them (docs/adr/0031).
const subFilterSeal pdfread.Name = "GM.sm2seal"

// eseal is what a signature is that was made with an electronic seal.
type eseal struct {
	sesread.Signature
	maker *x509.Certificate // of the seal (制章者)
}

func sealsElectronically(d pdfread.Dict) bool { return d["SubFilter"] == subFilterSeal }

// identifySeal opens an SES_Signature and finds its signer's certificate. What
// the rules for all signatures ask of a container is set from it.
func (c *checker) identifySeal(j *judged, contents []byte) {
	read, err := sesread.Parse(contents)
	if err != nil {
		j.fail(esealReason(err))
		return
	}
	signer := cmsread.Signer{DigestAlgorithm: cmsread.Algorithm{OID: digest.SM3.OID()}, Signature: read.Value}
	if read.Timestamp != nil {
		signer.Unsigned = []cmsread.Attribute{{OID: cmsread.OIDSignatureTimestamp, Values: [][]byte{read.Timestamp}}}
	}
	j.container = cmsread.SignedData{Length: read.Length, Certificates: [][]byte{read.Certificate, read.Seal.Maker}, Signers: []cmsread.Signer{signer}}
	if !allZero(contents[read.Length:]) {
		j.fail(reasonContentsPadding)
	}
	j.carried = c.trust.bundle(j.container.Certificates)
	j.bundle = j.carried
	cert, maker := encoded(j.bundle.certificates, read.Certificate), encoded(j.bundle.certificates, read.Seal.Maker)
	if cert == nil || maker == nil {
		j.fail(reasonSignerCertificateMissing)
		return
	}
	j.eseal = &eseal{read, maker}
	madeBy, _ := subjectNames(maker)
	j.ElectronicSeal = &ElectronicSeal{
		ID: read.Seal.ID, Name: read.Seal.Name, Maker: madeBy, Version: read.Seal.Version, From: read.Seal.From, Until: read.Seal.Until,
	}
	j.ours, j.demo = chain.HasPolicy(cert, statement.SealPolicy), chain.HasPolicy(cert, statement.DemoPolicy)
	j.sealedBy(cert)
}

// encoded finds the certificate of an encoding; nil where it could not be read.
func encoded(certificates []*x509.Certificate, der []byte) *x509.Certificate {
	for _, c := range certificates {
		if bytes.Equal(c.Raw, der) {
			return c
		}
	}
	return nil
}

// sealMathematics asks what GB/T 38540-2020, 7.3, asks and needs no trust; ""
// where all holds.
func (j *judged) sealMathematics(file []byte, r byteRange) string {
	j.digest = j.digestOf(file, r, digest.SM3, nil)
	if err := j.eseal.Check(j.eseal.maker, j.cert, j.digest, r); err != nil {
		return esealReason(err)
	}
	return ""
}

func esealReason(err error) string {
	switch {
	case errors.Is(err, sesread.ErrVersion), errors.Is(err, sesread.ErrTimeForm):
		return reasonEsealVersion
	case errors.Is(err, sesread.ErrAlgorithm):
		return reasonAlgorithmUnsupported
	case errors.Is(err, sesread.ErrSealSignature), errors.Is(err, sesread.ErrSealUsage):
		return reasonEsealForged
	case errors.Is(err, sesread.ErrSignature):
		return reasonSignatureValueWrong
	case errors.Is(err, sesread.ErrNotListed):
		return reasonEsealSigner
	case errors.Is(err, sesread.ErrSealTime), errors.Is(err, sesread.ErrSignerTime), errors.Is(err, sesread.ErrTimestamp):
		return reasonEsealTime
	case errors.Is(err, sesread.ErrDigest):
		return reasonDigestMismatch
	case errors.Is(err, sesread.ErrRange):
		return reasonByterangeMalformed
	}
	return reasonSignatureMalformed
}

// believeSeal judges what trust has to do with besides the signer's
// certificate: who made the seal, and the time of signing against the
// timestamp's (7.3 a and h).
func (c *checker) believeSeal(j *judged) {
	if j.stamp != nil {
		if err := j.eseal.CheckStamped(j.stamp.imprint.Time.Add(clockSkew)); err != nil {
			j.fail(esealReason(err))
		}
	}
	path, err := j.bundle.path(&c.search, j.eseal.maker, c.trust, useSeal, c.asOf(j))
	if err != nil || chain.Revocation(path, chain.Question{At: c.at, Proven: j.proven}, &c.trust.evidence, j.evidence) == chain.Revoked {
		j.distrust(reasonEsealMaker)
	}
}

// mostSpare bounds how many bytes a hole has beyond an SES_Signature that has no
// timestamp: it is made for the longest numbers and the longest value.
const mostSpare = 64

// canonicalSeal reports whether an SES_Signature in one of our copies is as the
// sealing writes it. Strict DER has one form; all but the signature's value is
// signed, or listed in what is, or the timestamp of that value, which additions
// holds to one form. A hole with room for a timestamp has one: it cannot be taken
// out.
func canonicalSeal(file []byte, own *judged) bool {
	contents, _ := own.contents()
	token := file[contents.Start+1 : contents.End-1]
	r, ok := rangeOf(own.dict)
	return ok && len(contents.Bytes)*2 == len(token) && lowerCase(token) &&
		own.eseal.Version == sesread.Version2020 && own.eseal.Property == sesread.Range(r) &&
		(own.eseal.Timestamp != nil || len(contents.Bytes)-own.eseal.Length <= mostSpare) &&
		cms.SM2.CheckForm(own.eseal.Value) == nil
}
