package demo

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/statement"
)

// sampleKind is a certificate whose copies are of one kind.
type sampleKind struct {
	name      string // as in Sample
	authority string
	says      func(*statement.Statement)
}

// sampleKinds are an endorsed certificate with a rare name, and one of an
// association from before endorsements were needed.
func sampleKinds() []sampleKind {
	return []sampleKind{
		{"endorsed", "示例人事考试中心", func(s *statement.Statement) {
			s.ManagementNumber = "2021653886671000283"
			s.Name = "林𪻐溪"
			s.Qualification, s.EnglishName = "注册城乡规划师", "Registered Urban and Rural Planner"
			s.ApprovedOn, s.IssuedOn = civil.MustParse("2021-12-08"), civil.MustParse("2022-03-01")
			s.EndorsedFrom = civil.MustParse("2021-12-17")
			s.Scenario, s.AppliedAt, s.ValidUntil = "本人调用", s.MadeAt, civil.Of(s.MadeAt).AddDays(89)
		}},
		{"not_needed", "示例拍卖师协会", func(s *statement.Statement) {
			s.ManagementNumber = "2020161989179000285"
			s.Name = "林若溪"
			s.Qualification, s.EnglishName = "拍卖师", "Auctioneer"
			s.ApprovedOn, s.IssuedOn = civil.MustParse("2020-03-31"), civil.MustParse("2020-06-30")
			s.EndorsedFrom = civil.MustParse("2021-12-17")
		}},
	}
}

// draft is a new copy of the kind, made at now.
func (k sampleKind) draft(press *document.Press, now time.Time) (document.Draft, error) {
	code := string(cert.NewCode())
	said := statement.Statement{
		Code: code, Address: "https://yinxin.example/v/" + code,
		Sex: "女", BirthDate: civil.MustParse("1988-05-17"),
		DocumentType: "居民身份证", MaskedNumber: "1199**********8925",
		Authority: k.authority, MadeAt: now, CertificateVersion: 1, Policy: 1,
		Template: press.Template(), FontSet: press.FontSet(), Demo: true,
	}
	k.says(&said)
	photo, err := samples.ReadFile("data/photos/" + said.ManagementNumber + ".jpg")
	return document.Draft{Statement: said, Photo: photo, Seal: document.Seal{Authority: k.authority, Demo: true}}, err
}
