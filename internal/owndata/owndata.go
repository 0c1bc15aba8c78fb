// Package owndata is what is stored about the person of an account: handed out
// to them whole, and deleted when they close the account (个人信息保护法, articles
// 45 and 47).
//
// What an authority keeps for itself is no account's: certificates, the copies
// made of them and by whom those were checked, and the audit trail, which names
// accounts by their IDs alone. It is handed out as far as it is about the
// person, and stays.
package owndata

import (
	"time"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store   store.Store
	Blobs   blob.Store // of evidence
	SignIn  *signin.Service
	Holding *holding.Service
	Desk    *telling.Desk
	Now     func() time.Time
}
