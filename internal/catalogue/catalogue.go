// Package catalogue knows what may be certified: qualifications with their
// levels and specialties, who issues each, under which seal, since when an
// endorsement is needed and from which year certificates are online.
package catalogue

import (
	"slices"

	"yinxin.example/yinxin/internal/cert"
)

// Entry is one line of the catalogue. An authority that issues a qualification
// of several specialties has an entry for each.
type Entry = cert.Offering

// Catalogue answers questions about a list of entries. The zero Catalogue is
// empty. It is immutable and safe for use by several goroutines.
type Catalogue struct {
	entries        []Entry
	qualifications []string // in the order they first appear
	authorities    []string
	issuers        map[string][]string
	levels         map[grade]bool
	bySpecialty    map[grade]int // index of the first entry
}

// grade names what a certificate is for; levels use it with no specialty.
type grade struct{ qualification, level, specialty string }

// New builds a catalogue of entries, which it does not check.
func New(entries []Entry) Catalogue {
	c := Catalogue{
		entries:     slices.Clone(entries),
		issuers:     make(map[string][]string),
		levels:      make(map[grade]bool),
		bySpecialty: make(map[grade]int, len(entries)),
	}
	for i, e := range c.entries {
		if _, known := c.issuers[e.Qualification]; !known {
			c.qualifications = append(c.qualifications, e.Qualification)
		}
		c.issuers[e.Qualification] = appendNew(c.issuers[e.Qualification], e.Authority)
		c.authorities = appendNew(c.authorities, e.Authority)
		c.levels[grade{e.Qualification, e.Level, ""}] = true
		key := grade{e.Qualification, e.Level, e.Specialty}
		if _, known := c.bySpecialty[key]; !known {
			c.bySpecialty[key] = i
		}
	}
	return c
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Entries returns every entry in the catalogue's order.
func (c Catalogue) Entries() []Entry { return slices.Clone(c.entries) }

// Find returns the entry for a qualification, level and specialty, the first
// where several authorities issue it.
func (c Catalogue) Find(qualification, level, specialty string) (Entry, bool) {
	i, ok := c.bySpecialty[grade{qualification, level, specialty}]
	if !ok {
		return Entry{}, false
	}
	return c.entries[i], true
}

// FindIssued returns the entry of one authority for a qualification, level and
// specialty.
func (c Catalogue) FindIssued(qualification, level, specialty, authority string) (Entry, bool) {
	first, ok := c.bySpecialty[grade{qualification, level, specialty}]
	if !ok {
		return Entry{}, false
	}
	for _, e := range c.entries[first:] {
		if e.Qualification == qualification && e.Level == level && e.Specialty == specialty && e.Authority == authority {
			return e, true
		}
	}
	return Entry{}, false
}

// Qualifications lists the qualifications in the catalogue's order.
func (c Catalogue) Qualifications() []string { return slices.Clone(c.qualifications) }

// Authorities lists those who issue anything, in the catalogue's order.
func (c Catalogue) Authorities() []string { return slices.Clone(c.authorities) }

// IssuedBy lists the authorities that issue a qualification.
func (c Catalogue) IssuedBy(qualification string) []string {
	return slices.Clone(c.issuers[qualification])
}

// HasQualification reports whether a qualification is in the catalogue.
func (c Catalogue) HasQualification(qualification string) bool {
	_, ok := c.issuers[qualification]
	return ok
}

// HasLevel reports whether a qualification has a level; "" is the level of a
// qualification that has none.
func (c Catalogue) HasLevel(qualification, level string) bool {
	return c.levels[grade{qualification, level, ""}]
}

// HasSpecialty reports whether a qualification has a specialty at a level.
func (c Catalogue) HasSpecialty(qualification, level, specialty string) bool {
	_, ok := c.bySpecialty[grade{qualification, level, specialty}]
	return ok
}

// Issues reports whether an authority issues a qualification.
func (c Catalogue) Issues(authority, qualification string) bool {
	return slices.Contains(c.issuers[qualification], authority)
}

// EnglishName returns the English name of what a certificate is for, "" where
// it has none.
func (c Catalogue) EnglishName(qualification, level, specialty string) string {
	e, _ := c.Find(qualification, level, specialty)
	return e.EnglishName
}
