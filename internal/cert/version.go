package cert

import "yinxin.example/yinxin/internal/civil"

// CatalogueVersion names one version of an authority's part of the catalogue.
type CatalogueVersion struct {
	Authority   string
	Number      int        // 1, 2, … within the authority
	EffectiveOn civil.Date // the first day it is in force
}

// replaces reports whether v goes before another version of the same authority
// once both have taken effect: the later day, and of one day the later number.
func (v CatalogueVersion) replaces(other CatalogueVersion) bool {
	if c := v.EffectiveOn.Compare(other.EffectiveOn); c != 0 {
		return c > 0
	}
	return v.Number > other.Number
}

// VersionOn returns the version of an authority's part that is in force on a
// day; false before its first.
func VersionOn(versions []CatalogueVersion, authority string, day civil.Date) (CatalogueVersion, bool) {
	var found CatalogueVersion
	for _, v := range versions {
		if v.Authority == authority && !day.Before(v.EffectiveOn) && (found.Number == 0 || v.replaces(found)) {
			found = v
		}
	}
	return found, found.Number != 0
}
