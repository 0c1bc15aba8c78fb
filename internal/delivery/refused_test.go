package delivery_test

import (
	"bytes"
	"encoding/csv"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
)

// faultsOf are the faults of a delivery, by line.
func faultsOf(t *testing.T, file []byte) []delivery.Fault {
	t.Helper()
	r, err := delivery.Open(t.Context(), bytes.NewReader(file), delivery.DefaultLimits())
	must(t, err)
	defer r.Close()
	var batch []delivery.Record
	for record, err := r.Next(); err == nil; record, err = r.Next() {
		batch = append(batch, record)
	}
	verdict, err := delivery.NewChecker(newImporter(t, newMemory()).Rules, r).Check(t.Context(), batch)
	must(t, err)
	return verdict.Faults
}

// kept are faults that were written down in between.
func kept(t *testing.T, faults ...delivery.Fault) iter.Seq2[delivery.Fault, error] {
	t.Helper()
	var b bytes.Buffer
	w := delivery.NewFaultWriter(&b)
	for _, f := range faults {
		must(t, w.Write(f))
	}
	return delivery.ReadFaults(&b)
}

func writeRefused(t *testing.T, file []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, delivery.WriteRefused(t.Context(), bytes.NewReader(file), delivery.DefaultLimits(), kept(t, faultsOf(t, file)...), delivery.Chinese, &out))
	return out.Bytes()
}

// faulty are a good row between two bad ones, with columns in another order.
func faulty() ([]string, []row) {
	columns := delivery.Columns()
	slices.Reverse(columns)
	return columns, []row{
		good().with("管理号", "1", "手机号", "+1 23"),
		good().with("管理号", "2"),
		good().with("管理号", "3", "姓名", " 林若溪"),
	}
}

func TestRefusedRowsGoBackAsTheyCame(t *testing.T) {
	columns, rows := faulty()
	text := table(columns, rows...)
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(text)
	must(t, err)
	for _, tt := range []struct {
		name   string
		file   []byte
		decode func([]byte) string
	}{
		{"UTF-8", text, func(b []byte) string { return strings.TrimPrefix(string(b), "\ufeff") }},
		{"GB18030", gb, func(b []byte) string {
			s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
			must(t, err)
			return string(s)
		}},
		{"in an archive", pack(t, "表.csv", string(text)), func(b []byte) string { return strings.TrimPrefix(string(b), "\ufeff") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			back := writeRefused(t, tt.file)
			got, err := csv.NewReader(strings.NewReader(tt.decode(back))).ReadAll()
			must(t, err)
			if len(got) != 3 || !slices.Equal(got[0], append(slices.Clone(columns), "原因", "说明")) {
				t.Fatalf("%q", got)
			}
			if got[1][0] != "'+1 23" || got[1][15] != "mobile_malformed" || got[1][16] == "" {
				t.Errorf("first %q", got[1])
			}
			if got[2][12] != " 林若溪" || got[2][15] != "name_outer_space" {
				t.Errorf("second %q", got[2])
			}
			corrected := bytes.ReplaceAll(back, []byte("'+1 23"), []byte("'+852 5123 4567"))
			m := newMemory()
			summary, refused := run(t, newImporter(t, m), m, corrected, delivery.Options{})
			if summary.Added != 1 || len(refused) != 1 || m.all[0].Holder.Mobile != "+852 5123 4567" {
				t.Errorf("corrected: %+v, %v", summary, refused)
			}
		})
	}
}

func TestRefusedRowsOfASheet(t *testing.T) {
	f := book(t, good().with("管理号", "1", "手机号", "+1 23"), good().with("管理号", "2"), good().with("管理号", "3"))
	must(t, f.SetCellValue("Sheet1", cellOf(t, "证件号码", 4), 1.1994519880517892e17), f.SetCellFormula("Sheet1", cellOf(t, "姓名", 2), "1+1"),
		f.SetCellValue("Sheet1", cellOf(t, "签发日期", 4), 44742))
	back := writeRefused(t, saved(t, f))
	again, err := excelize.OpenReader(bytes.NewReader(back))
	must(t, err)
	got, err := again.GetRows("Sheet1")
	must(t, err)
	if len(got) != 3 || got[0][15] != "原因" || got[1][14] != "+1 23" || got[2][15] != "id_mangled_by_spreadsheet" {
		t.Fatalf("%q", got)
	}
	must(t, again.SetCellValue("Sheet1", cellOf(t, "证件号码", 3), "119945198805178925"))
	m := newMemory()
	summary, refused := run(t, newImporter(t, m), m, saved(t, again), delivery.Options{})
	if summary.Added != 1 || len(refused) != 1 {
		t.Errorf("corrected: %+v, %v", summary, refused)
	}
}

func TestABrokenLineGoesBackWhole(t *testing.T) {
	broken := strings.Replace(line("2"), "林", `"林`, 1)
	file := []byte(headerLine + "\n" + goodLine + "\n" + broken + "\n" + line("3") + ",x\n")
	got, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(writeRefused(t, file), []byte("\ufeff")))).ReadAll()
	must(t, err)
	if len(got) != 3 || got[1][0] != broken || got[1][15] != "row_malformed" || got[2][14] != "19900007963,x" {
		t.Errorf("%q", got)
	}
}

func TestAnotherFileIsTold(t *testing.T) {
	none := kept(t, delivery.Fault{Line: 9, Reason: delivery.ReasonDuplicate})
	err := delivery.WriteRefused(t.Context(), strings.NewReader(headerLine+"\n"+goodLine+"\n"), delivery.DefaultLimits(), none, delivery.Chinese, &bytes.Buffer{})
	if fault.ReasonOf(err) != "delivery_changed" {
		t.Error(err)
	}
}
