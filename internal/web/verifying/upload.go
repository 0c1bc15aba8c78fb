package verifying

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"

	"yinxin.example/yinxin/internal/fault"
)

// What one request may hold beside the limit of each file.
const (
	maxFiles   = 20
	totalFiles = 5 // times as many bytes as one file may have
	maxDayText = 32
)

// upload is one file of a request, or why it is not read.
type upload struct {
	name    string
	content []byte
	err     error
}

// digest is the file's SHA-256 in hexadecimal.
func (u upload) digest() string {
	sum := sha256.Sum256(u.content)
	return hex.EncodeToString(sum[:])
}

// submission is what somebody sends to be checked.
type submission struct {
	files []upload
	day   string // as typed; "" for now
}

// receive reads a form part by part, so that no file ever touches a disk. A
// file too large is passed over where it is one of several.
func (p *Pages) receive(w http.ResponseWriter, r *http.Request) (submission, error) {
	const op = "verifying.receive"
	var s submission
	missing := fault.New(op, fault.Invalid, "file_missing").At("file")
	whole := r.Body
	r.Body = http.MaxBytesReader(w, whole, totalFiles*p.MaxUpload+(1<<20))
	parts, err := r.MultipartReader()
	if err != nil {
		return s, missing
	}
	for {
		part, err := parts.NextPart()
		var tooLarge *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF) && len(s.files) == 1 && s.files[0].err != nil:
			return s, s.files[0].err
		case errors.Is(err, io.EOF) && len(s.files) > 0:
			return s, nil
		case errors.As(err, &tooLarge):
			return s, p.tooMuch(whole)
		case err != nil:
			return s, missing
		}
		switch part.FormName() {
		case "at":
			text, err := io.ReadAll(io.LimitReader(part, maxDayText))
			if err != nil {
				return s, missing
			}
			s.day = string(text)
		case "file":
			if len(s.files) == maxFiles {
				return s, fault.New(op, fault.Invalid, "too_many_files").At("file").With("max", maxFiles)
			}
			one, err := p.read(part.FileName(), part)
			switch {
			case errors.As(err, &tooLarge):
				return s, p.tooMuch(whole)
			case err != nil:
				return s, missing
			}
			s.files = append(s.files, one)
		}
	}
}

// read reads one file; its error is that of the connection.
func (p *Pages) read(name string, from io.Reader) (one upload, err error) {
	const op = "verifying.read"
	one.name = name
	one.content, err = io.ReadAll(io.LimitReader(from, p.MaxUpload+1))
	switch {
	case err != nil:
		return one, err
	case int64(len(one.content)) > p.MaxUpload:
		one.content, one.err = nil, fault.New(op, fault.Invalid, "file_too_large").At("file").With("mb", p.MaxUpload>>20)
	case len(one.content) == 0:
		one.err = fault.New(op, fault.Invalid, "file_missing").At("file")
	}
	return one, nil
}

// tooMuch refuses a request that is too large. What is still on the way is read
// and dropped, within bounds: a browser hears no answer while it is sending.
func (p *Pages) tooMuch(rest io.Reader) error {
	total := totalFiles * p.MaxUpload
	_, _ = io.CopyN(io.Discard, rest, total)
	return fault.New("verifying.receive", fault.Invalid, "files_too_large").At("file").With("mb", total>>20)
}
