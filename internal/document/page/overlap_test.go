package page

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/statement"
)

// usual is an ordinary endorsed statement.
func usual() statement.Statement {
	return statement.Statement{
		Code: "YX7K4M2Q9TWHC", Address: "https://yinxin.example/v/YX7K4M2Q9TWHC",
		ManagementNumber: "2021653886671000283", Name: "林若溪", Sex: "女",
		BirthDate: civil.MustParse("1988-05-17"), DocumentType: "居民身份证", MaskedNumber: "1199**********8925",
		Qualification: "注册城乡规划师", EnglishName: "Registered Urban and Rural Planner",
		ApprovedOn: civil.MustParse("2021-12-08"), IssuedOn: civil.MustParse("2022-03-01"), Authority: "示例人事考试中心",
		Scenario: "本人调用", ValidUntil: civil.MustParse("2027-02-19"),
		MadeAt: time.Date(2026, 11, 22, 4, 31, 7, 0, time.UTC),
	}
}

// box is the area the line takes.
func (t *Text) box() Box {
	return Box{t.X, t.Y - t.Size*rise/1000, t.X + t.Width, t.Y + t.Size*drop/1000}
}

// overlaps reports whether two boxes share an area.
func (b Box) overlaps(o Box) bool {
	return b.X0 < o.X1 && o.X0 < b.X1 && b.Y0 < o.Y1 && o.Y0 < b.Y1
}

// holds reports whether o lies within b.
func (b Box) holds(o Box) bool {
	return b.X0 <= o.X0 && b.Y0 <= o.Y0 && o.X1 <= b.X1 && o.Y1 <= b.Y1
}

// check fails where a line leaves its cell or the frame, or two things of the
// page lie over one another.
func check(t interface {
	Helper()
	Errorf(string, ...any)
}, s statement.Statement, photo Picture) {
	t.Helper()
	fixed, err := layout.Fixed(MarkOf(&s), true)
	if err != nil {
		t.Errorf("Fixed: %v", err)
		return
	}
	var p Page
	if err := layout.Variable(&p, &s, photo); err != nil {
		t.Errorf("Variable: %v", err)
		return
	}
	type thing struct {
		name string
		box  Box
	}
	var things []thing
	for _, text := range append(fixed.Texts, p.Texts...) {
		name, box := text.Name, text.box()
		if text.Label {
			name += " (label)"
		}
		if !text.Cell.holds(box) {
			t.Errorf("%s %v leaves its cell %v", name, box, text.Cell)
		}
		if !inside().holds(box) {
			t.Errorf("%s %v leaves the frame", name, box)
		}
		things = append(things, thing{name, box})
	}
	things = append(things, thing{"code", p.Code.Quiet()})
	if photo.W > 0 {
		things = append(things, thing{"photo", p.Photo})
	}
	for _, r := range append(fixed.Rules, p.Rules...) {
		things = append(things, thing{"rule", Box{r.From.X, r.From.Y, max(r.To.X, r.From.X+1), max(r.To.Y, r.From.Y+1)}})
	}
	for i, a := range things {
		for _, b := range things[:i] {
			if (a.name != "rule" || b.name != "rule") && a.box.overlaps(b.box) {
				t.Errorf("%s %v lies over %s %v", a.name, a.box, b.name, b.box)
			}
		}
	}
	for _, th := range things {
		if th.name != "authority" && th.name != "issuedOn" && th.name != "rule" && th.box.overlaps(SealBox()) {
			t.Errorf("the seal lies over %s", th.name)
		}
	}
}

func TestNothingOverlaps(t *testing.T) {
	for name, change := range map[string]func(*statement.Statement){
		"usual":                func(*statement.Statement) {},
		"foreign name":         func(s *statement.Statement) { s.Name = "MARIA DA CONCEICAO FERNANDES-OLIVEIRA" },
		"widest letters":       func(s *statement.Statement) { s.Name = strings.Repeat("MWQ", 20) },
		"four-part name":       func(s *statement.Statement) { s.Name = "迪丽努尔·艾合买提·吐尔逊·买买提明江" },
		"very long name":       func(s *statement.Statement) { s.Name = strings.Repeat("阿卜杜热合曼·", 9) + "江" },
		"every field":          func(s *statement.Statement) { everyField(s) },
		"every field, long":    func(s *statement.Statement) { everyField(s); long(s) },
		"no field":             func(s *statement.Statement) { s.ManagementNumber, s.DocumentType, s.EnglishName = "", "", "" },
		"no endorsement":       func(s *statement.Statement) { s.Scenario, s.ValidUntil = "", civil.Date{} },
		"no endorsement, long": func(s *statement.Statement) { everyField(s); long(s); s.Scenario = "" },
		"longest address":      func(s *statement.Statement) { s.Address = "https://" + strings.Repeat("w", 38) + "/" + "YX7K4M2Q9TWHC" },
		"recipient":            func(s *statement.Statement) { s.Recipient = "示例建设集团有限公司" },
		"longest recipient":    func(s *statement.Statement) { everyField(s); long(s); s.Recipient = strings.Repeat("字", 60) },
		"widest recipient":     func(s *statement.Statement) { s.Recipient = strings.Repeat("W", 60) },
		"wide numbers": func(s *statement.Statement) {
			s.ManagementNumber, s.MaskedNumber = strings.Repeat("W", 32), strings.Repeat("*", 32)
		},
		"longest kind of document": func(s *statement.Statement) {
			s.DocumentType, s.MaskedNumber = "台湾居民来往大陆通行证", "0123************************4567"
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := usual()
			change(&s)
			check(t, s, Picture{295, 413})
			check(t, s, Picture{})
		})
	}
}

func everyField(s *statement.Statement) {
	s.Level, s.Specialty, s.QueryNumber = "一级", "公用设备工程师(暖通空调)", "C494903813232"
}

func long(s *statement.Statement) {
	s.Name = "MARIA DA CONCEICAO FERNANDES-OLIVEIRA DE ALBUQUERQUE E CASTRO"
	s.Qualification = "房地产经纪专业人员与土地登记代理专业人员职业资格（含港澳台居民）"
	s.EnglishName = "Real Estate Agency and Land Registration Agency Professional Qualification (including Residents of Hong Kong, Macao and Taiwan)"
	s.Specialty = strings.Repeat("公用设备工程师(暖通空调)", 3)
	s.Authority = "中华人民共和国人力资源和社会保障部专业技术人员管理司人事考试中心"
	s.Scenario = "参加政府采购项目投标活动并供采购人和评标委员会核验之用"
}

func TestPhotosKeepTheirShape(t *testing.T) {
	for _, pic := range []Picture{{295, 413}, {4096, 1}, {1, 4096}, {600, 600}} {
		check(t, usual(), pic)
	}
}

// TestNothingEverOverlaps makes up statements: whatever fits at all must fit
// without touching anything.
func TestNothingEverOverlaps(t *testing.T) {
	letters := rapid.SampledFrom([]rune("张王李阿卜杜热合曼江·MWiIl gjpqy-ÁÑ（）、，"))
	words := func(most int) *rapid.Generator[string] { return rapid.StringOfN(letters, 0, most, -1) }
	rapid.Check(t, func(t *rapid.T) {
		s := usual()
		s.Name = words(60).Draw(t, "name")
		s.Qualification = words(40).Draw(t, "qualification")
		s.EnglishName = rapid.StringOfN(rapid.SampledFrom([]rune("Wmi ()")), 0, 150, -1).Draw(t, "english")
		s.Specialty = words(40).Draw(t, "specialty")
		s.Level = words(12).Draw(t, "level")
		s.Authority = words(30).Draw(t, "authority") + "部"
		s.Scenario = words(30).Draw(t, "scenario")
		s.Recipient = words(60).Draw(t, "recipient")
		s.QueryNumber = words(20).Draw(t, "query")
		s.DocumentType = words(12).Draw(t, "type")
		if s.Scenario == "" {
			s.Recipient = ""
		}
		if err := layout.Variable(&Page{}, &s, Picture{}); errors.Is(err, ErrTooLong) {
			return
		}
		check(t, s, Picture{295, 413})
	})
}

func TestTooLongNamesItsField(t *testing.T) {
	s := usual()
	s.Specialty = strings.Repeat("长", 400)
	var field *FieldError
	if err := layout.Variable(&Page{}, &s, Picture{}); !errors.As(err, &field) || field.Field != "specialty" || !errors.Is(err, ErrTooLong) {
		t.Errorf("Variable = %v", err)
	}
}
