package certificates

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
)

// file hands out the sealed PDF of an endorsed copy: inline, or attached with
// ?download=1.
func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	code, err := p.code(r)
	if err != nil {
		return err
	}
	return p.writeFile(w, r, code)
}

func (p *Pages) writeFile(w http.ResponseWriter, r *http.Request, code cert.Code) error {
	c, file, err := p.Holding.File(r.Context(), holder(r), code)
	if err != nil {
		return refusal(err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", disposition(r, fileName(c)))
	http.ServeContent(w, r, "", c.MadeAt, bytes.NewReader(file))
	return nil
}

// fileName is what the reader finds in their folder later: whose, what, and
// until when.
func fileName(c cert.Copy) string {
	parts := []string{c.Snapshot.Qualification, c.Snapshot.Name}
	if c.Endorsement != nil {
		parts = append(parts, "有效期至"+c.Endorsement.ValidUntil.String())
	}
	return safeName(parts...)
}

// safeName joins words to a file's name that every system takes.
func safeName(parts ...string) string {
	name := strings.Join(parts, "-") + ".pdf"
	return strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
}

// disposition names the file for old and new browsers (RFC 6266, RFC 8187).
func disposition(r *http.Request, name string) string {
	kind := "inline"
	if r.URL.Query().Get("download") == "1" {
		kind = "attachment"
	}
	encoded := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return kind + `; filename="certificate.pdf"; filename*=UTF-8''` + encoded
}

// picture hands out the preview of an endorsed copy.
func (p *Pages) picture(w http.ResponseWriter, r *http.Request) error {
	code, err := p.code(r)
	if err != nil {
		return err
	}
	return p.writePicture(w, r, code)
}

func (p *Pages) writePicture(w http.ResponseWriter, r *http.Request, code cert.Code) error {
	svg, err := p.Holding.Picture(r.Context(), holder(r), code)
	if err != nil {
		return refusal(err)
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(svg)
	return err
}

// refusal turns "this copy can't be fetched" into what the reader did wrong,
// if anything: a copy being made is asked for too early, the others are gone
// for good.
func refusal(err error) error {
	if fault.ReasonOf(err) == "copy_pending" {
		return &fault.Error{Op: "certificates.refusal", Kind: fault.Unavailable, Reason: "copy_pending", Err: err}
	}
	return err
}

// unendorsedFile hands out the PDF of a certificate that needs no endorsement,
// sealed when first asked for.
func (p *Pages) unendorsedFile(w http.ResponseWriter, r *http.Request) error {
	return p.unendorsed(w, r, p.writeFile)
}

func (p *Pages) unendorsedPicture(w http.ResponseWriter, r *http.Request) error {
	return p.unendorsed(w, r, p.writePicture)
}

type codeHandler func(http.ResponseWriter, *http.Request, cert.Code) error

func (p *Pages) unendorsed(w http.ResponseWriter, r *http.Request, write codeHandler) error {
	c, err := p.Holding.Unendorsed(context.WithoutCancel(r.Context()), holder(r), cert.ID(r.PathValue("id")))
	switch fault.ReasonOf(err) {
	case "endorsement_needed":
		return respond.SeeOther(w, r, "/certificates/"+r.PathValue("id")+"/endorsements")
	case "file_not_online":
		if item, again := p.item(r); again == nil && item.Certificate.File != "" {
			return respond.SeeOther(w, r, "/certificates/"+r.PathValue("id")+"/file.pdf")
		}
		return &fault.Error{Op: "certificates.unendorsed", Kind: fault.NotFound, Reason: "file_not_online", Err: err}
	}
	if err != nil {
		return err
	}
	return write(w, r, c.Code)
}
