package batches

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// maxValue is the longest value of a table that is looked up, in bytes.
const maxValue = 512

// columns say where in a table the values stand.
type columns struct {
	document, name int
	numbers        []int
}

// headingsOfTable are the columns of a table to be looked up, in both languages.
func headingsOfTable() (document, name, number words) {
	return words{"证件号码", "Document number"}, words{"姓名", "Name"}, words{"管理号/查询编号", "Management or query number"}
}

// locate finds the columns by their headings. It fails with Invalid
// batch_header.
func locate(header []string) (columns, error) {
	document, name, number := headingsOfTable()
	found := columns{document: -1, name: -1}
	for i, heading := range header {
		switch h := strings.TrimSpace(heading); h {
		case document.zh, document.en, "document_number":
			found.document = i
		case name.zh, name.en, "name":
			found.name = i
		case number.zh, number.en, "管理号", "查询编号", "number":
			found.numbers = append(found.numbers, i)
		}
	}
	if found.document < 0 || found.name < 0 || len(found.numbers) == 0 {
		return found, fault.New("batches.locate", fault.Invalid, "batch_header").At("file")
	}
	return found, nil
}

// ReceiveTable keeps the rows of a spreadsheet, CSV in UTF-8 or GB18030 or
// XLSX, to be looked up by data. It fails at field "file" with Invalid
// batch_header, batch_empty, batch_too_many, batch_too_large or as
// delivery.ReadSheet does, and with Exhausted lookups_used_up.
func (s *Service) ReceiveTable(ctx context.Context, by Asker, u Upload) (store.Batch, error) {
	const op = "batches.ReceiveTable"
	r, err := s.begin(ctx, by, store.BatchOfPeople)
	if err != nil {
		return store.Batch{}, fault.Wrap(op, err)
	}
	err = r.table(ctx, u)
	return r.end(ctx, op, err)
}

// table keeps a table, which can only be read once it is all there, and takes
// its rows.
func (r *receipt) table(ctx context.Context, u Upload) error {
	s := r.service
	place := s.place(folderOf(r.batch.ID) + "table-" + token() + "/")
	in := &metered{in: pieces.Whole(u.Content), sum: sha256.New(), most: s.Limits.Upload}
	kept := pieces.NewWriter(ctx, place)
	_, err := io.Copy(kept, in)
	if errors.Is(err, errTooLarge) {
		err = tooLarge("batches.table")
	}
	if err == nil {
		err = kept.Close()
	}
	if err != nil {
		return err
	}
	limits := delivery.DefaultLimits()
	limits.Bytes, limits.Lines, limits.Unpacked = s.Limits.Upload, int64(s.Limits.Rows)*4, 256<<20
	t := &tableReader{receipt: r, most: s.Limits.Rows}
	if err := delivery.ReadSheet(ctx, pieces.NewReader(ctx, place, kept.Size()), limits, t.take); err != nil {
		return atFile(err)
	}
	t.flush()
	r.taken(plainName(u.Name), in.size, in.sum.Sum(nil))
	return pieces.Clear(ctx, s.Blobs, place.Prefix)
}

// atFile gives a refusal of a whole file its field, where it names none.
func atFile(err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.Invalid && f.Field == "" {
		return f.At("file")
	}
	return err
}

// tableReader makes parts of rows.
type tableReader struct {
	*receipt
	most  int
	where *columns
	rows  int
	items []store.BatchItem
}

func (t *tableReader) take(row delivery.SheetRow) error {
	if t.where == nil {
		where, err := locate(row.Values)
		t.where = &where
		return err
	}
	if row.Fault == "" && strings.TrimSpace(strings.Join(row.Values, "")) == "" {
		return nil
	}
	if t.rows++; t.rows > t.most {
		return fault.New("batches.take", fault.Invalid, "batch_too_many").At("file").With("limit", t.most)
	}
	t.add(t.item(row))
	return nil
}

func (t *tableReader) item(row delivery.SheetRow) store.BatchItem {
	item := store.BatchItem{Line: row.Line, Problem: row.Fault}
	value := func(i int, mangled fault.Reason) string {
		if i >= len(row.Values) {
			return ""
		}
		v := strings.TrimSpace(row.Values[i])
		switch {
		case len(v) > maxValue:
			item.Problem = "number_too_long"
			return ""
		case v != "" && row.Rounded(i):
			item.Problem = mangled
		}
		return v
	}
	item.Document = value(t.where.document, person.ReasonIDMangled)
	item.Person = value(t.where.name, person.ReasonFormula)
	for _, i := range t.where.numbers {
		if item.Number == "" {
			item.Number = value(i, delivery.ReasonNumberMangled)
		}
	}
	return item
}

func (t *tableReader) add(item store.BatchItem) {
	if len(t.items) == checking.MaxQuestions {
		t.flush()
	}
	t.items = append(t.items, item)
}

func (t *tableReader) flush() {
	if len(t.items) > 0 {
		t.put(store.BatchPart{Items: t.items})
		t.items = nil
	}
}

// WriteTemplate writes an empty table to fill in.
func WriteTemplate(format delivery.Format, l Language, w io.Writer) error {
	document, name, number := headingsOfTable()
	out, err := delivery.NewSheetWriter(format, w)
	if err == nil {
		err = out.Write([]string{document.in(l), name.in(l), number.in(l)})
	}
	if err == nil {
		err = out.Finish()
	}
	return fault.Wrap("batches.WriteTemplate", err)
}

// checkPeople looks up the parts that have no results yet, each in one
// transaction with its lines in the holders' histories.
func (s *Service) checkPeople(ctx context.Context, h *hold) error {
	todo := make(chan store.BatchPart)
	var fed error
	feeding, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		defer close(todo)
		fed = s.feed(feeding, h.b, todo)
	}()
	for p := range todo {
		err := h.change(ctx, store.BatchChecking, func(ctx context.Context, tx store.Tx, b *store.Batch) (err error) {
			if p.Results, err = s.people(ctx, tx, *b, p.Items); err != nil {
				return err
			}
			count(b, p.Results)
			return tx.FinishBatchPart(ctx, p)
		})
		if err != nil {
			return err
		}
	}
	if fed != nil {
		return fed
	}
	return s.checked(ctx, h)
}

// people looks up the rows of a part.
func (s *Service) people(ctx context.Context, tx store.Tx, b store.Batch, items []store.BatchItem) ([]store.BatchResult, error) {
	results := make([]store.BatchResult, len(items))
	var asked []checking.Question
	var at []int
	for i, item := range items {
		if item.Problem != "" {
			results[i] = store.BatchResult{Outcome: Unreadable, Reasons: []string{string(item.Problem)}}
			continue
		}
		asked, at = append(asked, checking.Question{DocumentNumber: item.Document, Name: item.Person, Number: item.Number}), append(at, i)
	}
	replies, err := s.People.AnswerIn(ctx, tx, checking.Asker{Organisation: b.Organisation, Actor: b.Account, Way: store.CheckedInBatch}, asked)
	if err != nil {
		return nil, err
	}
	for i, reply := range replies {
		results[at[i]] = answered(reply)
	}
	return results, nil
}

// answered is what is kept of a reply.
func answered(reply checking.Reply) store.BatchResult {
	var f *fault.Error
	switch a := reply.Answer; {
	case errors.As(reply.Err, &f):
		return store.BatchResult{Outcome: Unreadable, Reasons: []string{string(f.Reason)}}
	case a.Outcome == checking.Replaced:
		return store.BatchResult{Outcome: Invalid, Reasons: []string{"certificate_corrected"}, State: string(verify.CertificateCorrected)}
	case a.Outcome != checking.Found:
		return store.BatchResult{Outcome: NotFound, Reasons: []string{"nothing_found"}}
	default:
		c, state := a.Certificate, a.Standing.Answer()
		r := store.BatchResult{
			Outcome: Valid, State: string(state), Certificate: c.ID, Name: c.Holder.Name, MaskedNumber: c.Holder.Document.Masked(),
			Qualification: c.Qualification, Level: c.Level, Specialty: c.Specialty, IssuedOn: c.IssuedOn.String(), Authority: c.Authority,
			Number: c.ManagementNumber,
		}
		if r.Number == "" {
			r.Number = c.QueryNumber
		}
		if state != verify.CertificateValid {
			r.Outcome, r.Reasons = Invalid, []string{"certificate_" + string(state)}
		}
		return r
	}
}
