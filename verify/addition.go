package verify

import (
	"slices"
	"time"

	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/verify/internal/archival"
)

// clockSkew is how far the clocks of two makers of times may be apart.
const clockSkew = time.Minute

// archivedOnly reports whether the revisions after the first add a document
// security store, document timestamps and electronic seals of the same
// authority and nothing else, and every signature but the first revision's one
// is one of those.
func archivedOnly(pdf *pdfread.File, all []*judged) bool {
	if !archival.Closed(pdf.View(0)) {
		return false
	}
	added := 0
	for i := 1; i < len(pdf.Revisions()); i++ {
		if sealedAgain(pdf, all, i) {
			added++
			continue
		}
		step, ok := archival.Step(pdf.View(i-1), pdf.View(i))
		if !ok {
			return false
		}
		if step.Stamp == 0 {
			continue
		}
		added++
		if !slices.ContainsFunc(all, func(j *judged) bool { return j.owner == step.Stamp && j.first == i }) {
			return false
		}
	}
	return len(all) == 1+added
}

// additions are why what was added after sealing keeps a copy of ours from
// being valid, though none of it changes the copy. It must end in a trusted
// timestamp, a store that is settled or a trusted electronic seal, and belong to
// the file; every timestamp must be one that could not be written otherwise; and
// their times must follow each other.
func additions(pdf *pdfread.File, all []*judged, own *judged) []string {
	if own.Signer.Integrity != Intact {
		return nil
	}
	var reasons []string
	stamps := documentStamps(all)
	last := len(pdf.Revisions()) - 1
	if own.stampDoubted || last > 0 && !endsTrusted(stamps, last) && !settled(pdf, all, stamps) && !endsSealed(all, last) {
		reasons = append(reasons, reasonAdditionUnproven)
	}
	if last > 0 && !storeRelated(pdf, all) {
		reasons = append(reasons, reasonValidationDataForeign)
	}
	if own.stamp != nil && !exactToken(own.stamp) || slices.ContainsFunc(stamps, func(j *judged) bool { return !exactStamp(pdf.Data(), j) }) {
		reasons = append(reasons, reasonTimestampNotCanonical)
	}
	times := timesOf(own, stamps)
	if claimed, ok := own.claimedTime(); ok {
		times = slices.Insert(times, 0, claimed)
	}
	if !inOrder(times) {
		reasons = append(reasons, reasonTimeOrderWrong)
	}
	return reasons
}

// documentStamps lists the intact document timestamps, oldest first.
func documentStamps(all []*judged) []*judged {
	var out []*judged
	for _, j := range all {
		if j.Timestamp && j.Signer.Integrity == Intact {
			out = append(out, j)
		}
	}
	slices.SortStableFunc(out, func(a, b *judged) int { return a.revision - b.revision })
	return out
}

func endsTrusted(stamps []*judged, last int) bool {
	return slices.ContainsFunc(stamps, func(j *judged) bool { return j.revision == last && j.Signer.Seal == SealTrusted })
}

// timesOf are the times that timestamps give a signature, in the order in which
// they must have come about: of its own one, and of those of the document.
func timesOf(s *judged, stamps []*judged) []time.Time {
	var times []time.Time
	if s.stamp != nil {
		times = append(times, s.stamp.imprint.Time)
	}
	for _, j := range stamps {
		times = append(times, j.imprint.Time)
	}
	return times
}

// inOrder reports whether no time is earlier than one before it, as far as two
// clocks can tell.
func inOrder(times []time.Time) bool {
	var latest time.Time
	for _, at := range times {
		if at.Add(clockSkew).Before(latest) {
			return false
		}
		if at.After(latest) {
			latest = at
		}
	}
	return true
}

// foreignOrder holds the times of trusted timestamps in another maker's file
// against each other. What the signers claim is their own clocks' matter.
func foreignOrder(all []*judged, r *Report) {
	for _, s := range all {
		if s.Timestamp || s.Signer.Integrity != Intact {
			continue
		}
		later := slices.DeleteFunc(documentStamps(all), func(j *judged) bool {
			return j.revision <= s.revision || j.Signer.Seal != SealTrusted
		})
		if !inOrder(timesOf(s, later)) {
			r.add(reasonTimeOrderWrong)
		}
	}
}

// claimedTime is the M of the signature dictionary as our writer writes it. One
// that cannot be read claims nothing.
func (s signature) claimedTime() (time.Time, bool) {
	m, ok := s.dict["M"].(pdfread.String)
	if !ok {
		return time.Time{}, false
	}
	at, err := time.Parse("D:20060102150405-07'00'", string(m.Bytes))
	return at, err == nil
}
