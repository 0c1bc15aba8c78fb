package app

import (
	"sync"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/statement"
)

// samples draws the sample copies of the public page: nobody's certificates,
// of authorities that do not exist. Each is drawn once.
type samples struct {
	press *document.Press
	drawn *sync.Map // family -> []byte
}

// Subject is what the sample of a family certifies, and whose seal it bears.
func (samples) Subject(family string) (qualification, authority string) {
	said := sampleStatement(family)
	return said.Qualification, said.Authority
}

// Sample draws the sample of a family.
func (s samples) Sample(family string) ([]byte, error) {
	if svg, ok := s.drawn.Load(family); ok {
		return svg.([]byte), nil
	}
	said := sampleStatement(family)
	svg, err := s.press.SVG(document.Draft{
		Statement: said, Seal: document.Seal{Authority: said.Authority, Demo: true},
	})
	if err == nil {
		s.drawn.Store(family, svg)
	}
	return svg, err
}

func sampleStatement(family string) statement.Statement {
	made := time.Date(2026, time.November, 22, 12, 31, 7, 0, civil.Shanghai())
	said := statement.Statement{
		Code:             "0000000000000",
		Address:          "https://yinxin.example/v/0000000000000",
		ManagementNumber: "2022000000000000000",
		Name:             "张三",
		Sex:              "男",
		BirthDate:        civil.MustParse("1990-01-01"),
		DocumentType:     "居民身份证",
		MaskedNumber:     "1199**********0012",
		Qualification:    "注册城乡规划师",
		EnglishName:      "Registered Urban and Rural Planner",
		ApprovedOn:       civil.MustParse("2021-12-08"),
		IssuedOn:         civil.MustParse("2022-03-01"),
		Authority:        "示例人事考试中心",
		EndorsedFrom:     civil.MustParse("2021-12-17"),
		Scenario:         "本人调用",
		AppliedAt:        made,
		ValidUntil:       civil.Of(made).AddDays(89),
		MadeAt:           made,
		Template:         "certificate/1",
		Demo:             true,
	}
	if family == "association" {
		said.Qualification, said.EnglishName, said.Authority = "拍卖师", "Auctioneer", "示例拍卖师协会"
	}
	return said
}
