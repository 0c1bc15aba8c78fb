package respond

import (
	"cmp"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// maxEvidenceForm bounds a form with its evidence, in bytes.
	maxEvidenceForm = approval.MaxEvidence*approval.MaxEvidenceBytes + 1<<20
	// evidenceInMemory is how much of it is held in memory, in bytes.
	evidenceInMemory = 1 << 20
)

// ReadEvidenceForm reads a form with files of evidence, or without. The caller
// drops the files by DropForm.
func ReadEvidenceForm(w http.ResponseWriter, r *http.Request) error {
	const op = "respond.ReadEvidenceForm"
	r.Body = http.MaxBytesReader(w, r.Body, maxEvidenceForm)
	err := r.ParseMultipartForm(evidenceInMemory)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.New(op, fault.Invalid, "evidence_too_large").At("evidence").With("limit", approval.MaxEvidenceBytes>>20)
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		return fault.New(op, fault.Invalid, "form_malformed")
	}
	return nil
}

// DropForm removes what a form with files left on the disk.
func DropForm(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll()
	}
}

// KeepEvidence keeps the files of a form that was read, in the field evidence.
func KeepEvidence(r *http.Request, keeper *approval.Service) ([]store.Evidence, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	files := r.MultipartForm.File["evidence"]
	if len(files) > approval.MaxEvidence {
		return nil, fault.New("respond.KeepEvidence", fault.Invalid, "evidence_too_many").At("evidence").With("limit", approval.MaxEvidence)
	}
	var kept []store.Evidence
	for _, file := range files {
		if file.Filename == "" && file.Size == 0 {
			continue // no file was chosen
		}
		content, err := readFile(file)
		if err != nil {
			return nil, err
		}
		e, err := keeper.KeepEvidence(r.Context(), file.Filename, content)
		if err != nil {
			return nil, err
		}
		kept = append(kept, e)
	}
	return kept, nil
}

// readFile reads an uploaded file, and one byte more than is taken.
func readFile(file *multipart.FileHeader) ([]byte, error) {
	f, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, approval.MaxEvidenceBytes+1))
}

// HandOut hands a file of evidence out: what someone uploaded is never shown as
// part of this site.
func HandOut(w http.ResponseWriter, e store.Evidence, content []byte) error {
	h := w.Header()
	h.Set("Content-Type", cmp.Or(approval.MediaType(content), "application/octet-stream"))
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(e.Name), "+", "%20"))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(content)
	return err
}
