package batches

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Row is one thing that was asked about, with what was found.
type Row struct {
	N      int // from 1, in the order handed in
	Item   store.BatchItem
	Result store.BatchResult // the zero one while it is not checked
}

// Rows returns the checked rows of a batch, problems first and then in the
// order handed in; outcome "" stands for all. after is the last row of the page
// before, in that order from 0; more reports whether there is another page.
func (s *Service) Rows(ctx context.Context, organisation, id, outcome string, after, limit int) (page []Row, more bool, err error) {
	const op = "batches.Rows"
	rows, _, err := s.rows(ctx, organisation, id)
	if err != nil {
		return nil, false, fault.Wrap(op, err)
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		return r.Result.Outcome == "" || outcome != "" && r.Result.Outcome != outcome
	})
	slices.SortStableFunc(rows, func(a, b Row) int { return rank(a) - rank(b) })
	after = min(max(after, 0), len(rows))
	end := min(after+limit, len(rows))
	return rows[after:end], end < len(rows), nil
}

func rank(r Row) int { return slices.Index(Outcomes(), r.Result.Outcome) }

// rows reads every row of the organisation's batch, in the order handed in.
func (s *Service) rows(ctx context.Context, organisation, id string) (rows []Row, b store.Batch, err error) {
	if b, err = s.Find(ctx, organisation, id); err != nil {
		return nil, b, err
	}
	_, _, parts, err := s.whole(ctx, id)
	for _, p := range parts {
		for i, item := range p.Items {
			row := Row{N: len(rows) + 1, Item: item}
			if i < len(p.Results) {
				row.Result = p.Results[i]
			}
			rows = append(rows, row)
		}
	}
	return rows, b, err
}

// WriteVerdicts writes all rows as a spreadsheet, in the order handed in. A
// spreadsheet runs none of it, whatever the names of files say.
func (s *Service) WriteVerdicts(ctx context.Context, organisation, id string, format delivery.Format, l Language, w io.Writer) error {
	const op = "batches.WriteVerdicts"
	rows, b, err := s.rows(ctx, organisation, id)
	if err != nil {
		return fault.Wrap(op, err)
	}
	out, err := delivery.NewSheetWriter(format, w)
	if err != nil {
		return fault.Wrap(op, err)
	}
	err = out.Write(headings(b.Kind, l))
	for _, row := range rows {
		if err == nil {
			err = out.Write(row.values(b.Kind, l))
		}
	}
	if err != nil {
		_ = out.Discard() // what went wrong first is told
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, out.Finish())
}

// headings are the columns of the spreadsheet, in the order of values.
func headings(k store.BatchKind, l Language) []string {
	of := []words{{"序号", "No."}}
	if k == store.BatchOfPeople {
		of = append(of, words{"证件号码", "Document number"}, words{"姓名", "Name"}, words{"管理号/查询编号", "Management or query number"})
	} else {
		of = append(of, words{"文件名", "File"}, words{"SHA-256", "SHA-256"})
	}
	of = append(of, words{"结果", "Outcome"}, words{"说明", "Why"}, words{"原因代码", "Reason codes"},
		words{"持证人", "Holder"}, words{"证件号码（证书所载）", "Document number on the certificate"}, words{"资格名称", "Qualification"},
		words{"级别", "Level"}, words{"专业", "Specialty"}, words{"签发日期", "Issued on"}, words{"签发单位", "Authority"},
		words{"编号", "Number"}, words{"证书状态", "State of the certificate"}, words{"使用场景", "Endorsed for"},
		words{"接收方", "Recipient"}, words{"有效期至", "Good until"}, words{"加注编号", "Code"}, words{"演示", "Demonstration"})
	names := make([]string, len(of))
	for i, w := range of {
		names[i] = w.in(l)
	}
	return names
}

func (row Row) values(k store.BatchKind, l Language) []string {
	r := row.Result
	var why []string
	for _, reason := range r.Reasons {
		why = append(why, Explain(reason, l))
	}
	values := []string{fmt.Sprint(row.N)}
	if k == store.BatchOfPeople {
		values = append(values, row.Item.Document, row.Item.Person, row.Item.Number)
	} else {
		values = append(values, row.Item.Name, row.Item.Digest)
	}
	demo := ""
	if r.Demo {
		demo = words{"演示，无效力", "demonstration, without force"}.in(l)
	}
	return append(values, OutcomeText(r.Outcome, l), strings.Join(why, " "), strings.Join(r.Reasons, " "),
		r.Name, r.MaskedNumber, r.Qualification, r.Level, r.Specialty, r.IssuedOn, r.Authority,
		r.Number, r.State, r.Scenario, r.Recipient, r.ValidUntil, r.Code, demo)
}
