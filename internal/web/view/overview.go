package view

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Overview (/console) is where staff begin: how their authority stands. What a
// role does not see is left empty.
type Overview struct {
	Desk
	At              time.Time
	Hours           Chart // applied for, and sealed
	Days            Chart // applied for
	Expiring        Chart // running out
	Applied, Made   int   // in the hours
	Median, Slowest time.Duration
	Waiting         WaitingCopies
	Failures        []CopyFailure // most first
	MayRetry        bool
	Retried         *Retried // what was just done
	Due             Due
	Deliveries      []Delivery // in work
	SeesDeliveries  bool
	Problems        Problems
}

func (Overview) file() string { return "console/overview.html" }

// Failed is how many copies failed.
func (o Overview) Failed() (all int) {
	for _, f := range o.Failures {
		all += f.Copies
	}
	return all
}

// WaitingCopies are the copies that are not sealed yet.
type WaitingCopies struct {
	Copies int
	More   bool // there are more
	Oldest time.Time
	Why    fault.Reason // "" where its turn is to come
	Args   map[string]any
}

// CopyFailure is the copies that failed for one reason.
type CopyFailure struct {
	Reason        fault.Reason
	Copies        int
	First, Latest time.Time // applied for
	Final         bool      // trying again cannot help
}

// Retried is what became of failed copies that were tried again.
type Retried struct {
	Again int
	Kept  []KeptCopies
	More  bool
}

// KeptCopies is how many stay failed for a reason, the text overview.kept.REASON.
type KeptCopies struct {
	Reason string
	Copies int
}

// Due is what the office itself has to look after.
type Due struct {
	Proposals  int
	Oldest     time.Time // proposal
	Requests   int
	DueOn      civil.Date // the soonest day by which a request is to be answered
	Overdue    bool       // that day is over
	Answers    bool       // the reader answers requests
	Seals      []EndingSeal
	TSAs       []TSA // timestamp authorities, for who sees seals
	Raising    Raising
	SeesSeals  bool
	SeesTrail  bool
	TrailSince time.Time // the trail is not linked since then; zero where it is
}

// TSA is a timestamp authority; Reason is why it gives no tokens, "" where it
// does.
type TSA struct {
	Name   string
	Reason fault.Reason
	Since  time.Time
}

// EndingSeal is a seal whose chain ends soon, or has ended.
type EndingSeal struct {
	ID    string
	Until time.Time
	Over  bool
}

// KeptReasons are the reasons for which a failed copy is not tried again.
func KeptReasons() []string {
	return []string{
		"applied_again", "certificate_not_in_force", "endorsement_needed", "qualification_unknown",
		"quota_used_up", "scenario_not_offered", "valid_until_past",
	}
}
