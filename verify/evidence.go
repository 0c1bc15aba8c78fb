package verify

import (
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// maxEvidence bounds what of one kind is read from one file.
const maxEvidence = 64

// validation is what a file brings along to prove its certificates with.
type validation struct {
	certificates [][]byte
	evidence     *chain.Evidence
}

// validationOf reads the document security store (ISO 32000-2, 12.8.4.3) of
// the file as it stands. Nothing in it is believed for standing there: every
// list and answer must be signed by the issuer it speaks for.
func validationOf(pdf *pdfread.File) validation {
	v := validation{evidence: &chain.Evidence{}}
	view := pdf.Final()
	store := view.Dict(view.Catalog()["DSS"])
	v.certificates = streams(view, store["Certs"])
	v.add(streams(view, store["CRLs"]), streams(view, store["OCSPs"]))
	return v
}

func streams(view *pdfread.View, list pdfread.Object) [][]byte {
	var out [][]byte
	for _, o := range view.Array(list) {
		stream, ok := view.Resolve(o).(*pdfread.Stream)
		if !ok || len(out) == maxEvidence {
			continue
		}
		if data, err := view.Decode(stream); err == nil {
			out = append(out, data)
		}
	}
	return out
}

// add keeps lists and answers that can be read, up to the limit.
func (v *validation) add(lists, answers [][]byte) {
	for _, der := range lists {
		if list, err := chain.ParseList(der); err == nil && len(v.evidence.Lists) < maxEvidence {
			v.evidence.Lists = append(v.evidence.Lists, list)
		}
	}
	for _, der := range answers {
		if answer, err := chain.ParseAnswer(der); err == nil && len(v.evidence.Answers) < maxEvidence {
			v.evidence.Answers = append(v.evidence.Answers, answer)
		}
	}
}

// addContainer keeps what a signature's container itself brings along.
func (v *validation) addContainer(d cmsread.SignedData) {
	v.add(d.CRLs, nil)
	for _, s := range d.Signers {
		v.add(s.RevocationValues())
	}
}
