package verify

import (
	"context"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// later judges what was added after each signature.
func (c *checker) later(_ context.Context, pdf *pdfread.File, all []*judged, _ *Report) error {
	last := len(pdf.Revisions()) - 1
	for _, j := range all {
		if j.revision >= 0 && j.revision < last {
			j.fail(reasonLaterChangeNotPermitted)
		}
	}
	return nil
}
