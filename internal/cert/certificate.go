// Package cert is the domain: certificates, endorsements, copies, policy, and
// the rules that join them. Its rules are pure functions; time is passed in,
// and dates are civil dates in Beijing.
package cert

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
)

// ID names a certificate inside one installation: 26 lower-case base-32
// characters, random, safe in a URL, and telling nothing about its holder.
type ID string

// DocumentKind says what an authority delivers for a certificate.
type DocumentKind string

// The two kinds, by the words deliveries use.
const (
	ECertificate DocumentKind = "电子证书"   // sealed by us
	FileRecord   DocumentKind = "证书电子文件" // a file the authority delivered
)

// State of a certificate. Only one in force is endorsed, viewed or downloaded.
type State string

// The states of a certificate; their words and texts are in the locale.
const (
	InForce   State = "valid"     // 有效
	Corrected State = "corrected" // 已更正, points to the new one
	Suspended State = "suspended" // 已暂停
	Revoked   State = "revoked"   // 已撤销
	Cancelled State = "cancelled" // 已注销
	Lapsed    State = "lapsed"    // 已失效
)

// Certificate is a person's professional qualification certificate.
type Certificate struct {
	ID               ID
	ManagementNumber string // 管理号, opaque, at most 32 characters; may be empty
	QueryNumber      string // 查询编号, opaque, at most 32 characters; may be empty
	Holder           person.Identity
	Qualification    string // 资格名称
	EnglishName      string // from the catalogue
	Level            string // 级别; may be empty
	Specialty        string // 专业; may be empty
	ApprovedOn       civil.Date
	IssuedOn         civil.Date
	Authority        string // 签发单位, by its name
	Kind             DocumentKind
	Photo            string // key of the photo in the blob store; "" where none was delivered
	File             string // key of the delivered 证书电子文件 in the blob store; "" where none was
	State            State
	Version          int       // 1 as first delivered; a correction adds one
	Delivery         string    // the batch that brought it; "" for none, and always public
	VisibleFrom      time.Time // when that batch becomes public: NotYet where nobody knows, zero without one
}

// VisibleAt reports whether the certificate is public at an instant. Before,
// its holder and the public are told nothing of it.
func (c Certificate) VisibleAt(now time.Time) bool { return !c.VisibleFrom.After(now) }

// NotYet is later than every publication: the end of the year 9999.
func NotYet() time.Time { return time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC) }

// Number is the number a holder knows the certificate by: the management
// number, or the query number where there is none.
func (c Certificate) Number() string {
	if c.ManagementNumber != "" {
		return c.ManagementNumber
	}
	return c.QueryNumber
}
