package delivery_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/delivery"
)

// row is a good row whose values a test changes, by column name.
type row map[string]string

func good() row {
	return row{
		"管理号": "2020161989179000285", "查询编号": "", "姓名": "林若溪", "性别": "女", "出生日期": "1988-05-17",
		"证件类型": "居民身份证", "证件号码": "119945198805178925", "资格名称": "建造师", "级别": "一级", "专业": "建筑工程",
		"批准日期": "2022-03-31", "签发日期": "2022-06-30", "签发单位": "示例人事考试中心", "文书种类": "电子证书", "手机号": "19900007963",
	}
}

// with returns the row with other values, given as column, value, column, …
func (r row) with(changes ...string) row {
	for i := 0; i < len(changes); i += 2 {
		r[changes[i]] = changes[i+1]
	}
	return r
}

// table writes rows under a header of the columns, in their order.
func table(columns []string, rows ...row) []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(columns)
	for _, r := range rows {
		values := make([]string, len(columns))
		for i, c := range columns {
			values[i] = r[c]
		}
		_ = w.Write(values)
	}
	w.Flush()
	return []byte(b.String())
}

// TestRow changes a good row and tells its first fault, "" for none.
func TestRow(t *testing.T) {
	tests := []struct {
		name    string
		changes []string
		want    string
	}{
		{"as it is", nil, ""},
		{"no mobile number", []string{"手机号", ""}, ""},
		{"mobile number from abroad", []string{"手机号", "+852 5123 4567"}, ""},
		{"mobile number one digit short", []string{"手机号", "1990000796"}, "手机号,mobile_malformed"},
		{"mobile number as a float", []string{"手机号", "1.99E+10"}, "手机号,mobile_malformed"},
		{"mobile number with a formula", []string{"手机号", "=1+1"}, "手机号,mobile_malformed"},

		{"only a query number", []string{"管理号", "", "查询编号", "C111050256400"}, ""},
		{"no number", []string{"管理号", " "}, "管理号,number_missing"},
		{"number of 32", []string{"管理号", strings.Repeat("9", 32)}, ""},
		{"number of 33", []string{"管理号", strings.Repeat("9", 33)}, "管理号,number_too_long"},
		{"number of 32 code points", []string{"管理号", strings.Repeat("建", 32)}, ""},
		{"query number of 33", []string{"查询编号", strings.Repeat("9", 33)}, "查询编号,number_too_long"},
		{"number as a float", []string{"管理号", "2.02016E+18"}, "管理号,number_mangled_by_spreadsheet"},
		{"number with a plus", []string{"管理号", "2020+18"}, ""},
		{"number with a space", []string{"管理号", "2020 1619"}, "管理号,number_malformed"},
		{"number with a zero-width space", []string{"管理号", "2020\u200b1619"}, "管理号,number_malformed"},
		{"number with a NUL", []string{"管理号", "2020\x001619"}, "管理号,number_malformed"},
		{"number in full width", []string{"管理号", "\uff12\uff10\uff12\uff10"}, "管理号,number_malformed"},
		{"number with an apostrophe", []string{"管理号", "'20201619"}, "管理号,number_malformed"},
		{"number no font draws", []string{"管理号", "\U00030EDE"}, "管理号,number_malformed"},
		{"number after a tab", []string{"管理号", "\t20201619"}, "管理号,formula_injection"},
		{"number as a formula", []string{"管理号", "=\"20201619\""}, "管理号,formula_injection"},
		{"blanks around a number", []string{"管理号", " 20201619\u3000"}, ""},

		{"name with blanks around", []string{"姓名", "林若溪 "}, "姓名,name_outer_space"},
		{"name with a line break", []string{"姓名", "林\n若溪"}, "姓名,name_control_character"},
		{"name of a private character", []string{"姓名", "林\U000F0001"}, "姓名,name_unrenderable"},
		{"name too long", []string{"姓名", strings.Repeat("吐", 101)}, "姓名,name_too_long"},
		{"name with a lost character", []string{"姓名", "林?溪"}, "姓名,name_malformed"},
		{"name as a formula after full-width =", []string{"姓名", "\uff1d1+1"}, "姓名,formula_injection"},

		{"sex in English", []string{"性别", "F"}, "性别,sex_unknown"},
		{"no sex", []string{"性别", ""}, "性别,sex_unknown"},
		{"sex of the number", []string{"性别", "男"}, "性别,sex_mismatch"},

		{"date with slashes", []string{"出生日期", "1988/5/17"}, "出生日期,date_invalid"},
		{"date without signs", []string{"签发日期", "20220630"}, "签发日期,date_invalid"},
		{"date as a serial", []string{"签发日期", "44742"}, "签发日期,date_invalid"},
		{"date with a time", []string{"签发日期", "2022-06-30 00:00:00"}, "签发日期,date_invalid"},
		{"date in Chinese", []string{"签发日期", "2022年6月30日"}, "签发日期,date_invalid"},
		{"date in full width", []string{"签发日期", "\uff12022-06-30"}, "签发日期,date_invalid"},
		{"no date", []string{"批准日期", ""}, "批准日期,date_invalid"},
		{"no such day", []string{"批准日期", "2022-02-29"}, "批准日期,date_invalid"},
		{"date in year 22", []string{"批准日期", "0022-03-31"}, "批准日期,date_invalid"},
		{"issued today, in Beijing", []string{"签发日期", "2026-11-22"}, ""},
		{"issued tomorrow", []string{"签发日期", "2026-11-23"}, "签发日期,date_in_future"},
		{"approved on the day of issue", []string{"批准日期", "2022-06-30"}, ""},
		{"approved the day after", []string{"批准日期", "2022-07-01"}, "批准日期,approved_after_issued"},
		{"born another day", []string{"出生日期", "1988-05-18"}, "出生日期,birth_date_mismatch"},

		{"no type", []string{"证件类型", ""}, "证件类型,id_type_unknown"},
		{"type unknown, number wrong", []string{"证件类型", "学生证", "证件号码", "1"}, "证件类型,id_type_unknown"},
		{"no document number", []string{"证件号码", ""}, "证件号码,id_empty"},
		{"check digit", []string{"证件号码", "119945198805178926"}, "证件号码,id_check_digit"},
		{"small x", []string{"姓名", "郭景行", "性别", "男", "出生日期", "1969-08-03", "证件号码", "11990519690803713x"}, ""},
		{"15 digits", []string{"姓名", "郭景行", "性别", "男", "出生日期", "1969-08-03", "证件号码", "119905690803713"}, ""},
		{"15 digits of another day", []string{"性别", "男", "出生日期", "1969-08-04", "证件号码", "119905690803713"}, "出生日期,birth_date_mismatch"},
		{"15 digits of another sex", []string{"性别", "女", "出生日期", "1969-08-03", "证件号码", "119905690803713"}, "性别,sex_mismatch"},
		{"17 digits", []string{"证件号码", "11994519880517892"}, "证件号码,id_malformed"},
		{"document number as a float", []string{"证件号码", "1.19945E+17"}, "证件号码,id_mangled_by_spreadsheet"},
		{"document number with an apostrophe", []string{"证件号码", "'119945198805178925"}, "证件号码,id_malformed"},
		{"passport", []string{"证件类型", "护照", "证件号码", "E12345678"}, ""},

		{"no qualification", []string{"资格名称", ""}, "资格名称,qualification_unknown"},
		{"no level", []string{"级别", ""}, "级别,level_unknown"},
		{"no specialty", []string{"专业", ""}, "专业,specialty_unknown"},
		{"specialty of another", []string{"专业", "土木建筑工程"}, "专业,specialty_unknown"},
		{"another's issuer", []string{"签发单位", "示例税务师协会"}, "签发单位,issuer_unknown"},
		{"no issuer", []string{"签发单位", ""}, "签发单位,issuer_unknown"},
		{"level as a formula", []string{"级别", "@一级"}, "级别,formula_injection"},
		{"no kind", []string{"文书种类", ""}, "文书种类,document_kind_unknown"},
		{"file record", []string{"文书种类", "证书电子文件"}, ""},

		{"two faults of form, by column", []string{"签发单位", "无名单位", "出生日期", "1988-13-01"}, "出生日期,date_invalid"},
		{"form before consistency", []string{"性别", "男", "文书种类", "纸质"}, "文书种类,document_kind_unknown"},
		{"two of consistency, by column", []string{"性别", "男", "出生日期", "1988-05-18", "批准日期", "2022-07-01"}, "性别,sex_mismatch"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			_, refused := run(t, newImporter(t, m), m, table(delivery.Columns(), good().with(tt.changes...)), delivery.Options{})
			var want []string
			if tt.want != "" {
				want = []string{"2," + tt.want}
			}
			if diff := cmp.Diff(want, refused); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
			if (len(m.all) == 1) != (want == nil) {
				t.Errorf("%d rows stored", len(m.all))
			}
		})
	}
}

func TestDuplicates(t *testing.T) {
	tests := []struct {
		name  string
		rows  []row
		want  []string
		added int
	}{
		{"a row twice", []row{good(), good()}, []string{"3,管理号,duplicate_in_file"}, 1},
		{"a number for another person", []row{good(), good().with("姓名", "林安")}, []string{"3,管理号,duplicate_in_file"}, 1},
		{"a query number twice", []row{
			good().with("查询编号", "C1"), good().with("管理号", "2", "查询编号", "C1"),
		}, []string{"3,查询编号,duplicate_in_file"}, 1},
		{"query numbers only", []row{
			good().with("管理号", "", "查询编号", "C1"), good().with("管理号", "", "查询编号", "C1"), good().with("管理号", "", "查询编号", "C2"),
		}, []string{"3,查询编号,duplicate_in_file"}, 2},
		{"one's management number is another's query number", []row{
			good().with("管理号", "7"), good().with("管理号", "8", "查询编号", "7"),
		}, nil, 2},
		{"a number with blanks", []row{good(), good().with("管理号", " 2020161989179000285 ")}, []string{"3,管理号,duplicate_in_file"}, 1},
		{"the first is refused", []row{good().with("证件号码", "119945198805178926"), good()}, []string{"2,证件号码,id_check_digit"}, 1},
		{"the first contradicts itself", []row{good().with("性别", "男"), good()}, []string{"2,性别,sex_mismatch"}, 1},
		{"a duplicate with a fault of form", []row{good(), good().with("文书种类", "")}, []string{"3,文书种类,document_kind_unknown"}, 1},
		{"a duplicate that contradicts itself", []row{good(), good().with("性别", "男")}, []string{"3,管理号,duplicate_in_file"}, 1},
		{"two people of one name", []row{good(), good().with("管理号", "2")}, nil, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			i := newImporter(t, m)
			text := table(delivery.Columns(), tt.rows...)
			summary, refused := run(t, i, m, text, delivery.Options{})
			if diff := cmp.Diff(tt.want, refused); diff != "" || summary.Added != tt.added {
				t.Errorf("added %d, want %d; refused (-want +got):\n%s", summary.Added, tt.added, diff)
			}
			again, refusedAgain := run(t, i, m, text, delivery.Options{})
			// A row can be refused for another reason once its number is stored.
			if len(refusedAgain) != len(refused) || again.Added != 0 || again.Unchanged != tt.added {
				t.Errorf("again: %+v; refused %v", again, refusedAgain)
			}
		})
	}
}

func TestStoredContent(t *testing.T) {
	first := func() row { return good().with("查询编号", "C1") }
	tests := []struct {
		name    string
		changes []string
		want    []string
	}{
		{"nothing", nil, nil},
		{"blanks around", []string{"资格名称", " 建造师"}, nil},
		{"name", []string{"姓名", "林若汐"}, []string{"2,管理号,differs_from_stored"}},
		{"mobile number", []string{"手机号", ""}, []string{"2,管理号,differs_from_stored"}},
		{"specialty", []string{"专业", "公路工程"}, []string{"2,管理号,differs_from_stored"}},
		{"date of issue", []string{"签发日期", "2022-07-01"}, []string{"2,管理号,differs_from_stored"}},
		{"query number left out", []string{"查询编号", ""}, []string{"2,管理号,differs_from_stored"}},
		{"management number left out", []string{"管理号", ""}, []string{"2,查询编号,differs_from_stored"}},
		{"management number", []string{"管理号", "2"}, []string{"2,查询编号,differs_from_stored"}},
		{"both numbers", []string{"管理号", "2", "查询编号", "C2"}, nil},
		{"name, and it contradicts itself", []string{"性别", "男"}, []string{"2,管理号,differs_from_stored"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			i := newImporter(t, m)
			run(t, i, m, table(delivery.Columns(), first()), delivery.Options{})
			_, refused := run(t, i, m, table(delivery.Columns(), first().with(tt.changes...)), delivery.Options{})
			if diff := cmp.Diff(tt.want, refused); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFirstFaultFollowsTheFilesColumns(t *testing.T) {
	turned := make([]string, 0, 15)
	for _, c := range delivery.Columns() {
		turned = append([]string{c}, turned...)
	}
	m := newMemory()
	_, refused := run(t, newImporter(t, m), m, table(turned,
		good().with("管理号", "1"),
		good().with("管理号", "2", "姓名", "", "签发日期", "x"),
		good().with("管理号", "1", "出生日期", "1988-05-18"),
	), delivery.Options{})
	want := []string{"3,签发日期,date_invalid", "4,出生日期,birth_date_mismatch"}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if len(m.all) != 1 || m.all[0].Holder.Name != "林若溪" || m.all[0].EnglishName != "Constructor" {
		t.Errorf("stored %v", m.all)
	}
}
