package view

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
)

func mouldedPage() CodeResult {
	const code cert.Code = "YX7K4M2Q9TWHC"
	return CodeResult{
		Chrome: Chrome{Path: "/v/" + string(code), NoIndex: true},
		Judgement: Judgement{
			Verdict: "valid", CheckedAt: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC), Online: true,
			Integrity: Answer{State: "not_judged"}, Seal: Answer{State: "not_judged"},
			Certificate: Answer{State: "valid"}, Endorsement: Answer{State: "valid"},
			Data: &CopyData{
				FullName: "林若溪", Sex: "女", BirthDate: civil.MustParse("1988-03-05"), DocumentType: "居民身份证",
				MaskedNumber: "1199**********0027", Qualification: "建造师", EnglishName: "Constructor", Level: "一级",
				Specialty: "建筑工程", ApprovedOn: civil.MustParse("2022-03-31"), IssuedOn: civil.MustParse("2022-06-30"),
				Authority: "示例人事考试中心", ManagementNumber: "2022000000000000017", Code: code, Scenario: "本人调用",
				ValidUntil: civil.MustParse("2027-02-19"), Maker: "示例人事考试中心", MadeAt: time.Date(2026, 12, 1, 2, 3, 4, 0, time.UTC),
			},
		},
		PhotoSrc: "/v/" + string(code) + "/photo", Host: "yinxin.example",
		Ask: AskDay{Code: code, Today: civil.MustParse("2027-01-02")},
	}
}

func testRenderer(t testing.TB) *Renderer {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(catalog)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// bothWays renders a page as a reader gets it and by its template.
func bothWays(t *testing.T, r *Renderer, lang locale.Lang, page Page) (cast, plain string) {
	t.Helper()
	var a, b bytes.Buffer
	if err := r.Render(&a, lang, page); err != nil {
		t.Fatal(err)
	}
	if err := r.template(&b, lang, page); err != nil {
		t.Fatal(err)
	}
	return a.String(), b.String()
}

// Whatever field a page has or comes to have, a changed value shows as the
// template would show it: one that the shape has forgotten would not.
func TestCastPagesReadAsTheirTemplates(t *testing.T) {
	r := testRenderer(t)
	if _, _, ok := mouldedPage().shape(newHoles(locale.Chinese, false)); !ok {
		t.Fatal("the page has no mould")
	}
	for _, lang := range locale.Langs() {
		base := mouldedPage()
		if cast, plain := bothWays(t, r, lang, base); cast != plain {
			t.Fatalf("%s: cast\n%s\nplain\n%s", lang, cast, plain)
		}
		for _, path := range leaves(reflect.TypeFor[CodeResult](), nil) {
			page := mouldedPage()
			data := *page.Data
			page.Data = &data
			name := vary(reflect.ValueOf(&page).Elem(), path)
			if name == "" {
				continue
			}
			if cast, plain := bothWays(t, r, lang, page); cast != plain {
				t.Errorf("%s: another %s is cast wrongly", lang, name)
			}
		}
	}
}

// leaves lists the paths of all fields that hold a value of their own.
func leaves(typ reflect.Type, to []int) (paths [][]int) {
	for i := range typ.NumField() {
		field, path := typ.Field(i), append(to[:len(to):len(to)], i)
		of := field.Type
		if of == reflect.TypeFor[*CopyData]() {
			of = of.Elem()
		}
		if of.Kind() == reflect.Struct && of.PkgPath() == reflect.TypeFor[CodeResult]().PkgPath() {
			paths = append(paths, leaves(of, path)...)
			continue
		}
		paths = append(paths, path)
	}
	return paths
}

// vary gives the field another value and returns its name; "" for one of a kind
// it does not know, which the shape must then not let through.
func vary(page reflect.Value, path []int) string {
	field, name := page, ""
	for _, i := range path {
		if field.Kind() == reflect.Pointer {
			field = field.Elem()
		}
		name = field.Type().Field(i).Name
		field = field.Field(i)
	}
	switch value := field.Interface().(type) {
	case time.Time:
		field.Set(reflect.ValueOf(value.AddDate(1, 1, 1)))
	case civil.Date:
		field.Set(reflect.ValueOf(value.AddDays(400)))
	case bool:
		field.SetBool(!value)
	case []fault.Reason:
		field.Set(reflect.ValueOf([]fault.Reason{"endorsement_expired", "certificate_suspended"}))
	case []Telephone:
		field.Set(reflect.ValueOf([]Telephone{{Authority: "<b>示例</b>", Number: "000-1"}, {Authority: "示例", Number: "000-2"}}))
	case *Standing:
		field.Set(reflect.ValueOf(&Standing{State: cert.Suspended, Reason: "示例"}))
	default:
		switch {
		case field.Kind() == reflect.String && name == "State":
			field.SetString("not_judged")
		case field.Kind() == reflect.String && name == "Verdict":
			field.SetString("indeterminate")
		case field.Kind() == reflect.String:
			field.SetString(`<i>"x"+'y'&` + "\x00" + field.String())
		default:
			return ""
		}
	}
	return name
}

func TestMouldsAreUsedAgain(t *testing.T) {
	r := testRenderer(t)
	for i := range 5 {
		page := mouldedPage()
		page.Data.FullName = fmt.Sprintf("示例%d", i)
		bothWays(t, r, locale.Chinese, page)
	}
	if n := len(r.moulds.kept); n != 1 {
		t.Errorf("%d moulds for one shape", n)
	}
	for i := range 2*maxMoulds + 3 {
		r.moulds.keep(mouldKey{shape: i}, mould{})
	}
	if n := len(r.moulds.kept); n > maxMoulds {
		t.Errorf("%d moulds are kept", n)
	}
}

func TestCutRefusesADateInAnotherForm(t *testing.T) {
	h := newHoles(locale.Chinese, true)
	d := civil.MustParse("2027-01-02")
	h.date(&d)
	if _, err := cut("<p>"+locale.Date(locale.Chinese, d)+"</p><time>"+d.String()+"</time>", h.marks); err == nil {
		t.Error("a date written as ISO 8601 beside would have kept its mark")
	}
}
