package view

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Catalogue (/console/catalogue, 目录) is an authority's part of the catalogue
// in its versions, and the form to compare a file with it: field file.
type Catalogue struct {
	Desk
	MayKeep  bool
	Entries  []CatalogueEntry // in force today
	Versions []CatalogueVersion
	Open     []ProposalRow
	Problems Problems
}

// CatalogueEntry is one row of the catalogue.
type CatalogueEntry struct {
	Qualification, Level, Specialty, Seal string
	SealFrom, EndorsedFrom                civil.Date
	OnlineFrom, OnlineUntil               int // 0 for none
	Scenarios                             []string
	Template                              string
}

// CatalogueVersion is one version; State is in_force, coming or replaced.
type CatalogueVersion struct {
	Number      int
	EffectiveOn civil.Date
	Rows        int
	At          time.Time
	By          string // account ID, or what stands for one
	State       string
}

// Tone of a version's state.
func (v CatalogueVersion) Tone() string {
	switch v.State {
	case "in_force":
		return toneOK
	case "coming":
		return toneWait
	default:
		return toneNone
	}
}

// CatalogueComparison (/console/catalogue/compare) is a file beside the version
// in force, and the form that proposes it: fields catalogue, effective_on, reason.
type CatalogueComparison struct {
	Desk
	Added, Removed []string
	Changed        []CatalogueChange
	Rows           int
	File           string // base64 of the catalogue as read
	EffectiveOn    string
	Reason         string
	Problems       Problems
}

// CatalogueChange is one value of an entry that differs.
type CatalogueChange struct{ Entry, Column, Before, After string }

func (Catalogue) file() string { return "console/catalogue.html" }

func (CatalogueComparison) file() string { return "console/catalogue_compare.html" }
