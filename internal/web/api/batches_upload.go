package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"iter"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
)

func (r *routes) batchUploads() {
	need := creates(apikeys.Check)
	need.upload, need.files = true, true
	r.plain(operation{
		method: http.MethodPost, path: "/batches/files", id: "createBatchOfFiles", tag: "batches", summary: "Check many PDFs",
		about: "PDFs, and ZIP archives of PDFs. They are kept until they are checked in the background; ask until state is done. Each row takes one of the day's look-ups.",
		rule:  need,
	}, func(op *huma.Operation) {
		op.RequestBody = formWithFile("The files: as many parts of this name as there are")
		fields := op.RequestBody.Content["multipart/form-data"].Schema.Properties
		least := 1
		fields["file"] = &huma.Schema{Type: "array", MinItems: &least, Items: fields["file"]}
		op.Responses["201"] = answer[Batch](r, "The batch as it was taken in")
	}, r.createBatchOfFiles)
	need.files = false
	r.plain(operation{
		method: http.MethodPost, path: "/batches/people", id: "createBatchOfPeople", tag: "batches", summary: "Look the people of a table up",
		about: "CSV (UTF-8 or GB18030) or XLSX with the columns 证件号码, 姓名 and 管理号/查询编号 (document_number, name, number). Each row takes one of the day's look-ups.",
		rule:  need,
	}, func(op *huma.Operation) {
		op.RequestBody = formWithFile("The table")
		op.Responses["201"] = answer[Batch](r, "The batch as it was taken in")
	}, r.createBatchOfPeople)
}

func (a *API) createBatchOfFiles(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	defer respond.Allow(w, uploadWithin)()
	form, err := a.filesIn(w, r)
	if err != nil {
		return err
	}
	b, err := a.Batches.ReceiveFiles(r.Context(), batchAsker(c), form.all())
	return a.batchMade(w, r, b, form.digest, err)
}

func (a *API) createBatchOfPeople(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	defer respond.Allow(w, uploadWithin)()
	part, digest, err := receive(w, r)
	if err != nil {
		return err
	}
	b, err := a.Batches.ReceiveTable(r.Context(), batchAsker(c), batches.Upload{Name: part.FileName(), Content: io.TeeReader(part, digest)})
	return a.batchMade(w, r, b, digest, err)
}

func (a *API) batchMade(w http.ResponseWriter, r *http.Request, b store.Batch, digest hash.Hash, err error) error {
	if err != nil {
		return err
	}
	*callOf(r.Context()).digest = digest.Sum(nil)
	return a.writeJSON(w, http.StatusCreated, batchOf(b))
}

// filesOfForm are the files of a form, one after the other. The digest takes
// each with its name, but for the form's boundaries.
type filesOfForm struct {
	form   *multipart.Reader
	digest hash.Hash
}

func (a *API) filesIn(w http.ResponseWriter, r *http.Request) (*filesOfForm, error) {
	r.Body = http.MaxBytesReader(w, r.Body, a.Batches.Limits.Upload+besideFile)
	form, err := r.MultipartReader()
	if err != nil {
		return nil, errMediaType
	}
	digest := sha256.New()
	_, _ = io.WriteString(digest, r.URL.RequestURI()+"\n") // a hash takes every byte
	return &filesOfForm{form, digest}, nil
}

func (f *filesOfForm) all() iter.Seq2[batches.Upload, error] {
	return func(yield func(batches.Upload, error) bool) {
		for {
			part, err := f.form.NextPart()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(batches.Upload{}, brokenForm(err))
				return
			case part.FormName() != "file" || part.FileName() == "":
				continue
			}
			content := sha256.New()
			in := io.TeeReader(part, content)
			if !yield(batches.Upload{Name: respond.PathName(part), Content: in}, nil) {
				return
			}
			if _, err := io.Copy(io.Discard, in); err != nil {
				yield(batches.Upload{}, brokenForm(err))
				return
			}
			line := hex.EncodeToString([]byte(respond.PathName(part))) + " " + hex.EncodeToString(content.Sum(nil)) + "\n"
			_, _ = io.WriteString(f.digest, line)
		}
	}
}

// brokenForm tells a form that cannot be read as what it is; one that is too
// large stays that.
func brokenForm(err error) error {
	var beyond *http.MaxBytesError
	if errors.As(err, &beyond) {
		return err
	}
	return fault.New("api.brokenForm", fault.Invalid, "upload_cut_off").At("file")
}

// filesDigest is the digest of uploads that are not kept.
func (a *API) filesDigest(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	defer respond.Allow(w, uploadWithin)()
	form, err := a.filesIn(w, r)
	if err != nil {
		return nil, err
	}
	for _, err := range form.all() {
		if err != nil {
			return nil, err
		}
	}
	return form.digest.Sum(nil), nil
}
