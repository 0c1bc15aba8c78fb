package verify

import (
	"bytes"
	"crypto/x509"
	"slices"

	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// settled reports whether a file ends in a store that needs no timestamp over
// it (B-LT): the revision is the very one that the sealing lays out for what
// the store holds, and that is nothing but certificates of the signatures' own
// paths and lists of their issuers whose signatures have no twin. So no byte of
// it is free. Before it stands the sealed revision, a trusted timestamp or a
// trusted electronic seal.
func settled(pdf *pdfread.File, all []*judged, stamps []*judged) bool {
	last := len(pdf.Revisions()) - 1
	if last < 1 || last > 1 && !endsTrusted(stamps, last-1) && !endsSealed(all, last-1) {
		return false
	}
	at, ok := addition.Behind(pdf, last-1)
	if !ok {
		return false
	}
	fresh := addition.Without(addition.Of(pdf.Final()), addition.Of(pdf.View(last-1)))
	before := pdf.Data()[:pdf.Revisions()[last-1].End]
	made := at.Append(slices.Clip(before), fresh, 0)
	return !fresh.Empty() && bytes.Equal(made.File, pdf.Data()) && genuine(fresh, issuersOf(all))
}

// issuersOf lists the certificates of all paths, those of the timestamps of
// signatures' values among them.
func issuersOf(all []*judged) (list []*x509.Certificate) {
	for _, j := range all {
		list = append(list, j.path...)
		if j.stamp != nil {
			list = append(list, j.stamp.path...)
		}
	}
	return list
}

func genuine(m addition.Material, issuers []*x509.Certificate) bool {
	for _, der := range m.Certificates {
		if !slices.ContainsFunc(issuers, func(c *x509.Certificate) bool { return bytes.Equal(c.Raw, der) }) {
			return false
		}
	}
	for _, der := range m.Lists {
		list, err := chain.ParseList(der)
		if err != nil || !bytes.Equal(list.Raw(), der) || !slices.ContainsFunc(issuers, list.Settled) {
			return false
		}
	}
	return len(m.Answers) == 0
}
