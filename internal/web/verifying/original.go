package verifying

import (
	"encoding/base64"
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/web/view"
)

// offerOriginal lets the reader save the file as it was sealed, which is the
// beginning of what they handed in, with a verdict of its own. It travels in
// the page, because nothing is kept here.
func (p *Pages) offerOriginal(r *http.Request, page *view.Verdict, name string, original []byte) error {
	result, err := p.Checking.File(r.Context(), original)
	if err != nil {
		return err
	}
	page.Original = "data:application/pdf;base64," + base64.StdEncoding.EncodeToString(original)
	page.OriginalName = strings.TrimSuffix(name, ".pdf") + "-盖章时.pdf"
	page.OriginalVerdict = string(result.Verdict)
	return nil
}
