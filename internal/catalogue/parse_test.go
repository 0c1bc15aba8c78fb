package catalogue_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

const header = "资格名称,英文名称,级别,专业,签发单位,印章,加注起始日期,上线起始年度\n"

func sample(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/catalogue.csv")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseSample(t *testing.T) {
	entries, err := catalogue.Parse(bytes.NewReader(sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 53 {
		t.Fatalf("%d entries, want 53", len(entries))
	}
	want := catalogue.Entry{
		Qualification: "银行业专业人员职业资格", EnglishName: "Banking Professional", Level: "中级", Specialty: "公司信贷",
		Authority: "示例银行业协会", Seal: "示例银行业协会", EndorsedFrom: civil.MustParse("2021-12-17"), OnlineFrom: 2017,
	}
	if diff := cmp.Diff(want, entries[52]); diff != "" {
		t.Errorf("last entry (-want +got):\n%s", diff)
	}
	c := catalogue.New(entries)
	if n := len(c.Qualifications()); n != 18 {
		t.Errorf("%d qualifications, want 18", n)
	}
	wantAuthorities := []string{"示例人事考试中心", "示例拍卖师协会", "示例税务师协会", "示例银行业协会"}
	if diff := cmp.Diff(wantAuthorities, c.Authorities()); diff != "" {
		t.Errorf("authorities (-want +got):\n%s", diff)
	}
}

func TestParseReadsGB18030AndAnyColumnOrder(t *testing.T) {
	want, err := catalogue.Parse(bytes.NewReader(sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(bytes.TrimPrefix(sample(t), []byte("\ufeff")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := catalogue.Parse(bytes.NewReader(gb))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("GB18030 (-want +got):\n%s", diff)
	}
	turned := "上线起始年度,加注起始日期,印章,签发单位,专业,级别,英文名称,资格名称\r\n2017,,印,单位,,,,资格\r\n"
	got, err = catalogue.Parse(strings.NewReader(turned))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]catalogue.Entry{{Qualification: "资格", Authority: "单位", Seal: "印", OnlineFrom: 2017}}, got); diff != "" {
		t.Errorf("turned (-want +got):\n%s", diff)
	}
}

func TestParseRefuses(t *testing.T) {
	const good = "拍卖师,Auctioneer,,,协会,协会,2021-12-17,2017\n"
	tests := []struct {
		name, text string
		want       fault.Reason
		field      string
	}{
		{"nothing", "", "catalogue_unreadable", ""},
		{"bytes of no text", "\xff\xfe\x00", "catalogue_encoding", ""},
		{"a column missing", strings.Replace(header, ",印章", "", 1) + good, "catalogue_header", "印章"},
		{"a column twice", strings.Replace(header, "英文名称", "印章", 1) + good, "catalogue_header", "英文名称"},
		{"a column more", "备注," + header + "," + good, "catalogue_header", ""},
		{"a value missing", header + good + "拍卖师,Auctioneer,,,协会,,2021-12-17,2017\n", "catalogue_value", "印章"},
		{"no such day", header + "拍卖师,Auctioneer,,,协会,协会,2021-02-30,2017\n", "catalogue_value", "加注起始日期"},
		{"no year", header + "拍卖师,Auctioneer,,,协会,协会,2021-12-17,二〇一七\n", "catalogue_value", "上线起始年度"},
		{"a formula", header + "=1+1,Auctioneer,,,协会,协会,2021-12-17,2017\n", "catalogue_value", "资格名称"},
		{"an invisible character", header + "拍卖\u200b师,Auctioneer,,,协会,协会,2021-12-17,2017\n", "catalogue_value", "资格名称"},
		{"a line twice", header + good + good, "catalogue_duplicate", ""},
		{"a value too many", header + "," + good, "catalogue_unreadable", ""},
		{"too large", header + strings.Repeat(good, 100_000), "catalogue_too_large", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			entries, err := catalogue.Parse(strings.NewReader(tt.text))
			if got := fault.ReasonOf(err); got != tt.want || entries != nil {
				t.Fatalf("Parse = %d entries, %v; want %s", len(entries), err, tt.want)
			}
			var e *fault.Error
			if !errors.As(err, &e) || e.Field != tt.field || e.Kind != fault.Invalid {
				t.Errorf("error %#v, want field %q", err, tt.field)
			}
		})
	}
}

func TestLookups(t *testing.T) {
	c := catalogue.New([]catalogue.Entry{
		{Qualification: "建造师", Level: "一级", Specialty: "建筑工程", Authority: "甲", EnglishName: "Constructor"},
		{Qualification: "建造师", Level: "一级", Specialty: "建筑工程", Authority: "乙"},
		{Qualification: "拍卖师", Authority: "丙"},
	})
	checks := []struct {
		what      string
		got, want any
	}{
		{"a known level", c.HasLevel("建造师", "一级"), true},
		{"no level where one is needed", c.HasLevel("建造师", ""), false},
		{"no level where there is none", c.HasLevel("拍卖师", ""), true},
		{"another's level", c.HasLevel("拍卖师", "一级"), false},
		{"a known specialty", c.HasSpecialty("建造师", "一级", "建筑工程"), true},
		{"no specialty where one is needed", c.HasSpecialty("建造师", "一级", ""), false},
		{"an unknown qualification", c.HasQualification("建造帅"), false},
		{"an issuer", c.Issues("乙", "建造师"), true},
		{"another's issuer", c.Issues("丙", "建造师"), false},
		{"English name", c.EnglishName("建造师", "一级", "建筑工程"), "Constructor"},
		{"no English name", c.EnglishName("无", "", ""), ""},
		{"the empty catalogue", catalogue.Catalogue{}.HasQualification("建造师"), false},
	}
	for _, check := range checks {
		if check.got != check.want {
			t.Errorf("%s = %v, want %v", check.what, check.got, check.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(header + "拍卖师,Auctioneer,,,协会,协会,2021-12-17,2017\n"))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		entries, err := catalogue.Parse(bytes.NewReader(raw))
		if err != nil {
			return
		}
		c := catalogue.New(entries)
		for _, e := range entries {
			if !c.Issues(e.Authority, e.Qualification) || !c.HasLevel(e.Qualification, e.Level) || !c.HasSpecialty(e.Qualification, e.Level, e.Specialty) {
				t.Errorf("the catalogue does not know its entry %v", e)
			}
		}
	})
}
