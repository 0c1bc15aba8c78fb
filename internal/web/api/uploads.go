package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
)

const (
	spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	// uploadWithin is how long an upload may take: a gibibyte over 10 Mbit/s.
	uploadWithin = 20 * time.Minute
	// besideFile is what a form may have around its file, in bytes.
	besideFile = 1 << 20
)

func (r *routes) uploads() {
	need := creates(apikeys.WriteDeliveries)
	need.upload = true
	r.plain(operation{
		method: http.MethodPost, path: "/deliveries", id: "createDelivery", tag: "deliveries", summary: "Deliver a file",
		about: "CSV (UTF-8 or GB18030), XLSX, or a ZIP of one of them with photos and e-files. It is kept and checked in the background; nothing is stored before a reviewer releases it.",
		rule:  need,
	}, func(op *huma.Operation) {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "batch", In: "query", Description: "ID of the delivery whose refused rows this file holds, mended", Schema: &huma.Schema{Type: "string"},
		})
		op.RequestBody = formWithFile("The delivery")
		op.Responses["201"] = answer[Delivery](r, "The delivery as it was taken in")
	}, r.createDelivery)
}

// formWithFile describes a form with one file.
func formWithFile(description string) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: "object", Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: "string", Format: "binary", Description: description}},
	}}}}
}

func (a *API) createDelivery(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	part, digest, err := receive(w, r)
	if err != nil {
		return err
	}
	defer respond.Allow(w, uploadWithin)()
	d, err := a.Intake.Receive(r.Context(), intake.Upload{
		File: io.TeeReader(part, digest), Name: part.FileName(), By: c.Acting(store.OfficerRole), Batch: r.URL.Query().Get("batch"),
	})
	if err != nil {
		return tooLarge(err)
	}
	*callOf(r.Context()).digest = digest.Sum(nil)
	return a.writeJSON(w, http.StatusCreated, deliveryOf(d))
}

// receive finds the file of a form without reading it. The digest has taken
// what names the request and takes the file's bytes next: the boundaries of a
// form differ each time it is sent, and are no part of it.
func receive(w http.ResponseWriter, r *http.Request) (*multipart.Part, hash.Hash, error) {
	const op = "api.receive"
	r.Body = http.MaxBytesReader(w, r.Body, delivery.DefaultLimits().Bytes+besideFile)
	part, err := respond.FilePart(r)
	switch {
	case errors.Is(err, http.ErrNotMultipart):
		return nil, nil, errMediaType
	case err != nil:
		return nil, nil, fault.New(op, fault.Invalid, "file_missing").At("file")
	}
	digest := sha256.New()
	_, _ = io.WriteString(digest, r.URL.RequestURI()+"\n"+hex.EncodeToString([]byte(part.FileName()))+"\n") // a hash takes every byte
	return part, digest, nil
}

// uploadDigest is the digest of an upload that is not kept.
func uploadDigest(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	defer respond.Allow(w, uploadWithin)()
	part, digest, err := receive(w, r)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(digest, part); err != nil {
		return nil, brokenForm(err)
	}
	return digest.Sum(nil), nil
}

// tooLarge tells an upload beyond the bound of its request as what it is.
func tooLarge(err error) error {
	var beyond *http.MaxBytesError
	if errors.As(err, &beyond) {
		return fault.New("api.tooLarge", fault.Invalid, "delivery_too_large").At("file")
	}
	return err
}

// deliveryErrors hands out the refused rows.
func (a *API) deliveryErrors(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	d, err := a.Intake.Find(r.Context(), c.Key.Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	language := delivery.Chinese
	if respond.Language(r) == locale.English {
		language = delivery.English
	}
	return a.Intake.WriteRefused(r.Context(), d, language, respond.NewRowsFile(w))
}
