package cert

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// CopyState is where a copy stands in its life. Expiry is not a state: it
// follows from ValidUntil and the clock.
type CopyState string

// The states of a copy.
const (
	Pending   CopyState = "pending"   // 证书生成中…
	Ready     CopyState = "ready"     // 可用
	Failed    CopyState = "failed"    // 生成失败, with a reason; uses no turn
	Withdrawn CopyState = "withdrawn" // 持证人已撤回
)

// Endorsement (加注) is the holder's authorisation: for what, until when.
type Endorsement struct {
	Scenario   string     // 使用场景, by its name, e.g. 本人调用
	AppliedAt  time.Time  // the application; its civil date is day 1
	ValidUntil civil.Date // 有效期截止: good through the end of this day
}

// Copy (加注件) is one sealed file with its own code. Endorsement is nil where
// the rules need none; such a copy is made once, when first asked for.
type Copy struct {
	Code        Code
	Certificate ID
	Endorsement *Endorsement
	Key         string // the client's idempotency key; "" for none
	State       CopyState
	FailReason  string // why it failed, a reason code
	RequestedAt time.Time
	MadeAt      time.Time // 制作时间, when sealed; zero while pending
	Template    string    // template and version, e.g. "certificate/1"
	FontSet     string    // digest of the fonts it was drawn with
	Policy      int       // version of the policy it was made under
	Snapshot    Snapshot  // the certificate as it was sealed
	Blob        string    // key of the file in the blob store
	Digests     []string  // SHA-256 (hex) of each form ever handed out
}

// Snapshot is what a copy says of its certificate, kept so that the same copy
// can be made again. It holds the masked identity number only.
type Snapshot struct {
	ManagementNumber string     `json:"management_number,omitempty"`
	QueryNumber      string     `json:"query_number,omitempty"`
	Name             string     `json:"name"`
	Sex              string     `json:"sex"`
	BirthDate        civil.Date `json:"birth_date"`
	DocumentType     string     `json:"document_type"`
	MaskedNumber     string     `json:"masked_number"`
	Qualification    string     `json:"qualification"`
	EnglishName      string     `json:"english_name,omitempty"`
	Level            string     `json:"level,omitempty"`
	Specialty        string     `json:"specialty,omitempty"`
	ApprovedOn       civil.Date `json:"approved_on"`
	IssuedOn         civil.Date `json:"issued_on"`
	Authority        string     `json:"authority"`
	Photo            string     `json:"photo,omitempty"` // blob key
	Version          int        `json:"version"`

	// Made is not the certificate's: it is set when the copy is made.
	Made Making `json:"made,omitzero"`
}

// Making is what a copy's file took from the installation as it was then.
type Making struct {
	EndorsedFrom civil.Date `json:"endorsed_from"` // the rule's first day; zero where none is told
	Demo         bool       `json:"demo,omitempty"`
	ContentsLen  int        `json:"contents_len"` // hexadecimal digits left for the signature
}

// ExpiredAt reports whether the copy's endorsement has run out at t: the first
// instant of the day after ValidUntil, in Beijing. A copy without an
// endorsement never does.
func (c Copy) ExpiredAt(t time.Time) bool {
	return c.Endorsement != nil && !t.Before(c.Endorsement.ValidUntil.End())
}
