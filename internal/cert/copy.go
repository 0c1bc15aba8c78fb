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
	Recipient  string     // 接收方, whom the copy is for, as the holder wrote it; "" for nobody in particular
	Number     NumberForm // how much of the identity number the copy shows; "" for NumberMasked
	AppliedAt  time.Time  // the application; its civil date is day 1
	ValidUntil civil.Date // 有效期截止: good through the end of this day
}

// MaxRecipient bounds Endorsement.Recipient, in characters: two lines of a page.
const MaxRecipient = 60

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
	WithdrawnAt time.Time // when its holder took it back; zero where that did not happen, or nobody knows when
	Template    string    // template and version, e.g. "certificate/1"
	FontSet     string    // digest of the fonts it was drawn with
	Policy      int       // version of the policy it was made under
	Snapshot    Snapshot  // the certificate as it was sealed
	Blob        string    // key of the file in the blob store
	Digests     []string  // SHA-256 (hex) of each form ever handed out
}

// ExpiredAt reports whether the copy's endorsement has run out at t: the first
// instant of the day after ValidUntil, in Beijing. A copy without an
// endorsement never does.
func (c Copy) ExpiredAt(t time.Time) bool {
	return c.Endorsement != nil && !t.Before(c.Endorsement.ValidUntil.End())
}
