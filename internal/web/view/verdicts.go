package view

import "yinxin.example/yinxin/internal/civil"

// Rank puts what needs a look before what does not: files not to be relied on,
// those that cannot be judged or read, and the good ones.
func (f FileVerdict) Rank() int {
	switch {
	case f.Refused == "" && f.Word() == "invalid":
		return 0
	case f.Refused != "" || f.Word() != "valid":
		return 1
	default:
		return 2
	}
}

// Count tells how many files are of a rank.
func (v Verdicts) Count(rank int) int {
	n := 0
	for _, f := range v.Files {
		if f.Rank() == rank {
			n++
		}
	}
	return n
}

// OfToday reports whether the day asked about was the day of the check.
func (j Judgement) OfToday() bool { return j.Day == civil.Of(j.CheckedAt) }

// InFours sets a digest in groups of four characters, to be read.
func (r Record) InFours() []string {
	var groups []string
	for rest := r.FileDigest; rest != ""; {
		n := min(4, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return groups
}
