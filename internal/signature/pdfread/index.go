package pdfread

import "slices"

// index finds an object's line in any revision without asking every section:
// for each number the newest line, and from each line the next older one.
type index struct {
	newest map[int]int // number -> position in lines
	lines  []line
}

type line struct {
	entry
	revision int
	older    int // position in lines, -1 for none
}

func newIndex(revisions []*Revision) index {
	count := 0
	for _, r := range revisions {
		for _, s := range r.sections {
			count += len(s.entries)
		}
	}
	x := index{newest: make(map[int]int, count), lines: make([]line, 0, count)}
	for i, r := range revisions {
		for _, s := range slices.Backward(r.sections) { // the newest section of a revision decides
			for number, e := range s.entries {
				older, ok := x.newest[number]
				if !ok {
					older = -1
				}
				x.newest[number] = len(x.lines)
				x.lines = append(x.lines, line{e, i, older})
			}
		}
	}
	return x
}
