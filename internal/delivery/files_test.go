package delivery_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
)

const headerLine = "管理号,查询编号,姓名,性别,出生日期,证件类型,证件号码,资格名称,级别,专业,批准日期,签发日期,签发单位,文书种类,手机号"

const goodLine = "1,,林若溪,女,1988-05-17,居民身份证,119945198805178925,拍卖师,,,2020-03-31,2020-06-30,示例拍卖师协会,电子证书,19900007963"

// line is goodLine with another number.
func line(number string) string { return number + strings.TrimPrefix(goodLine, "1") }

// TestShapes reads files as offices send them.
func TestShapes(t *testing.T) {
	quotedName := strings.Replace(line("2"), "林若溪", "\"林\n若溪\"", 1)
	tests := []struct {
		name  string
		text  string
		added int
		want  []string
	}{
		{"LF", headerLine + "\n" + goodLine + "\n", 1, nil},
		{"CRLF", headerLine + "\r\n" + goodLine + "\r\n" + line("2") + "\r\n", 2, nil},
		{"CR", headerLine + "\r" + goodLine + "\r" + line("2") + "\r", 2, nil},
		{"no line break at the end", headerLine + "\n" + goodLine, 1, nil},
		{"a mark", "\ufeff" + headerLine + "\n" + goodLine, 1, nil},
		{"a mark before a quote", "\ufeff\"管理号\"" + strings.TrimPrefix(headerLine, "管理号") + "\n" + goodLine, 1, nil},
		{"only a header", headerLine, 0, nil},
		{"everything quoted", "\"" + strings.ReplaceAll(headerLine, ",", `","`) + "\"\n\"" + strings.ReplaceAll(goodLine, ",", `","`) + "\"\n", 1, nil},
		{"empty lines are no records", headerLine + "\n\n" + goodLine + "\n\r\n\n" + line("") + "\n\n", 1, []string{"3,管理号,number_missing"}},
		{"rows of empty cells are passed over", headerLine + "\n" + goodLine + "\n,,,,,,,,,,,,,,\n" + line("") + "\n , ,,,,,,,,,,,,,\n", 1, []string{"4,管理号,number_missing"}},
		{"a comma behind every row", headerLine + ",,\n" + goodLine + ",,\n", 1, nil},
		{"a comma behind one row", headerLine + "\n" + goodLine + ",\n", 1, nil},
		{"a value too many", headerLine + "\n" + goodLine + ",x\n" + line("2"), 1, []string{"2,,row_malformed"}},
		{"a value too few", headerLine + "\n" + strings.TrimSuffix(goodLine, ",19900007963") + "\n" + line("2"), 1, []string{"2,,row_malformed"}},
		{"a line break in quotes is one record", headerLine + "\n" + goodLine + "\n" + quotedName + "\n" + line("3") + ",x\n", 1,
			[]string{"3,姓名,name_control_character", "4,,row_malformed"}},
		{"a quote never closed costs its line", headerLine + "\n" + strings.Replace(goodLine, "林", `"林`, 1) + "\n" + line("2") + "\n" + line("3"), 2,
			[]string{"2,,row_malformed"}},
		{"a quote closed rows later costs its line", headerLine + "\n" + strings.Replace(goodLine, "林", `"林`, 1) + "\n" + line("2") + "\n" + strings.Replace(line("3"), "林若溪", `"林若溪"`, 1), 2,
			[]string{"2,,row_malformed"}},
		{"a quote inside a value stands for itself", headerLine + "\n" + strings.Replace(goodLine, "林若溪", `林"若溪`, 1), 0, []string{"2,姓名,name_malformed"}},
		{"a NUL", headerLine + "\n" + strings.Replace(goodLine, "林若溪", "林\x00若溪", 1), 0, []string{"2,姓名,name_control_character"}},
		{"a very long line", headerLine + "\n" + strings.Repeat("x", 1<<20) + "\n" + goodLine, 1, []string{"2,,row_malformed"}},
		{"a very long value in quotes", headerLine + "\n\"" + strings.Repeat("x\n", 40<<10) + "\n" + goodLine, 1, nil},
		{"blanks around the header", strings.ReplaceAll(headerLine, ",", " ,\u3000") + "\n" + goodLine, 1, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			summary, refused := run(t, newImporter(t, m), m, []byte(tt.text), delivery.Options{})
			if summary.Added != tt.added || len(m.all) != tt.added {
				t.Errorf("added %d, stored %d, want %d", summary.Added, len(m.all), tt.added)
			}
			if tt.name == "a very long value in quotes" {
				refused = nil // one for each of its lines
			}
			if diff := cmp.Diff(tt.want, refused); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnreadable(t *testing.T) {
	gb := func(s string) string {
		out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	wide := func(s string, mark bool) string {
		var b strings.Builder
		if mark {
			b.WriteString("\xff\xfe")
		}
		for _, u := range utf16.Encode([]rune(s)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	}
	many := strings.Repeat(goodLine+"\n", 4000) // more than one read
	tests := []struct {
		name, text string
		want       fault.Reason
		field      string
		args       map[string]any
	}{
		{"nothing", "", delivery.ReasonEmpty, "", nil},
		{"a mark", "\ufeff", delivery.ReasonEmpty, "", nil},
		{"line breaks", "\n\r\n", delivery.ReasonEmpty, "", nil},
		{"many line breaks", strings.Repeat("\n", 10_000), delivery.ReasonEmpty, "", nil},
		{"UTF-16", wide(headerLine, true), delivery.ReasonEncoding, "", map[string]any{"found": "UTF-16"}},
		{"UTF-16 without a mark", wide("a,"+headerLine, false), delivery.ReasonEncoding, "", map[string]any{"found": "UTF-16"}},
		{"the beginning of an archive", "PK\x03\x04\x14\x00", delivery.ReasonArchive, "", map[string]any{"problem": "damaged"}},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", delivery.ReasonWorkbook, "", map[string]any{"problem": "xls"}},
		{"a PDF", "%PDF-1.7\n", delivery.ReasonUnreadable, "", map[string]any{"found": "PDF"}},
		{"only half of an error file's columns", headerLine + ",原因\n", delivery.ReasonHeader, "原因", map[string]any{"problem": "unknown"}},
		{"bytes of neither charset", headerLine + "\n\xff\xff\n", delivery.ReasonEncoding, "", map[string]any{"line": int64(2)}},
		{"cut inside a character", headerLine + "\n" + goodLine + "\xe6\x9d", delivery.ReasonEncoding, "", map[string]any{"line": int64(2)}},
		{"GB18030 late in UTF-8", headerLine + "\n" + many + gb(goodLine), delivery.ReasonEncoding, "", map[string]any{"line": int64(4002)}},
		{"UTF-8 late in GB18030", gb(headerLine+"\n"+many) + "\xe6\x9d\xff", delivery.ReasonEncoding, "", map[string]any{"line": int64(1)}},
		{"a column missing", strings.Replace(headerLine, ",性别", "", 1) + "\n", delivery.ReasonHeader, "性别", map[string]any{"problem": "missing"}},
		{"a column misspelt", strings.Replace(headerLine, "性别", "性別", 1) + "\n", delivery.ReasonHeader, "性别", map[string]any{"problem": "missing", "instead": "性別"}},
		{"a column twice", headerLine + ",姓名\n", delivery.ReasonHeader, "姓名", map[string]any{"problem": "twice"}},
		{"a column more", headerLine + ",备注\n", delivery.ReasonHeader, "备注", map[string]any{"problem": "unknown"}},
		{"an empty cell in the header", "," + headerLine + "\n", delivery.ReasonHeader, "", map[string]any{"problem": "unknown"}},
		{"a title above the header", "证书数据\n" + headerLine + "\n", delivery.ReasonHeader, "管理号", map[string]any{"problem": "missing", "instead": "证书数据"}},
		{"tabs for commas", strings.ReplaceAll(headerLine, ",", "\t") + "\n", delivery.ReasonHeader, "管理号", map[string]any{"problem": "missing", "instead": "管理号\t查询编号\t姓名\t性别\t出生日期\t证件类型\t证件号码\t资格名称\t级别\t专业…"}},
		{"a quote in the header", "\"" + headerLine + "\n" + goodLine, delivery.ReasonHeader, "", map[string]any{"problem": "quotes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			var out bytes.Buffer
			_, err := newImporter(t, m).Run(t.Context(), strings.NewReader(tt.text), m, delivery.Options{Errors: &out})
			var e *fault.Error
			if !errors.As(err, &e) || e.Reason != tt.want || e.Kind != fault.Invalid || e.Field != tt.field {
				t.Fatalf("error %v, want %s (%s)", err, tt.want, tt.field)
			}
			if diff := cmp.Diff(tt.args, e.Args); diff != "" {
				t.Errorf("args (-want +got):\n%s", diff)
			}
			if out.Len() > 0 || len(m.all) > 0 {
				t.Errorf("%d bytes of report, %d rows stored for a file that is none", out.Len(), len(m.all))
			}
			for _, l := range []delivery.Language{delivery.Chinese, delivery.English} {
				if s := delivery.ExplainFile(err, l); s == "" || strings.Contains(s, "%!") || strings.Contains(s, "{") {
					t.Errorf("explanation in %s: %q", l, s)
				}
			}
		})
	}
}

func TestLimits(t *testing.T) {
	text := []byte(headerLine + "\n" + goodLine + "\n" + line("2") + "\n")
	tests := []struct {
		name   string
		limits delivery.Limits
		want   fault.Reason
	}{
		{"just fits", delivery.Limits{Bytes: int64(len(text)), Lines: 3}, ""},
		{"a byte too many", delivery.Limits{Bytes: int64(len(text)) - 1, Lines: 3}, delivery.ReasonTooLarge},
		{"a line too many", delivery.Limits{Bytes: int64(len(text)), Lines: 2}, delivery.ReasonTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			i := newImporter(t, m)
			i.Limits = tt.limits
			_, err := i.Run(t.Context(), bytes.NewReader(text), m, delivery.Options{})
			if got := fault.ReasonOf(err); got != tt.want {
				t.Errorf("reason %q, want %q", got, tt.want)
			}
		})
	}
}
