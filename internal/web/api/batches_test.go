package api_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yinxin.example/yinxin/client"
	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/web/api"
)

// copyOf makes a copy and returns its file.
func copyOf(t *testing.T, w *world.World) []byte {
	t.Helper()
	c := w.Certificate(t)
	made := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	file, err := w.Blobs.Get(t.Context(), w.Copy(t, made.Code).Blob)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func workOnBatches(t *testing.T, w *world.World) {
	t.Helper()
	if err := w.Batches.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestABatchOfFiles(t *testing.T) {
	w, p := checker(t)
	names, files := []string{"../一组/good.pdf", "=1+1.pdf", "picture.gif"}, [][]byte{copyOf(t, w), []byte("%PDF-1.7 nothing"), []byte("GIF89a")}
	var made api.Batch
	first := p.expect(p.uploads("/batches/files", names, files, nameOf, "b-1"), http.StatusCreated)
	first.into(t, &made)
	if again := p.expect(p.uploads("/batches/files", names, files, nameOf, "b-1"), http.StatusCreated); again.body != first.body {
		t.Errorf("%s, then %s", first.body, again.body)
	}
	if got := p.uploads("/batches/files", names[:2], files[:2], nameOf, "b-1"); got.reason() != "request_differs" {
		t.Errorf("fewer files: %d %s", got.status, got.body)
	}
	if made.Kind != "files" || made.State != "checking" || made.Rows != 3 || made.Files != 3 || made.Report {
		t.Errorf("%+v", made)
	}
	path := "/batches/" + made.ID
	if got := p.ask(http.MethodGet, path+"/report", ""); got.status != http.StatusConflict || got.reason() != "batch_state" {
		t.Errorf("the report before there is one: %d %s", got.status, got.body)
	}
	workOnBatches(t, w)
	p.expect(p.ask(http.MethodGet, path, ""), 200).into(t, &made)
	if made.State != "done" || made.Done != 3 || made.Counts.Valid != 1 || !made.Report || made.FinishedAt == nil {
		t.Errorf("%+v", made)
	}
	var rows, bad api.BatchRows
	p.expect(p.ask(http.MethodGet, path+"/rows", "", "Accept-Language", "en"), 200).into(t, &rows)
	if len(rows.Rows) != 3 || rows.Rows[2].Outcome != "valid" || rows.Rows[2].File != "一组/good.pdf" || rows.Rows[2].Code == "" || !rows.Rows[2].Demo ||
		len(rows.Rows[0].Findings) == 0 || rows.Rows[0].Findings[0].Detail == "" {
		t.Errorf("%+v", rows)
	}
	p.expect(p.ask(http.MethodGet, path+"/rows?outcome=unreadable", ""), 200).into(t, &bad)
	if len(bad.Rows) != made.Counts.Unreadable {
		t.Errorf("%+v", bad)
	}
	sheet := p.expect(p.ask(http.MethodGet, path+"/verdicts", "", "Accept-Language", "en"), 200)
	if !strings.Contains(sheet.body, "'=1+1.pdf") || !strings.HasPrefix(sheet.header.Get("Content-Type"), "text/csv") {
		t.Errorf("%v %s", sheet.header, sheet.body)
	}
	book := p.expect(p.ask(http.MethodGet, path+"/verdicts?format=xlsx", ""), 200)
	if !strings.HasPrefix(book.body, "PK") || !strings.HasSuffix(book.header.Get("Content-Disposition"), `.xlsx"`) {
		t.Errorf("%v", book.header)
	}
	if got := p.ask(http.MethodGet, path+"/verdicts?format=x", ""); got.status != 422 {
		t.Errorf("another format: %d %s", got.status, got.body)
	}
	if report := p.expect(p.ask(http.MethodGet, path+"/report", ""), 200); !strings.HasPrefix(report.body, "%PDF-") || report.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%v", report.header)
	}
	if got := p.ask(http.MethodPost, path+"/cancellation", ""); got.status != http.StatusConflict || got.reason() != "batch_state" {
		t.Errorf("cancelled when done: %d %s", got.status, got.body)
	}
}

func TestABrokenFormIsRefused(t *testing.T) {
	w, p := checker(t)
	office := newProgram(t, w, p.h, authority, apikeys.Scopes()...)
	const kind = "multipart/form-data; boundary=b"
	file := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.pdf\"\r\n\r\n%PDF-1.7"
	for name, body := range map[string]string{
		"no header": "--b\r\n[[{'a': 1}]]\r\n--b--\r\n", "cut off": file, "cut off at its second part": file + "\r\n--b\r\nConte", "no form": "x",
	} {
		for path, by := range map[string]*program{"/batches/files": p, "/batches/people": p, "/checks/files": p, "/deliveries": office, "/evidence": office} {
			if name == "cut off at its second part" && path != "/batches/files" {
				continue // the others look at one
			}
			if got := by.ask(http.MethodPost, path, body, "Content-Type", kind, nameOf, "x"); got.status != 422 {
				t.Errorf("%s, %s: %d %s", path, name, got.status, got.body)
			}
		}
	}
}

// What belongs to another organisation is not there, whatever is asked of it.
func TestAnotherOrganisationsIsNotThere(t *testing.T) {
	w, p := checker(t)
	table := "document_number,name,number\n119945198805178925,林若溪,1\n"
	var made api.Batch
	p.expect(p.upload("/batches/people", "people.csv", []byte(table)), http.StatusCreated).into(t, &made)
	other := newChecker(t, w, p.h, "two", apikeys.Check)
	for _, op := range operations(t) {
		if !strings.HasPrefix(op.path, "/batches/{id}") {
			continue
		}
		if got := other.try(op, made.ID); got.status != http.StatusNotFound || got.reason() != "batch_not_found" {
			t.Errorf("%s %s: %d %s", op.method, op.path, got.status, got.body)
		}
	}
	var list api.Batches
	other.expect(other.ask(http.MethodGet, "/batches", ""), 200).into(t, &list)
	if len(list.Batches) != 0 {
		t.Errorf("%+v", list)
	}
	p.expect(p.ask(http.MethodPost, "/batches/"+made.ID+"/cancellation", ""), 200).into(t, &made)
	if made.Kind != "people" || made.State != "cancelled" {
		t.Errorf("%+v", made)
	}
}

func TestTheClientOfBatches(t *testing.T) {
	w, p := checker(t)
	server := httptest.NewServer(p.h)
	defer server.Close()
	c, err := client.New(server.URL, client.WithKey(p.token))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	good, bad := client.File{Name: "证书.pdf", Content: bytes.NewReader(copyOf(t, w))}, client.File{Name: "x.pdf", Content: strings.NewReader("%PDF-1.7")}
	b, err := c.CreateBatchOfFiles(ctx, []client.File{good, bad})
	if err != nil || b.Rows != 2 {
		t.Fatalf("%+v, %v", b, err)
	}
	workOnBatches(t, w)
	if b, err = c.GetBatch(ctx, b.ID); err != nil || b.State != "done" || b.Counts.Valid != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	found := ""
	for row, err := range c.ListBatchRows(ctx, b.ID, "valid") {
		if err != nil {
			t.Fatal(err)
		}
		found += row.File
	}
	var verdicts, report bytes.Buffer
	if err := c.GetBatchVerdicts(ctx, b.ID, "csv", &verdicts); err != nil || !strings.Contains(verdicts.String(), "证书.pdf") || found != "证书.pdf" {
		t.Errorf("%q %s, %v", found, &verdicts, err)
	}
	if err := c.GetBatchReport(ctx, b.ID, &report); err != nil || !strings.HasPrefix(report.String(), "%PDF-") {
		t.Errorf("%d bytes, %v", report.Len(), err)
	}
	verdict, err := c.CheckFile(ctx, client.File{Name: "report.pdf", Content: bytes.NewReader(report.Bytes())}, "")
	if err != nil || verdict.Integrity != "intact" {
		t.Errorf("the report is judged %+v, %v", verdict, err)
	}
	people, err := c.CreateBatchOfPeople(ctx, client.File{Name: "people.csv", Content: strings.NewReader("姓名,证件号码,管理号\n林若溪,119945198805178925,1\n")})
	if err != nil {
		t.Fatal(err)
	}
	if people, err = c.CancelBatch(ctx, people.ID); err != nil || people.State != "cancelled" {
		t.Errorf("%+v, %v", people, err)
	}
	seen := 0
	for _, err := range c.ListBatches(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
	}
	if seen != 2 {
		t.Errorf("%d batches", seen)
	}
}
