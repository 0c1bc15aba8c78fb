package verify

import (
	"crypto/x509"
	"errors"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/statement"
)

// judged is a signature with everything found out about it.
type judged struct {
	signature
	Signer
	revision  int    // index of the revision it signs
	digest    []byte // of the bytes it covers
	container cmsread.SignedData
	eseal     *eseal  // made with an electronic seal: what the container is set from; nil for CMS
	carried   *bundle // the container's certificates
	bundle    *bundle // those and what else the file has: paths are built from them
	cert      *x509.Certificate
	path      []*x509.Certificate // to a trusted root; nil where none leads there
	ours      bool                // the certificate carries the seal policy
	demo      bool                // and the demonstration's
	revoked   chain.Status

	imprint      cmsread.Imprint // of a timestamp
	proven       time.Time       // when a trusted timestamp shows it to exist; zero where none does
	stamp        *judged         // the trusted timestamp of its value; nil where there is none
	stampDoubted bool            // a timestamp of its value proves nothing here
	outlived     bool            // proven to be older than the compromise of a key of its path
	evidence     *chain.Evidence // of revocation, from the file itself; may be nil
}

// fail sets the answer about integrity to what the reason says.
func (j *judged) fail(reason string) {
	r, _ := find(reason)
	if r.effect == Invalid {
		j.Signer.Integrity = Changed
	} else if j.Signer.Integrity == Intact {
		j.Signer.Integrity = Unreadable
	}
	j.Reasons = append(j.Reasons, reason)
}

// distrust says why the seal is not believed.
func (j *judged) distrust(reason string) {
	j.Signer.Seal = SealUntrusted
	j.Reasons = append(j.Reasons, reason)
}

// judge examines one signature: range, container, mathematics. Whether its
// certificate is believed is for believeAll.
func (c *checker) judge(pdf *pdfread.File, s signature) *judged {
	j := &judged{signature: s, Signer: Signer{Field: s.field, Integrity: Intact, Seal: SealNotJudged}, revision: -1}
	r, revision, reason := checkRange(pdf, s)
	if reason != "" {
		j.fail(reason)
		c.identify(j)
		return j
	}
	j.revision, j.Covers = revision, r.end()
	j.Timestamp = s.dict["SubFilter"] == pdfread.Name("ETSI.RFC3161")
	j.Certified = certified(pdf.View(revision), s.dict)
	if c.identify(j); j.Signer.Integrity != Intact {
		return j
	}
	if reason := j.mathematics(pdf.Data(), r); reason != "" {
		j.fail(reason)
	}
	return j
}

// identify opens the container and finds the signer's certificate.
func (c *checker) identify(j *judged) {
	contents, ok := j.contents()
	if !ok {
		return
	}
	if sealsElectronically(j.dict) {
		c.identifySeal(j, contents.Bytes)
		return
	}
	container, err := cmsread.Parse(contents.Bytes)
	switch {
	case errors.Is(err, cmsread.ErrUnsupported):
		j.fail(reasonAlgorithmUnsupported)
		return
	case err != nil:
		j.fail(reasonSignatureMalformed)
		return
	}
	j.container = container
	if !allZero(contents.Bytes[container.Length:]) {
		j.fail(reasonContentsPadding)
	}
	if len(container.Signers) != 1 {
		j.fail(reasonSeveralSigners)
		return
	}
	j.carried = c.trust.bundle(container.Certificates)
	j.bundle = j.carried
	cert, err := container.Signers[0].Certificate(j.bundle.certificates)
	switch {
	case errors.Is(err, cmsread.ErrNoCertificate):
		j.fail(reasonSignerCertificateMissing)
		return
	case err != nil:
		j.fail(reasonSignatureMalformed)
		return
	}
	j.ours, j.demo = chain.HasPolicy(cert, statement.SealPolicy), chain.HasPolicy(cert, statement.DemoPolicy)
	j.sealedBy(cert)
}

// sealedBy notes whose certificate it is.
func (j *judged) sealedBy(cert *x509.Certificate) {
	j.cert = cert
	j.Name, j.Organization = subjectNames(cert)
	j.SerialNumber = cert.SerialNumber.Text(16)
	j.Algorithm = algorithmName(cert.PublicKey, j.container.Signers[0].DigestAlgorithm.Hash())
}

func subjectNames(c *x509.Certificate) (name, organization string) {
	if len(c.Subject.Organization) > 0 {
		organization = c.Subject.Organization[0]
	}
	if name = c.Subject.CommonName; name == "" {
		name = organization
	}
	return name, organization
}

// digestOf hashes what a range covers. What is known of the file's beginning
// may be nil.
func (j *judged) digestOf(file []byte, r byteRange, kind digest.Algorithm, known *beginning) []byte {
	h, taken := known.sum(kind, r.gapStart())
	h.Write(file[taken:r.gapStart()])
	h.Write(file[r.gapEnd():r.end()])
	return h.Sum(nil)
}

// mathematics checks digest, attributes and signature; "" where they hold.
func (j *judged) mathematics(file []byte, r byteRange) string {
	if j.eseal != nil {
		return j.sealMathematics(file, r)
	}
	signer := j.container.Signers[0]
	hash := signer.DigestAlgorithm.Hash()
	if hash == 0 {
		return reasonAlgorithmUnsupported
	}
	j.digest = j.digestOf(file, r, hash, nil)

	covered, contentType := j.digest, cmsread.OIDData
	switch j.dict["SubFilter"] {
	case pdfread.Name("ETSI.CAdES.detached"), pdfread.Name("adbe.pkcs7.detached"):
		if j.container.ContentType != cmsread.OIDData || len(j.container.Content) > 0 {
			return reasonSignedAttributesWrong
		}
	case pdfread.Name("ETSI.RFC3161"):
		imprint, ok := j.container.Imprint()
		if !ok || !imprint.Matches(file[:r.gapStart()], file[r.gapEnd():r.end()]) {
			return reasonDigestMismatch
		}
		j.imprint = imprint
		covered, contentType = hash.Sum(j.container.Content), cmsread.OIDTSTInfo
	default:
		return reasonSubfilterUnsupported
	}
	if reason := mathematicsReason(signer.Check(contentType, covered, j.cert)); reason != "" {
		return reason
	}
	if err := signer.CheckSigningCertificate(j.cert); err != nil {
		return reasonSigningCertificateMismatch
	}
	if j.dict["SubFilter"] != pdfread.Name("adbe.pkcs7.detached") && !signer.HasSigningCertificate() {
		return reasonSigningCertificateMissing
	}
	return ""
}

func mathematicsReason(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, cmsread.ErrAttributesMissing):
		return reasonSignedAttributesMissing
	case errors.Is(err, cmsread.ErrDigest):
		return reasonDigestMismatch
	case errors.Is(err, cmsread.ErrSignature):
		return reasonSignatureValueWrong
	case errors.Is(err, cmsread.ErrUnsupported):
		return reasonAlgorithmUnsupported
	}
	return reasonSignedAttributesWrong
}

// believe judges the signer's certificate by the trust at hand.
func (c *checker) believe(j *judged) {
	use := useSeal
	if j.Timestamp {
		use = useTime
	}
	if c.trust == nil {
		j.distrust(reasonSealUntrusted)
		return
	}
	path, err := c.path(j, use)
	j.path = path
	switch {
	case errors.Is(err, chain.ErrExpired):
		j.distrust(reasonSealExpired)
	case errors.Is(err, chain.ErrNotYetValid):
		j.distrust(reasonSealNotYetValid)
	case errors.Is(err, chain.ErrWeak):
		j.distrust(reasonWeakAlgorithm)
	case err != nil:
		j.distrust(reasonSealUntrusted)
	default:
		j.Signer.Seal = SealTrusted
	}
	if path != nil {
		c.restrict(j)
	}
	if j.eseal != nil {
		c.believeSeal(j)
	}
}

// vain is a search that found no path. It is not made again for every
// signature that brings the same certificates, as those by one timestamp
// authority do.
type vain struct {
	bundle *bundle
	leaf   *x509.Certificate
	use    string
	at     time.Time
}

func (c *checker) path(j *judged, use string) ([]*x509.Certificate, error) {
	key := vain{j.bundle, j.cert, use, c.asOf(j)}
	if err, known := c.vain[key]; known {
		return nil, err
	}
	path, err := j.bundle.path(&c.search, j.cert, c.trust, use, key.at)
	if path == nil {
		if c.vain == nil {
			c.vain = map[vain]error{}
		}
		c.vain[key] = err
	}
	return path, err
}

// restrict applies what may lower the trust in a signer whose path leads to a
// root: revocation, key usage, algorithms, the root's compromise.
func (c *checker) restrict(j *judged) {
	j.revoked = c.revocation(j)
	if j.revoked == chain.Revoked {
		j.distrust(reasonSealRevoked)
	}
	c.restrictCompromised(j)
	if !j.Timestamp && chain.Usage(j.cert, len(j.path) == 1) != nil || j.Timestamp && chain.TimestampUsage(j.cert) != nil {
		j.distrust(reasonKeyUsageWrong)
	}
	if j.Timestamp {
		c.restrictTime(j)
	}
	if weak(j.container.Signers[0]) {
		j.distrust(reasonWeakAlgorithm)
	}
	root := c.trust.rootOf(j.path)
	if !root.compromised.IsZero() && !c.asOf(j).Before(root.compromised) {
		j.distrust(reasonRootCompromised)
	}
}

// restrictTime: every certificate of a timestamp's path was valid at the time
// that it gives, whatever is true of the time asked about.
func (c *checker) restrictTime(j *judged) {
	for _, cert := range j.path {
		switch at := j.imprint.Time; {
		case at.After(cert.NotAfter):
			j.distrust(reasonSealExpired)
		case at.Before(cert.NotBefore):
			j.distrust(reasonSealNotYetValid)
		}
	}
}

func weak(s cmsread.Signer) bool { return s.DigestAlgorithm.OID == cmsread.OIDSHA1 }

// certified is the P of a signature's DocMDP (12.8.2.2), 0 where it has none.
func certified(view *pdfread.View, d pdfread.Dict) int {
	for _, o := range view.Array(d["Reference"]) {
		reference := view.Dict(o)
		if view.Name(reference["TransformMethod"]) != "DocMDP" {
			continue
		}
		return view.Int(view.Dict(reference["TransformParams"])["P"], 2)
	}
	return 0
}
