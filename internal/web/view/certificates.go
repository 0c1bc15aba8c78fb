package view

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// CertificateList (/certificates, 我的证书) is the holder's certificates.
type CertificateList struct {
	Chrome
	Cards []CertificateCard
}

// Offer is what the holder can do with a certificate now.
type Offer string

// The offers.
const (
	OfferEndorse Offer = "endorse" // needs an endorsement, has no usable copy: 加注并下载
	OfferPending Offer = "pending" // a copy is being made: 证书生成中…
	OfferCopy    Offer = "copy"    // has a usable copy: 查看, 下载, 再次加注
	OfferDirect  Offer = "direct"  // 无须加注: 查看, 下载
	OfferFile    Offer = "file"    // 证书电子文件: 查看文件, 下载文件
	OfferNoFile  Offer = "no_file" // 电子文件暂未上线
	OfferNothing Offer = "nothing" // not in force
)

// CertificateCard is one row of the list.
type CertificateCard struct {
	Certificate CertificateHead
	IssuedOn    civil.Date
	Authority   string
	State       cert.State
	Standing    *Standing // nil in force
	Successor   cert.ID   // the version that took its place, "" for none and where the reader does not see it
	Offer       Offer
	Copy        CopyRow // the newest usable one with OfferCopy, else zero
	CopyExpired bool    // with OfferEndorse: there was a copy and it has expired
}

// CertificateHead names a certificate.
type CertificateHead struct {
	ID            cert.ID
	Qualification string
	EnglishName   string // shown beside the Chinese in English; may be empty
	Level         string // may be empty
	Specialty     string // may be empty
	Number        string // 管理号, or 查询编号 where QueryNumber is set
	QueryNumber   bool   // Number is a 查询编号
}

// CertificatesEmpty (/certificates) is the list without certificates: it asks
// which one is missed (GET qualification, year) and answers. A person not yet
// proven is shown how to be (/claim) first.
type CertificatesEmpty struct {
	Chrome
	Claimed        bool     // false: the person is not proven yet
	Qualifications []string // what can be asked for
	Qualification  string
	Year           string
	Answer         EmptyAnswer
	NameChanged    bool // the register may have this person under another name or number
	OlderForm      bool // with NameChanged: it may be a form that old systems wrote
	Problems       Problems
}

// EmptyAnswer is why a certificate is not in the list.
type EmptyAnswer string

// The answers; "" is not asked yet.
const (
	EmptyNotOurs      EmptyAnswer = "not_ours"       // the qualification is issued elsewhere
	EmptyNotYetOnline EmptyAnswer = "not_yet_online" // to 2016: added in batches
	EmptyShouldBeHere EmptyAnswer = "should_be_here" // telephone the authority
)

// CertificateDetail (/certificates/{id}, 证书信息) shows every field.
type CertificateDetail struct {
	Chrome
	Certificate  CertificateHead
	FullName     string
	Sex          string
	BirthDate    civil.Date
	DocumentType string
	MaskedNumber string
	ManagementNo string // may be empty
	QueryNo      string // may be empty
	ApprovedOn   civil.Date
	IssuedOn     civil.Date
	Authority    string
	Kind         cert.DocumentKind
	State        cert.State
	Standing     *Standing // nil in force
	Successor    cert.ID   // as in CertificateCard
	Offer        Offer
	Copy         CopyRow   // as in CertificateCard
	Live         []CopyRow // copies that can still be used or come to be, newest first
	Watchers     []WatcherRow
	Checks       []CheckRow // of the certificate by data, newest first
}

// WatcherRow is an organisation that is told of the certificate's changes.
type WatcherRow struct {
	Organisation string // as it registered itself
	Since        time.Time
	LastDay      civil.Date
	Copy         string // code as printed; "" where it looked the certificate up by data
}

// Endorsements (/certificates/{id}/endorsements, 申请证书加注) is the form, the
// quota, and every copy.
type Endorsements struct {
	Chrome
	Certificate CertificateHead
	State       cert.State // other than in force: no form, and why
	Standing    *Standing  // nil in force
	Successor   cert.ID    // as in CertificateCard
	Offer       Offer      // direct or no file: nothing to apply for, and why
	Scenario    Scenario   // chosen
	Others      []Scenario // that can be chosen instead (?scenario=)
	Recipient   string     // as typed
	Number      cert.NumberForm
	Numbers     []cert.NumberForm
	MoreOpen    bool   // what most leave alone is unfolded
	ValidUntil  string // as typed, YYYY-MM-DD; "" shows Latest
	Earliest    civil.Date
	Latest      civil.Date // the last day that can be chosen
	Key         string     // equal keys are one application; drawn by the server for each form
	Quota       Quota
	Copies      []CopyRow // newest first
	CopiesFirst bool      // the newest was made just now and is what the reader waits for
	// Refresh is after how many seconds the page asks again while a copy is
	// being made; 0 stops (after 60 s) and a button takes its place. While it
	// is above 0 the form is behind a link to ?apply=1, for a page that
	// reloads loses what was typed; handlers set 0 when apply=1.
	Refresh  int
	WaitsFor WaitsFor // what the copy that is being made waits for; "" for its turn
	Problems Problems
}

// WaitsFor is what a copy waits for, the text endorse.waits.WAITSFOR.
type WaitsFor string

// What a copy can wait for.
const (
	WaitsForTimestamp WaitsFor = "timestamp"
	WaitsForClock     WaitsFor = "clock"
	WaitsForSeal      WaitsFor = "seal"
)

// Quota is how many turns of a certificate are used.
type Quota struct {
	Used     int
	Limit    int
	Window   int        // civil days
	NextTurn civil.Date // when a turn comes back; zero while none is used up
}

// CopyState is a copy's state as a holder sees it: cert.CopyState, expiry, and
// whether the certificate is still in force.
type CopyState string

// The states of a copy.
const (
	CopyPending   CopyState = "pending"
	CopyReady     CopyState = "ready"
	CopyExpired   CopyState = "expired"
	CopyWithdrawn CopyState = "withdrawn"
	CopyFailed    CopyState = "failed"
	CopyVoid      CopyState = "void" // ready once, and the certificate is no longer in force
)

// CopyRow is one copy of a certificate.
type CopyRow struct {
	Code       cert.Code
	State      CopyState
	Scenario   string // "" for a copy that needs no endorsement
	Recipient  string // "" for nobody in particular
	Number     cert.NumberForm
	ValidUntil civil.Date // zero for a copy that needs no endorsement
	DaysLeft   int        // civil days still good, today included
	AppliedAt  time.Time
	MadeAt     time.Time    // zero while pending
	FailReason fault.Reason // with CopyFailed
	Preview    bool         // show the SVG inline
	Level      string       // of PAdES, the text copy.proof.LEVEL; "" where the file is not made to last
	Rising     string       // the level that it is still to be raised to, "" for none

	CanWithdraw bool       // the holder can take it back
	Checks      []CheckRow // newest first
}

// CheckRow is one time that somebody checked a certificate or a copy.
type CheckRow struct {
	At           time.Time // to the minute
	Way          string    // store.CheckWay
	Office       string    // the authority whose staff it was; "" for none
	Organisation string    // the name that an organisation gave itself; "" for none
}

// Withdrawal (/endorsements/{code}/withdrawal, 撤回) asks before a copy is
// withdrawn.
type Withdrawal struct {
	Chrome
	Certificate CertificateHead
	Copy        CopyRow
}

func (CertificateList) file() string { return "certificates/list.html" }

func (CertificatesEmpty) file() string { return "certificates/empty.html" }

func (CertificateDetail) file() string { return "certificates/detail.html" }

func (Endorsements) file() string { return "certificates/endorsements.html" }

func (Withdrawal) file() string { return "certificates/withdrawal.html" }
