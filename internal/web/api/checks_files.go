package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/verify"
)

// FileVerdict is what was found out about a file: four answers, each for itself.
type FileVerdict struct {
	Verdict     string    `json:"verdict" enum:"valid,invalid,indeterminate"`
	Sentence    string    `json:"sentence" doc:"All of it in one sentence, in Chinese or English by Accept-Language"`
	Findings    []Finding `json:"findings" nullable:"false" doc:"What lowers the verdict; docs/reasons.md has the closed list"`
	Notes       []Finding `json:"notes" nullable:"false" doc:"What was not looked at"`
	Integrity   string    `json:"integrity" doc:"文件: intact, changed, …"`
	Seal        string    `json:"seal" doc:"印章: trusted, untrusted, …"`
	Certificate string    `json:"certificate" doc:"证书: valid, revoked, …"`
	Endorsement string    `json:"endorsement" doc:"加注: valid, expired, withdrawn, …"`
	Online      bool      `json:"online" doc:"The register was asked"`
	Standing    *Standing `json:"standing,omitempty"`
	Data        *CopyData `json:"data,omitempty" doc:"What the copy says; absent for other makers' files"`
	Claimed     bool      `json:"claimed,omitempty" doc:"No trusted seal stands behind data"`
	Signers     []Signer  `json:"signers" nullable:"false" doc:"Oldest first"`
	At          time.Time `json:"at" doc:"When it was checked"`
	Day         string    `json:"day,omitempty" format:"date" doc:"The day asked about; absent: the moment of the check"`
	Demo        bool      `json:"demo" doc:"Sealed with a demonstration's key: good for nothing"`
}

// Signer is one signature of a file.
type Signer struct {
	Name         string `json:"name"`
	Organization string `json:"organization"`
	Integrity    string `json:"integrity"`
	Seal         string `json:"seal"`
	Timestamp    bool   `json:"timestamp" doc:"A document timestamp, nobody's signature"`

	Level string      `json:"level,omitempty" enum:"B-B,B-T,B-LT,B-LTA" doc:"Level of PAdES that the file shows, with what is trusted; absent for timestamps, and for what is not intact"`
	Times []time.Time `json:"times,omitempty" nullable:"false" doc:"By trusted timestamps: the signature's own, then the document's, oldest first"`
}

const pdf = "application/pdf"

func (r *routes) checksByFile() {
	need := reads(apikeys.Check)
	need.upload = true
	r.plain(operation{
		method: http.MethodPost, path: "/checks/files", id: "checkFile", tag: "checks", summary: "Check a PDF",
		about: "Judged by itself and, where it is a copy of ours, by the register. The file is neither kept nor logged. It takes one of the organisation's look-ups of the day, sent again another; what is no PDF that can be read takes none. The check of a copy is in its holder's history.",
		rule:  need,
	}, func(op *huma.Operation) {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "at", In: "query", Description: "A day gone by (YYYY-MM-DD): was it good at its end?", Schema: &huma.Schema{Type: "string", Format: "date"},
		})
		op.RequestBody = formWithFile("The PDF")
		op.RequestBody.Content[pdf] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		op.Responses["200"] = answer[FileVerdict](r, "The verdict")
	}, r.checkFile)
}

func (a *API) checkFile(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	file, err := a.fileIn(w, r)
	if err != nil {
		return err
	}
	result, err := a.judge(r, file)
	var unreadable *verify.Error
	switch {
	case errors.As(err, &unreadable):
		return fault.New("api.checkFile", fault.Invalid, fault.Reason(unreadable.Code)).At("file")
	case err != nil:
		return err
	}
	quota, err := a.Lookup.Take(r.Context(), c.Key.Organisation)
	if err != nil {
		return err
	}
	w.Header().Set("RateLimit", rateLimit(quota, a.Now()))
	if result.Copy != "" {
		a.note(c, result.Copy)
	}
	return a.writeJSON(w, http.StatusOK, a.verdictOf(respond.Language(r), result))
}

func (a *API) judge(r *http.Request, file []byte) (checking.Result, error) {
	asked := r.URL.Query().Get("at")
	if asked == "" {
		return a.Checking.File(r.Context(), file)
	}
	day, err := a.Checking.ParseDay(asked)
	if err != nil {
		return checking.Result{}, err
	}
	return a.Checking.FileAtDay(r.Context(), file, day)
}

// fileIn reads the file of a form, or a body that is the file, into memory.
func (a *API) fileIn(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	const op = "api.fileIn"
	missing := fault.New(op, fault.Invalid, "file_missing").At("file")
	r.Body = http.MaxBytesReader(w, r.Body, a.MaxUpload+besideFile)
	var from io.Reader = r.Body
	switch media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); {
	case err == nil && media == pdf:
	case err == nil && media == "multipart/form-data":
		part, err := respond.FilePart(r)
		if err != nil {
			return nil, missing
		}
		from = part
	default:
		return nil, errMediaType
	}
	file, err := io.ReadAll(io.LimitReader(from, a.MaxUpload+1))
	switch {
	case int64(len(file)) > a.MaxUpload:
		return nil, fault.New(op, fault.Invalid, "file_too_large").At("file").With("mb", a.MaxUpload>>20)
	case err != nil, len(file) == 0:
		return nil, missing
	}
	return file, nil
}

func (a *API) verdictOf(language locale.Lang, r checking.Result) FileVerdict {
	out := FileVerdict{
		Verdict: string(r.Verdict), Sentence: r.Sentence(string(language)), Findings: a.findings(language, r.Reasons), Notes: a.findings(language, r.Notes),
		Integrity: string(r.Integrity), Seal: string(r.Seal), Certificate: string(r.Certificate), Endorsement: string(r.Endorsement),
		Online: r.Online, Standing: standingOf(r.Standing), Signers: make([]Signer, len(r.Signers)), At: r.At, Day: r.Day.String(), Demo: r.Demo,
	}
	for i, s := range r.Signers {
		out.Signers[i] = Signer{s.Name, s.Organization, string(s.Integrity), string(s.Seal), s.Timestamp, s.Level, s.Times}
	}
	if d := r.Data; d != nil {
		out.Claimed = d.Claimed
		out.Data = &CopyData{
			Code: d.Code, ManagementNumber: d.ManagementNumber, QueryNumber: d.QueryNumber, Name: d.Name, Sex: d.Sex, BirthDate: d.BirthDate,
			DocumentType: d.DocumentType, DocumentNumber: d.MaskedNumber, Qualification: d.Qualification, EnglishName: d.EnglishName,
			Level: d.Level, Specialty: d.Specialty, ApprovedOn: d.ApprovedOn, IssuedOn: d.IssuedOn, Authority: d.Authority,
			Scenario: d.Scenario, Recipient: d.Recipient, MadeAt: instant(d.MadeAt), ValidUntil: d.ValidUntil,
		}
	}
	return out
}
