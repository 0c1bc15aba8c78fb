// Package person knows who a certificate belongs to: identity documents with
// their rules and normal forms, names as they are written, and when two of
// them are the same.
package person

import "yinxin.example/yinxin/internal/civil"

// Sex is printed as given; only its two words are accepted.
type Sex string

// The two words that deliveries use.
const (
	Male   Sex = "男"
	Female Sex = "女"
)

// Identity is a person as an authority delivered them. Name is exactly as
// delivered: never normalised, because normalising rewrites real names.
type Identity struct {
	Name      string
	Sex       Sex
	BirthDate civil.Date
	Document  Document
	Mobile    string // as delivered with the certificate; may be empty
}

// Document is an identity document, made by ParseDocument. Number is as
// delivered, but for its letters, which are upper case; Normal gives the form
// that two notations of one document share.
type Document struct {
	Type   DocumentType
	Number string
}

// DocumentType is the word an authority uses for a kind of identity document.
type DocumentType string

// The kinds of identity document a certificate can be issued to.
const (
	ResidentCard      DocumentType = "居民身份证"
	HongKongMacaoPass DocumentType = "港澳居民来往内地通行证"
	TaiwanPass        DocumentType = "台湾居民来往大陆通行证"
	HongKongMacaoCard DocumentType = "港澳居民居住证"
	TaiwanCard        DocumentType = "台湾居民居住证"
	ForeignerCard     DocumentType = "外国人永久居留身份证"
	Passport          DocumentType = "护照"
)

// DocumentTypes lists the kinds in the order forms offer them.
func DocumentTypes() []DocumentType {
	return []DocumentType{ResidentCard, HongKongMacaoPass, TaiwanPass, HongKongMacaoCard, TaiwanCard, ForeignerCard, Passport}
}
