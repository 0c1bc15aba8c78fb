package verifying

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/verify"
)

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

// refusedJSON says to a program why nothing could be judged, as a report.
func refusedJSON(w http.ResponseWriter, err error) error {
	return writeJSON(w, http.StatusUnprocessableEntity, checking.Result{Report: reportOf(err)})
}

// reportOf is the report of what could not be judged.
func reportOf(err error) verify.Report {
	none := &verify.Error{Code: verify.NotPDF}
	if own, ok := unreadable(err); ok {
		none = own
	} else if fault.ReasonOf(err) == "file_too_large" || fault.ReasonOf(err) == "files_too_large" || fault.ReasonOf(err) == "too_many_files" {
		none.Code = verify.LimitExceeded
	}
	return none.Report()
}

// manyJSON are several files as programs read them, in the order sent.
type manyJSON struct {
	Files []fileJSON `json:"files"`
}

type fileJSON struct {
	Name   string          `json:"name"`
	SHA256 string          `json:"sha256"`
	Report checking.Result `json:"report"`
}

func filesJSON(all []judged) manyJSON {
	out := manyJSON{Files: []fileJSON{}}
	for _, j := range all {
		f := fileJSON{Name: j.name, SHA256: j.digest(), Report: j.result}
		if j.err != nil {
			f.Report = checking.Result{Report: reportOf(j.err)}
		}
		out.Files = append(out.Files, f)
	}
	return out
}

func writeJSON(w http.ResponseWriter, status int, answer any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(answer); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := b.WriteTo(w)
	return err
}
