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

// Qualifications lists the qualifications in the catalogue's order.
func (c Catalogue) Qualifications() []string { return slices.Clone(c.qualifications) }

// Authorities lists those who issue anything, in the catalogue's order.
func (c Catalogue) Authorities() []string { return slices.Clone(c.authorities) }

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

// EnglishName returns the English name of what a certificate is for, that of
// the first entry where several authorities issue it, "" where it has none.
func (c Catalogue) EnglishName(qualification, level, specialty string) string {
	i, ok := c.bySpecialty[grade{qualification, level, specialty}]
	if !ok {
		return ""
	}
	return c.entries[i].EnglishName
}
