package verify

import (
	"slices"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// The baseline levels of EN 319 142-1, clause 6.
const (
	levelB   = "B-B"
	levelT   = "B-T"
	levelLT  = "B-LT"
	levelLTA = "B-LTA"
)

// levels says for each intact signature which level the file shows, and the
// times that trusted timestamps give it.
func (c *checker) levels(pdf *pdfread.File, all []*judged) {
	for _, j := range all {
		if j.Timestamp || j.Signer.Integrity != Intact {
			continue
		}
		later := slices.DeleteFunc(documentStamps(all), func(s *judged) bool {
			return s.revision <= j.revision || s.Signer.Seal != SealTrusted
		})
		j.Times = timesOf(j, later)
		if j.eseal == nil { // PAdES knows a CMS alone
			j.Level = c.level(pdf, j, later)
		}
	}
}

// level is that of one signature. What proves certificates must stand in the
// document security store behind a first time, and for B-LTA under a second.
func (c *checker) level(pdf *pdfread.File, j *judged, later []*judged) string {
	first := j.revision // where it has its first time
	switch {
	case j.stamp != nil:
	case len(later) > 0:
		first, later = later[0].revision, later[1:]
	default:
		return levelB
	}
	store := storeSince(pdf)
	if store < first || !c.proves(j) || j.stamp != nil && !c.proves(j.stamp) {
		return levelT
	}
	if slices.ContainsFunc(later, func(s *judged) bool { return s.revision >= store }) {
		return levelLTA
	}
	return levelLT
}

// storeSince is the revision that first has a document security store; -1 for none.
func storeSince(pdf *pdfread.File) int {
	for i := range pdf.Revisions() {
		view := pdf.View(i)
		if view.Dict(view.Catalog()["DSS"]) != nil {
			return i
		}
	}
	return -1
}

// proves reports whether what the file itself brings along says of every
// certificate of a path that it is good.
func (c *checker) proves(j *judged) bool {
	return j.path != nil && j.evidence != nil && chain.Revocation(j.path, chain.Question{At: c.at, Proven: j.proven}, j.evidence) == chain.Good
}
