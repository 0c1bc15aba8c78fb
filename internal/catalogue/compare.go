package catalogue

import "slices"

// Difference is what a version changes of the one before it. Entries are the
// same by qualification, level and specialty; their order is no difference.
type Difference struct {
	Added   []Entry
	Removed []Entry
	Changed []Changed
}

// Changed is an entry that says something else.
type Changed struct {
	Before, After Entry
	Values        []Value // those that differ
}

// Value is one column of an entry, before and after.
type Value struct{ Column, Before, After string }

// None reports whether there is no difference.
func (d Difference) None() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// Compare tells what differs between two versions of an authority's part.
func Compare(before, after []Entry) Difference {
	type key struct{ qualification, level, specialty string }
	keyOf := func(e Entry) key { return key{e.Qualification, e.Level, e.Specialty} }
	old := make(map[key]Entry, len(before))
	for _, e := range before {
		old[keyOf(e)] = e
	}
	var d Difference
	kept := make(map[key]bool, len(after))
	for _, e := range after {
		was, known := old[keyOf(e)]
		kept[keyOf(e)] = true
		if !known {
			d.Added = append(d.Added, e)
		} else if values := compareValues(was, e); len(values) > 0 {
			d.Changed = append(d.Changed, Changed{was, e, values})
		}
	}
	d.Removed = slices.DeleteFunc(slices.Clone(before), func(e Entry) bool { return kept[keyOf(e)] })
	return d
}

func compareValues(before, after Entry) (values []Value) {
	was, is := record(before), record(after)
	for i, column := range columns() {
		if was[i] != is[i] {
			values = append(values, Value{column, was[i], is[i]})
		}
	}
	return values
}
