package pdfread

import "slices"

// index finds an object's line in any revision without asking every section:
// for each number the newest line, and from each line the next older one. A
// file opened as proven has one table instead.
type index struct {
	newest map[int]int // number -> position in lines
	lines  []line
	table  []int // number -> offset; nil but for a proven file
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

// find gives an object's newest line up to a revision, and the revision.
func (x index) find(number, last int) (entry, int, bool) {
	if x.table != nil {
		if number <= 0 || number >= len(x.table) {
			return entry{}, 0, false
		}
		return entry{plain, x.table[number], 0}, 0, true
	}
	at, ok := x.newest[number]
	for ok && at >= 0 {
		line := x.lines[at]
		if line.revision <= last {
			return line.entry, line.revision, true
		}
		at = line.older
	}
	return entry{}, 0, false
}

// numbers calls visit with every number that any revision lists.
func (x index) numbers(visit func(number int)) {
	for number := range x.newest {
		visit(number)
	}
	for number := 1; number < len(x.table); number++ {
		visit(number)
	}
}
