package delivery_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
)

// book makes a workbook whose first sheet is a table of text cells, written by
// a library that shares nothing with our reader.
func book(t testing.TB, rows ...row) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	lines := [][]string{delivery.Columns()}
	for _, r := range rows {
		values := make([]string, len(delivery.Columns()))
		for i, c := range delivery.Columns() {
			values[i] = r[c]
		}
		lines = append(lines, values)
	}
	for i, line := range lines {
		if err := f.SetSheetRow("Sheet1", at(t, 1, i+1), &line); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func at(t testing.TB, column, row int) string {
	t.Helper()
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	return cell
}

// cellOf names the cell of a delivery's column.
func cellOf(t testing.TB, column string, row int) string {
	t.Helper()
	for i, c := range delivery.Columns() {
		if c == column {
			return at(t, i+1, row)
		}
	}
	t.Fatal("no column", column)
	return ""
}

func saved(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// three are good rows in lines 2 to 4.
func three() []row {
	return []row{good().with("管理号", "1"), good().with("管理号", "2"), good().with("管理号", "3")}
}

// TestSheetRows changes a workbook of three good rows and tells the refused.
func TestSheetRows(t *testing.T) {
	number := func(t *testing.T, f *excelize.File, column string, value any, format string) {
		cell := cellOf(t, column, 3)
		must(t, f.SetCellValue("Sheet1", cell, value))
		if format != "" {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			must(t, err, f.SetCellStyle("Sheet1", cell, cell, style))
		}
	}
	tests := []struct {
		name   string
		change func(t *testing.T, f *excelize.File)
		want   []string
	}{
		{"as it is", func(*testing.T, *excelize.File) {}, nil},
		{"a formula", func(t *testing.T, f *excelize.File) {
			must(t, f.SetCellFormula("Sheet1", cellOf(t, "姓名", 3), `"林"&"若溪"`))
		}, []string{"3,姓名,cell_formula"}},
		{"18 digits as a float", func(t *testing.T, f *excelize.File) {
			number(t, f, "证件号码", 1.1994519880517892e17, "")
		}, []string{"3,证件号码,id_mangled_by_spreadsheet"}},
		{"18 digits as an integer", func(t *testing.T, f *excelize.File) {
			number(t, f, "证件号码", int64(119945198805178925), "")
		}, []string{"3,证件号码,id_mangled_by_spreadsheet"}},
		{"a management number as a float", func(t *testing.T, f *excelize.File) {
			number(t, f, "管理号", 2.020161989179e18, "")
		}, []string{"3,管理号,number_mangled_by_spreadsheet"}},
		{"zeros shown that are not there", func(t *testing.T, f *excelize.File) {
			number(t, f, "管理号", 42, "00000000")
		}, []string{"3,管理号,number_mangled_by_spreadsheet"}},
		{"short numbers are exact", func(t *testing.T, f *excelize.File) {
			number(t, f, "管理号", 20221234, "")
			number(t, f, "手机号", 19900007963, "")
		}, nil},
		{"dates as serials", func(t *testing.T, f *excelize.File) {
			number(t, f, "出生日期", 32280, "yyyy-mm-dd") // 1988-05-17
			number(t, f, "批准日期", 44651, `yyyy"年"m"月"d"日"`)
			number(t, f, "签发日期", 44742, "") // 2022-06-30, format lost
		}, nil},
		{"dates of the other system", func(t *testing.T, f *excelize.File) {
			yes := true
			must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			number(t, f, "出生日期", 32280-1462, "yyyy-mm-dd")
		}, nil},
		{"a serial of another day", func(t *testing.T, f *excelize.File) {
			number(t, f, "出生日期", 32281, "yyyy-mm-dd")
		}, []string{"3,出生日期,birth_date_mismatch"}},
		{"a year is no serial", func(t *testing.T, f *excelize.File) {
			number(t, f, "批准日期", 2022, "")
		}, []string{"3,批准日期,date_invalid"}},
		{"a day with its hour", func(t *testing.T, f *excelize.File) {
			number(t, f, "批准日期", 44651.5, "yyyy-mm-dd hh:mm")
		}, []string{"3,批准日期,date_invalid"}},
		{"merged cells", func(t *testing.T, f *excelize.File) {
			must(t, f.MergeCell("Sheet1", cellOf(t, "资格名称", 3), cellOf(t, "资格名称", 4)))
		}, []string{"3,,cells_merged", "4,,cells_merged"}},
		{"a hidden row", func(t *testing.T, f *excelize.File) {
			must(t, f.SetRowVisible("Sheet1", 3, false))
		}, []string{"3,,row_hidden"}},
		{"a truth value", func(t *testing.T, f *excelize.File) {
			number(t, f, "级别", true, "")
		}, []string{"3,级别,cell_formula"}},
		{"a value beside the table", func(t *testing.T, f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "Z3", "x"))
		}, []string{"3,,row_malformed"}},
		{"an empty row keeps the numbers of the rest", func(t *testing.T, f *excelize.File) {
			must(t, f.InsertRows("Sheet1", 3, 2), f.SetCellValue("Sheet1", cellOf(t, "性别", 5), "?"))
		}, []string{"5,性别,sex_unknown"}},
		{"an empty hidden sheet", func(t *testing.T, f *excelize.File) {
			_, err := f.NewSheet("空")
			must(t, err, f.SetSheetVisible("空", false))
		}, nil},
		{"rich text with a reading", func(t *testing.T, f *excelize.File) {
			must(t, f.SetCellRichText("Sheet1", cellOf(t, "姓名", 3), []excelize.RichTextRun{{Text: "林"}, {Text: "若溪"}}))
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := book(t, three()...)
			tt.change(t, f)
			m := newMemory()
			summary, refused := run(t, newImporter(t, m), m, saved(t, f), delivery.Options{})
			if diff := cmp.Diff(tt.want, refused); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
			if summary.Added != 3-len(tt.want) {
				t.Errorf("%+v", summary)
			}
		})
	}
}

// TestASheetIsTheSameDelivery reads a sheet with its columns turned round and
// finds what CSV had given.
func TestASheetIsTheSameDelivery(t *testing.T) {
	m := newMemory()
	run(t, newImporter(t, m), m, table(delivery.Columns(), three()...), delivery.Options{})
	f := book(t, three()...)
	must(t, f.InsertCols("Sheet1", "A", 1))
	for i := 1; i <= 4; i++ {
		value, err := f.GetCellValue("Sheet1", at(t, 16, i))
		must(t, err, f.SetCellValue("Sheet1", at(t, 1, i), value), f.SetCellValue("Sheet1", at(t, 16, i), nil))
	}
	summary, refused := run(t, newImporter(t, m), m, saved(t, f), delivery.Options{})
	if summary.Unchanged != 3 || len(refused) > 0 {
		t.Errorf("%+v, %v", summary, refused)
	}
}

func TestUnreadableWorkbooks(t *testing.T) {
	tests := []struct {
		name    string
		change  func(t *testing.T, f *excelize.File)
		problem string
		field   string
	}{
		{"a hidden sheet", func(t *testing.T, f *excelize.File) {
			_, err := f.NewSheet("旧数据")
			must(t, err, f.SetCellValue("旧数据", "B7", "x"), f.SetSheetVisible("旧数据", false))
		}, "hidden_sheet", "旧数据"},
		{"a very hidden sheet", func(t *testing.T, f *excelize.File) {
			_, err := f.NewSheet("旧数据")
			must(t, err, f.SetCellValue("旧数据", "B7", "x"), f.SetSheetVisible("旧数据", false, true))
		}, "hidden_sheet", "旧数据"},
		{"two sheets", func(t *testing.T, f *excelize.File) {
			_, err := f.NewSheet("二")
			must(t, err, f.SetCellValue("二", "A1", "x"))
		}, "several_sheets", "二"},
		{"a hidden column", func(t *testing.T, f *excelize.File) {
			must(t, f.SetColVisible("Sheet1", "D", false))
		}, "hidden_column", "性别"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := book(t, three()...)
			tt.change(t, f)
			wantProblem(t, saved(t, f), delivery.ReasonWorkbook, tt.problem, tt.field)
		})
	}
	t.Run("a password", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "locked.xlsx")
		must(t, book(t, three()...).SaveAs(path, excelize.Options{Password: "geheim"}))
		locked, err := os.ReadFile(path)
		must(t, err)
		wantProblem(t, locked, delivery.ReasonWorkbook, "encrypted", "")
	})
	t.Run("an old workbook", func(t *testing.T) {
		wantProblem(t, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 2000)), delivery.ReasonWorkbook, "xls", "")
	})
	t.Run("cut off", func(t *testing.T) {
		whole := saved(t, book(t, three()...))
		wantProblem(t, whole[:len(whole)/2], delivery.ReasonArchive, "damaged", "")
	})
	t.Run("nothing in it", func(t *testing.T) {
		_, err := delivery.Open(t.Context(), bytes.NewReader(saved(t, excelize.NewFile())), delivery.DefaultLimits())
		if fault.ReasonOf(err) != delivery.ReasonEmpty {
			t.Error(err)
		}
	})
}

// wantProblem checks that a file is refused as a whole, says what to do in
// both languages, and stores nothing.
func wantProblem(t *testing.T, file []byte, reason fault.Reason, problem, field string) {
	t.Helper()
	m := newMemory()
	_, err := newImporter(t, m).Run(t.Context(), bytes.NewReader(file), m, delivery.Options{})
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Invalid || e.Reason != reason || e.Args["problem"] != problem || e.Field != field {
		t.Fatalf("%v, want %s %s (%s)", err, reason, problem, field)
	}
	if len(m.all) > 0 {
		t.Error("rows stored")
	}
	for _, l := range []delivery.Language{delivery.Chinese, delivery.English} {
		said := delivery.ExplainFile(err, l)
		if strings.Count(said, ".")+strings.Count(said, "。") < 2 || strings.Contains(said, "{") || !strings.Contains(said, field) {
			t.Errorf("said %q", said)
		}
	}
}
