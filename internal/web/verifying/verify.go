package verifying

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
	"yinxin.example/yinxin/verify"
)

func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	return p.Page(w, r, http.StatusOK, view.Verify{Chrome: p.Chrome(r), MaxUploadMB: int(p.MaxUpload >> 20)})
}

// verify checks an uploaded file. The file stays in memory for as long as the
// request takes, and is neither stored nor logged.
func (p *Pages) verify(w http.ResponseWriter, r *http.Request) error {
	name, file, err := p.upload(w, r)
	if err != nil {
		return p.refuse(w, r, err)
	}
	result, err := p.Checking.File(r.Context(), file)
	var unreadable *verify.Error
	switch {
	case errors.As(err, &unreadable):
		return p.refuse(w, r, unreadable)
	case err != nil:
		return err
	}
	p.Metrics.Checked(string(result.Verdict))
	if result.Copy != "" {
		p.note(r, result.Copy, store.CheckedByFile)
	}
	if wantsJSON(r) {
		return writeJSON(w, http.StatusOK, result.Report)
	}
	page, err := p.verdict(r, name, file, result)
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, page)
}

// upload reads the form's file part by part, so that it never touches a disk.
func (p *Pages) upload(w http.ResponseWriter, r *http.Request) (name string, file []byte, err error) {
	const op = "verifying.upload"
	missing := fault.New(op, fault.Invalid, "file_missing").At("file")
	tooLarge := fault.New(op, fault.Invalid, "file_too_large").At("file").With("mb", p.MaxUpload>>20)
	r.Body = http.MaxBytesReader(w, r.Body, p.MaxUpload+(1<<20))
	parts, err := r.MultipartReader()
	if err != nil {
		return "", nil, missing
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return "", nil, missing
		}
		if part.FormName() != "file" {
			continue
		}
		file, err := io.ReadAll(io.LimitReader(part, p.MaxUpload+1))
		switch {
		case int64(len(file)) > p.MaxUpload:
			return "", nil, tooLarge
		case err != nil || len(file) == 0:
			return "", nil, missing
		}
		return part.FileName(), file, nil
	}
}

// refuse says why a file could not be judged at all.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	var unreadable *verify.Error
	if errors.As(err, &unreadable) {
		if wantsJSON(r) {
			return writeJSON(w, http.StatusUnprocessableEntity, unreadable.Report())
		}
		err = fault.New("verifying.refuse", fault.Invalid, fault.Reason(unreadable.Code)).At("file")
	}
	if wantsJSON(r) {
		none := verify.Error{Code: verify.NotPDF}
		if fault.ReasonOf(err) == "file_too_large" {
			none.Code = verify.LimitExceeded
		}
		return writeJSON(w, http.StatusUnprocessableEntity, none.Report())
	}
	return p.Refused(w, r, err, func(problems view.Problems) view.Page {
		return view.Verify{Chrome: p.Chrome(r), MaxUploadMB: int(p.MaxUpload >> 20), Problems: problems}
	})
}

// wantsJSON reports whether the client prefers JSON: it names it, and does not
// name HTML.
func wantsJSON(r *http.Request) bool {
	json := false
	for entry := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		switch kind, _, _ := mime.ParseMediaType(entry); kind {
		case "application/json":
			json = true
		case "text/html":
			return false
		}
	}
	return json
}

func writeJSON(w http.ResponseWriter, status int, report verify.Report) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(report); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := b.WriteTo(w)
	return err
}

// verdict is the page of a judged file.
func (p *Pages) verdict(r *http.Request, name string, file []byte, result checking.Result) (view.Verdict, error) {
	page := view.Verdict{
		Chrome: p.Chrome(r), Judgement: judgement(result), FileName: name, Bytes: int64(len(file)),
	}
	page.NoIndex = true
	for _, s := range result.Signers {
		if !s.Timestamp && result.Data == nil && result.Integrity == verify.Intact {
			page.Signers = append(page.Signers, view.Signer{Name: s.Name, Issuer: s.Organization})
		}
	}
	if n := result.IntactRevision; n > 0 && n < len(file) {
		return page, p.offerOriginal(r, &page, name, file[:n])
	}
	return page, nil
}
