package view

import (
	"strconv"
	"strings"
	"time"
)

// Announcements (/announcements) lists what went online, latest first.
type Announcements struct {
	Chrome
	All  []Announcement
	Next string // where the next page is; "" for the last
}

func (Announcements) file() string { return "home/announcements.html" }

// Announcement tells what came online at once.
type Announcement struct {
	Since time.Time
	Total int
	Items []AnnouncedItem // largest number of certificates first
}

// AnnouncedItem is the certificates of one qualification and year.
type AnnouncedItem struct {
	Authority     string
	Seal          string
	Qualification string
	Year          int
	Certificates  int
}

// shownItems is how many items of an announcement stand in a list.
const shownItems = 6

// Shown are the items that are listed, and More how many are not.
func (a Announcement) Shown() []AnnouncedItem { return a.Items[:min(len(a.Items), shownItems)] }

// More is how many items Shown leaves out.
func (a Announcement) More() int { return len(a.Items) - len(a.Shown()) }

// Progress (/progress, 证书办理进度) lists what is on its way.
type Progress struct {
	Chrome
	Rows []ProgressRow
}

func (Progress) file() string { return "home/progress.html" }

// ProgressRow is one qualification and year on its way.
type ProgressRow struct {
	Authority     string
	Qualification string
	Year          int
	Stage         string    // review, storing or waiting
	PublicFrom    time.Time // zero while nobody knows
}

// Years writes the years of a row as ranges: 2016–2019, 2021.
func (r CoverageRow) Years() string {
	var parts []string
	for i := 0; i < len(r.Online); {
		j := i
		for j+1 < len(r.Online) && r.Online[j+1] == r.Online[j]+1 {
			j++
		}
		part := strconv.Itoa(r.Online[i])
		if j > i {
			part += "–" + strconv.Itoa(r.Online[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
