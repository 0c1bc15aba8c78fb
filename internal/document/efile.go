package document

import (
	"bytes"
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// CheckFile reports whether an e-file that an authority delivered can be
// handed out: a whole PDF without encryption, within the limits of package
// pdfread, that ends where the file ends and has a page. What it says is the
// authority's. Failures are fault.Invalid: file_unreadable.
func CheckFile(b []byte) error {
	const op = "document.CheckFile"
	f, err := pdfread.Open(context.Background(), b, pdfread.DefaultLimits(len(b)))
	if err != nil {
		return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "file_unreadable", Err: err}
	}
	rest := b[f.End():]
	last := f.Final()
	pages := last.Dict(last.Catalog()["Pages"])
	if f.Encrypted() || len(bytes.Trim(rest, "\r\n\x00 ")) > 0 || last.Int(pages["Count"], 0) < 1 {
		return fault.New(op, fault.Invalid, "file_unreadable")
	}
	return nil
}
