package verify

import (
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

const (
	maxEvidence      = 64      // lists, answers or certificates of one file
	maxEvidenceBytes = 2 << 20 // of all of them together
)

// validation is what a file brings along to prove its certificates with.
type validation struct {
	certificates [][]byte
	evidence     *chain.Evidence
	bytes        int // read so far
}

// validationOf reads the document security store (ISO 32000-2, 12.8.4.3) of
// the file as it stands. Nothing in it is believed for standing there: every
// list and answer must be signed by the issuer it speaks for.
func validationOf(pdf *pdfread.File) validation {
	v := validation{evidence: &chain.Evidence{}}
	view := pdf.Final()
	store := view.Dict(view.Catalog()["DSS"])
	for _, der := range streams(view, store["Certs"]) {
		if v.room(der) {
			v.certificates = append(v.certificates, der)
		}
	}
	v.add(streams(view, store["CRLs"]), streams(view, store["OCSPs"]))
	return v
}

// room counts what is read and reports whether it is still within the limit.
func (v *validation) room(der []byte) bool {
	v.bytes += len(der)
	return v.bytes <= maxEvidenceBytes
}

// streams decodes the streams of an array, each once.
func streams(view *pdfread.View, list pdfread.Object) [][]byte {
	var out [][]byte
	seen := map[*pdfread.Stream]bool{}
	for _, o := range view.Array(list) {
		stream, ok := view.Resolve(o).(*pdfread.Stream)
		if !ok || seen[stream] || len(out) == maxEvidence {
			continue
		}
		seen[stream] = true
		if data, err := view.Decode(stream); err == nil {
			out = append(out, data)
		}
	}
	return out
}

// add keeps lists and answers that can be read, up to the limit.
func (v *validation) add(lists, answers [][]byte) {
	for _, der := range lists {
		if len(v.evidence.Lists) == maxEvidence || !v.room(der) {
			break
		}
		if list, err := chain.ParseList(der); err == nil {
			v.evidence.Lists = append(v.evidence.Lists, list)
		}
	}
	for _, der := range answers {
		if len(v.evidence.Answers) == maxEvidence || !v.room(der) {
			break
		}
		if answer, err := chain.ParseAnswer(der); err == nil {
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
