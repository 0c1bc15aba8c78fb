package respond

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"
)

// Allow lets a request go on past the server's own limits, for so long and no
// longer; the returned function ends that. A writer that knows no deadlines
// needs none lifted.
func Allow(w http.ResponseWriter, long time.Duration) (done func() bool) {
	out := http.NewResponseController(w)
	_, _ = out.SetReadDeadline(time.Time{}), out.SetWriteDeadline(time.Time{})
	return time.AfterFunc(long, func() { _ = out.SetReadDeadline(time.Unix(1, 0)) }).Stop
}

var errNoFile = errors.New("respond: no file in the form")

// FilePart finds the file of a form (its field is "file") without reading it.
// What is no form with files fails with http.ErrNotMultipart.
func FilePart(r *http.Request) (*multipart.Part, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := form.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, errNoFile
		case err != nil:
			return nil, err
		case part.FormName() == "file" && part.FileName() != "":
			return part, nil
		}
	}
}

// PathName is the name of a part's file with the folders that a browser gives
// it where a folder was chosen; Part.FileName cuts these off. It is the sender's
// word, to be cleaned before anything is called by it.
func PathName(p *multipart.Part) string {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return params["filename"]
}

// RowsFile is an answer that its first bytes name: a workbook, or text. Until
// then it can still become a failure.
type RowsFile struct {
	http.ResponseWriter
	begun bool
}

// NewRowsFile makes an answer of rows.
func NewRowsFile(w http.ResponseWriter) *RowsFile { return &RowsFile{ResponseWriter: w} }

// Write implements io.Writer.
func (f *RowsFile) Write(b []byte) (int, error) {
	if !f.begun && len(b) > 0 {
		f.begun = true
		kind, name := "text/csv", "errors.csv"
		if bytes.HasPrefix(b, []byte("PK")) {
			kind, name = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "errors.xlsx"
		}
		h := f.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		h.Set("Cache-Control", "no-store")
	}
	return f.ResponseWriter.Write(b)
}
