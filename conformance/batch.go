package main

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// reportFile is the name of a batch's report in a folder of copies.
const reportFile = "report.pdf"

// organisation is somebody of the demo's organisation, signed in.
func (d *demo) organisation(ctx context.Context) (*visitor, error) {
	v, err := d.visitor()
	if err != nil {
		return nil, err
	}
	if err := v.signInStaff(ctx, "verifier"); err != nil {
		return nil, err
	}
	page, err := v.get(ctx, "/check/notice")
	if err != nil {
		return nil, err
	}
	token := tokenIn(page)
	if token == "" { // agreed before
		return v, nil
	}
	return v, v.post(ctx, "/check/notice", url.Values{"agree": {"yes"}, "token": {token}})
}

// collectReport has an organisation check the copies in folder as one batch,
// and saves the sealed report of it beside them.
func (d *demo) collectReport(ctx context.Context, folder string) error {
	v, err := d.organisation(ctx)
	if err != nil {
		return err
	}
	address, err := v.handIn(ctx, folder)
	if err != nil {
		return err
	}
	report, err := v.get(ctx, address)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, reportFile), report, 0o600)
}

// handIn hands the PDFs of a folder in and returns where the report is, once
// there is one.
func (h *visitor) handIn(ctx context.Context, folder string) (string, error) {
	const forms, shape = "/check/batches", `/check/batches/[0-9A-Za-z]+`
	page, err := h.get(ctx, forms)
	if err != nil {
		return "", err
	}
	body, kind, err := filesForm(folder, tokenIn(page))
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.base+forms+"/files", body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", kind)
	if _, err := h.send(request); err != nil {
		return "", err
	}
	if page, err = h.get(ctx, forms); err != nil {
		return "", err
	}
	batch := ""
	for _, found := range links(page, shape) {
		if found != forms+"/template" {
			batch = found
		}
	}
	if batch == "" {
		return "", fmt.Errorf("%s lists no batch", forms)
	}
	return h.until(ctx, batch, shape+`/report\.pdf`)
}

// filesForm is the form that a browser sends for every PDF in a folder. The
// token goes first: files are read as they come in.
func filesForm(folder, token string) (*bytes.Buffer, string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil {
		return nil, "", err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("token", token); err != nil {
		return nil, "", err
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, "", err
		}
		part, err := form.CreateFormFile("file", filepath.Base(name))
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(content); err != nil {
			return nil, "", err
		}
	}
	return &body, form.FormDataContentType(), form.Close()
}

// until looks at a page until it links to an address of a shape.
func (h *visitor) until(ctx context.Context, path, shape string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sealed)
	defer cancel()
	every := time.NewTicker(250 * time.Millisecond)
	defer every.Stop()
	for {
		page, err := h.get(ctx, path)
		if err != nil {
			return "", err
		}
		if found := links(page, shape); len(found) > 0 {
			return found[0], nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%s has no sealed PDF after %s", path, sealed)
		case <-every.C:
		}
	}
}
