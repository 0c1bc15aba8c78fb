package verify

import (
	"bytes"
	"slices"

	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// sealedAgain reports whether a revision is the very one that the sealing lays
// out to seal a copy once more: with an electronic seal of the authority whose
// seal is in the first revision. Whether that is believed is another question.
func sealedAgain(pdf *pdfread.File, all []*judged, revision int) bool {
	own := ownSeal(all)
	at := slices.IndexFunc(all, func(j *judged) bool { return j.first == revision && j.eseal != nil && j.ours })
	if at < 0 || own == nil || all[at] == own || all[at].Organization != own.Organization ||
		all[at].eseal.Timestamp != nil || !canonicalSeal(pdf.Data(), all[at]) {
		return false
	}
	place, ok := addition.Behind(pdf, revision-1)
	if !ok {
		return false
	}
	contents, _ := all[at].contents()
	file := pdf.Data()[:pdf.Revisions()[revision].End]
	before := file[:pdf.Revisions()[revision-1].End]
	made := place.Seal(slices.Clip(before), all[at].eseal.Time, 2*len(contents.Bytes))
	return made.Hole == contents.Start && made.Resume == contents.End && len(made.File) == len(file) &&
		bytes.Equal(made.File[:made.Hole], file[:made.Hole]) && bytes.Equal(made.File[made.Resume:], file[made.Resume:])
}

// endsSealed reports whether the last revision is a trusted electronic seal's.
func endsSealed(all []*judged, last int) bool {
	return slices.ContainsFunc(all, func(j *judged) bool {
		return j.eseal != nil && j.revision == last && j.Signer.Integrity == Intact && j.Signer.Seal == SealTrusted
	})
}
