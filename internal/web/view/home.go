package view

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Home (/) says what this is and opens the three ways in.
type Home struct {
	Chrome
	Authorities []string // whose certificates are here
	News        []Announcement
}

// Coverage (/coverage, 查询验证范围) lists what is online, by qualification
// and year. Query is the reader's search, q in the address.
type Coverage struct {
	Chrome
	Query string
	Rows  []CoverageRow // those that match Query
	Total int           // rows without a search
	News  []Announcement
}

// CoverageRow is one qualification of one authority.
type CoverageRow struct {
	Qualification string
	EnglishName   string // may be empty
	Level         string // may be empty
	Specialties   []string
	Authority     string
	Since         int   // first year online; 0 where none is
	Until         int   // last year online; 0 for no end
	Online        []int // the years of which certificates are online, in order
	Certificates  int   // how many
}

// Sample (/sample, 加注后的电子证书样式) shows a sealed copy of each family.
type Sample struct {
	Chrome
	Ministry    SamplePicture // seal of the ministry's body
	Association SamplePicture // seal of an association
}

// SamplePicture is an image of a sample copy. Src is a path on this site; ""
// leaves the picture out.
type SamplePicture struct {
	Src           string
	Width, Height int    // CSS pixels of the image itself
	Authority     string // whose seal is on it, for those who cannot see it
	Qualification string // what it certifies
}

// Help (/help) answers the questions holders ask, with the policy's values.
type Help struct {
	Chrome
	MaxDays       int        // longest validity, civil days
	Quota         int        // endorsements of one certificate in a window
	Window        int        // civil days of the window
	EndorsedFrom  civil.Date // issue date from which an endorsement is needed
	Scenarios     []Scenario
	MaxUploadMB   int
	LookupsPerDay int // of one organisation
	HistoryDays   int // for which a holder sees who checked
}

// Scenario (使用场景) is one purpose of an endorsement. Name is what the form
// sends and what is printed.
type Scenario struct {
	Name        string
	EnglishName string // shown beside the Chinese in English; may be empty
	MaxDays     int    // longest validity
	Quota       int    // copies of one certificate
	Window      int    // within so many civil days
}

// Failure is every error page: 403, 404, 413, 422, 429, 500 and 503.
type Failure struct {
	Chrome
	Status     int
	Reason     fault.Reason // what went wrong, "" for the status's own text
	Args       map[string]any
	Reference  string        // number to quote on the telephone; may be empty
	RetryAfter time.Duration // for 429 and 503; zero where unknown
}

func (Home) file() string { return "home/home.html" }

func (Coverage) file() string { return "home/coverage.html" }

func (Sample) file() string { return "home/sample.html" }

func (Help) file() string { return "home/help.html" }

func (Failure) file() string { return "home/failure.html" }
