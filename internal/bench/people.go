package bench

import (
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/statement"
)

// people makes up holders. Every name has a character from beyond the basic
// plane, and no two copies of a run have the same.
type people struct {
	surnames, common, rare []rune
}

func newPeople() (*people, error) {
	coverage, err := document.NewCoverage("")
	if err != nil {
		return nil, err
	}
	drawn := func(from, to rune) (all []rune) {
		for r := from; r <= to; r++ {
			if _, missing := coverage.Missing(string(r)); !missing {
				all = append(all, r)
			}
		}
		return all
	}
	p := &people{
		surnames: []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶"),
		common:   drawn(0x4E00, 0x9FA5),   // CJK Unified Ideographs
		rare:     drawn(0x20000, 0x2A6D6), // Extension B
	}
	if len(p.common) == 0 || len(p.rare) == 0 {
		return nil, fmt.Errorf("the fonts draw %d common and %d rare characters", len(p.common), len(p.rare))
	}
	return p, nil
}

// name is the name of the i-th holder.
func (p *people) name(i int) string {
	around := i / len(p.rare) // how often the rare characters have been used up
	return string([]rune{
		p.surnames[i%len(p.surnames)],
		p.common[(i*7+around)%len(p.common)],
		p.rare[i%len(p.rare)],
	})
}

// statement is what the i-th copy says, endorsed at the time of now.
func (o *office) statement(i int) statement.Statement {
	code := cert.NewCode()
	born := civil.MustParse("1960-01-01").AddDays(i % 15000)
	return statement.Statement{
		Code:               string(code),
		Address:            "https://yinxin.example/v/" + string(code),
		ManagementNumber:   fmt.Sprintf("2022%015d", i),
		Name:               o.people.name(i),
		Sex:                [2]string{"男", "女"}[i%2],
		BirthDate:          born,
		DocumentType:       "居民身份证",
		MaskedNumber:       fmt.Sprintf("1199**********%04d", i%10000),
		Qualification:      "注册城乡规划师",
		EnglishName:        "Registered Urban and Rural Planner",
		ApprovedOn:         civil.MustParse("2021-12-08"),
		IssuedOn:           civil.MustParse("2022-03-01").AddDays(i % 1000),
		Authority:          authority,
		EndorsedFrom:       civil.MustParse("2021-12-17"),
		Scenario:           "本人调用",
		AppliedAt:          o.now.Add(-time.Second),
		ValidUntil:         civil.Of(o.now).AddDays(89),
		MadeAt:             o.now,
		CertificateVersion: 1,
		Policy:             1,
		Template:           o.press.Template(),
		FontSet:            o.press.FontSet(),
		Demo:               true,
	}
}
