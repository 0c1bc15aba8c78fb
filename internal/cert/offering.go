package cert

import (
	"slices"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Offering is one row of the catalogue: what may be delivered, who issues it,
// which seal it bears, from when it needs an endorsement, and which years are
// online.
type Offering struct {
	Qualification string     // 资格名称
	EnglishName   string     // 英文名称
	Level         string     // 级别; may be empty
	Specialty     string     // 专业; may be empty
	Authority     string     // 签发单位
	Seal          string     // 印章, the name of the authority whose seal it bears
	EndorsedFrom  civil.Date // 加注起始日期: issued on or after, an endorsement is needed; zero for never
	OnlineFrom    int        // 上线起始年度, the first year online; 0 for not online
	OnlineUntil   int        // 上线截止年度, the last year online; 0 for no end
	SealFrom      civil.Date // 印章启用日期: sealed on this day or later; zero for any day
	Scenarios     []string   // 使用场景 an endorsement may be for; none listed: every one of the policy
	Template      string     // 模板; "" for the one new copies are drawn with
}

// Title is what a row is for, in one line: 建造师 一级 建筑工程.
func (o Offering) Title() string {
	return strings.Join(strings.Fields(o.Qualification+" "+o.Level+" "+o.Specialty), " ")
}

// Online reports whether the certificates of a year are online.
func (o Offering) Online(year int) bool {
	return o.OnlineFrom != 0 && year >= o.OnlineFrom && (o.OnlineUntil == 0 || year <= o.OnlineUntil)
}

// Allows reports whether an endorsement may be for a scenario.
func (o Offering) Allows(scenario string) bool {
	return len(o.Scenarios) == 0 || slices.Contains(o.Scenarios, scenario)
}

// FindOffering returns the catalogue row a certificate was delivered under.
// A certificate whose row has left the catalogue gets the row of the same
// qualification and authority, if there is one; else false, and the national
// rule for endorsements alone.
func FindOffering(catalogue []Offering, c Certificate) (Offering, bool) {
	near := Offering{EndorsedFrom: civil.Date{Year: 2021, Month: time.December, Day: 17}}
	found := false
	for _, o := range catalogue {
		if o.Qualification != c.Qualification || o.Authority != c.Authority {
			continue
		}
		if o.Level == c.Level && o.Specialty == c.Specialty {
			return o, true
		}
		near, found = o, true
	}
	return near, found
}

// NeedsEndorsement reports whether a certificate is handed out only endorsed:
// an e-certificate issued on or after the catalogue's date, that day included.
// The zero date is never.
func NeedsEndorsement(c Certificate, endorsedFrom civil.Date) bool {
	return c.Kind == ECertificate && !endorsedFrom.IsZero() && !c.IssuedOn.Before(endorsedFrom)
}
