package batches

import (
	"fmt"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/store"
)

// page is what the report prints. It is Chinese, as certificates are.
func (s *Service) page(b store.Batch, o store.Organisation, parts []store.BatchPart) page.Report {
	count := func(outcome string) string { return fmt.Sprint(b.Counts[outcome]) }
	p := page.Report{
		Title:   "查验报告",
		Warning: "CHECK REPORT · 本报告说明查验时的结果，不是证书，不能代替证书使用。",
		Facts: [][2]string{
			{"报告编号", grouped(b.Number)},
			{"查验单位", o.Name + "（自行登记）"},
			{"统一社会信用代码", o.Number},
			{"提交时间", beijing(b.At)},
			{"查验完成时间", beijing(b.FinishedAt)},
			{"提交内容", submitted(b)},
			{"提交内容 SHA-256", b.Source.Digest},
			{"查验结果", fmt.Sprintf("共 %d 项：有效 %s，不能确认 %s，无效 %s，查无 %s，无法查验 %s", b.Rows,
				count(Valid), count(Indeterminate), count(Invalid), count(NotFound), count(Unreadable))},
		},
		Heads:  [3]string{"查验对象", "证书", "结果"},
		Foot:   "报告编号 " + grouped(b.Number) + " · 本报告可在 " + strings.TrimPrefix(strings.TrimPrefix(s.Sealing.Address, "https://"), "http://") + " 查验",
		PageOf: "第 %d 页，共 %d 页",
	}
	for _, part := range parts {
		for i, item := range part.Items {
			if i < len(part.Results) {
				p.Rows = append(p.Rows, printed(item, part.Results[i]))
			}
		}
	}
	return p
}

// printed is one row of the report.
func printed(item store.BatchItem, r store.BatchResult) page.ReportRow {
	row := page.ReportRow{
		Of:      strings.TrimSpace(r.Qualification + " " + r.Level),
		OfMore:  strings.TrimSpace(r.Number + " " + r.IssuedOn),
		Verdict: OutcomeText(r.Outcome, Chinese), Bad: r.Outcome != Valid,
	}
	if r.Demo {
		row.Verdict = "演示 " + row.Verdict
	}
	if len(r.Reasons) > 0 {
		row.Cause = Explain(r.Reasons[0], Chinese)
	}
	if item.Name != "" {
		row.What, row.More = item.Name, strings.TrimSpace(r.Name+" "+r.MaskedNumber)
		if row.More == "" && item.Digest != "" {
			row.More = "SHA-256 " + item.Digest
		}
		return row
	}
	row.What, row.More = strings.TrimSpace(item.Person+" "+masked(item.Document)), item.Number
	return row
}

func submitted(b store.Batch) string {
	if b.Source.Files > 1 {
		return fmt.Sprintf("%s 等 %d 个文件", b.Source.Name, b.Source.Files)
	}
	return b.Source.Name
}

func beijing(t time.Time) string {
	t = t.In(civil.Shanghai())
	return civil.Of(t).Chinese() + t.Format(" 15:04:05") + "（北京时间）"
}

// grouped writes a number in groups of four, as codes are printed.
func grouped(number string) string {
	var groups []string
	for len(number) > 4 {
		groups, number = append(groups, number[:4]), number[4:]
	}
	return strings.Join(append(groups, number), "-")
}

// masked hides the middle of a number as somebody typed it.
func masked(number string) string {
	r := []rune(number)
	if len(r) <= 8 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:4]) + strings.Repeat("*", len(r)-8) + string(r[len(r)-4:])
}
