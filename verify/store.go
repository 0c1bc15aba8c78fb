package verify

import (
	"crypto/sha1" //nolint:gosec // what ISO 32000-2, 12.8.4.4 names signatures by; it proves nothing here
	"crypto/x509"
	"encoding/hex"
	"strings"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// storeRelated reports whether all that stands in a file's document security
// store belongs to its signatures: certificates that were issued by, or for,
// those of their chains, and lists and answers of those issuers.
func storeRelated(pdf *pdfread.File, all []*judged) bool {
	view := pdf.Final()
	store := view.Dict(view.Catalog()["DSS"])
	names := storeNames(all)
	for name := range view.Dict(store["VRI"]) {
		if name != "Type" && !names[name] {
			return false
		}
	}
	k := kin{names: map[string]bool{}}
	for _, j := range all {
		k.takeSigner(j)
		if j.stamp != nil {
			k.takeSigner(j.stamp)
		}
	}
	if !k.takeAll(streams(view, store["Certs"])) {
		return false
	}
	for _, der := range streams(view, store["CRLs"]) {
		list, err := chain.ParseList(der)
		if err != nil || !k.names[string(list.Issuer())] {
			return false
		}
	}
	for _, der := range streams(view, store["OCSPs"]) {
		answer, err := chain.ParseAnswer(der)
		if err != nil || !answer.About(k.certificates) {
			return false
		}
	}
	return true
}

// storeNames are the names under which a store may speak of the signatures:
// digests of their Contents, which makers take of the bytes, with the padding
// or without, or of the digits that write them.
func storeNames(all []*judged) map[pdfread.Name]bool {
	names := map[pdfread.Name]bool{}
	for _, j := range all {
		contents, _ := j.contents()
		digits := hex.EncodeToString(contents.Bytes)
		for _, of := range [][]byte{contents.Bytes, contents.Bytes[:j.container.Length], []byte(digits), []byte(strings.ToUpper(digits))} {
			sum := sha1.Sum(of) //nolint:gosec // see above
			names[pdfread.Name(strings.ToUpper(hex.EncodeToString(sum[:])))] = true
		}
	}
	return names
}

// kin are certificates that lead to each other by name.
type kin struct {
	certificates []*x509.Certificate
	names        map[string]bool // of subjects and issuers, in DER
}

func (k *kin) take(c *x509.Certificate) {
	k.certificates = append(k.certificates, c)
	k.names[string(c.RawSubject)], k.names[string(c.RawIssuer)] = true, true
}

// takeSigner takes in what a signature brings along and its path.
func (k *kin) takeSigner(j *judged) {
	for _, c := range chain.Parse(j.container.Certificates) {
		k.take(c)
	}
	for _, c := range j.path {
		k.take(c)
	}
}

// takeAll takes certificates in, whatever order they stand in; false where one
// cannot be read or leads nowhere.
func (k *kin) takeAll(ders [][]byte) bool {
	left := chain.Parse(ders)
	if len(left) != len(ders) {
		return false
	}
	for len(left) > 0 {
		var strangers []*x509.Certificate
		for _, c := range left {
			if k.names[string(c.RawSubject)] || k.names[string(c.RawIssuer)] {
				k.take(c)
			} else {
				strangers = append(strangers, c)
			}
		}
		if len(strangers) == len(left) {
			return false
		}
		left = strangers
	}
	return true
}
