package console

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/auditing"
)

// export hands out every record that the form finds.
func (d *Audit) export(w http.ResponseWriter, r *http.Request) error {
	filter, err := d.filter(r)
	if err != nil {
		return err
	}
	// An export has no bound in size, and so none in time; those who ask are few.
	if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
		d.Log.DebugContext(r.Context(), "an export keeps the usual deadline", slog.Any("error", err))
	}
	out := &attachment{w: w}
	err = d.Trail.ExportOf(r.Context(), Staff(r).Authority, filter, auditing.CSV, out)
	if err != nil && out.begun {
		// The status is sent: the file itself must say that it is not whole.
		fmt.Fprintln(w, "导出中断，文件不完整 cut off: this file is not whole")
		d.Log.ErrorContext(r.Context(), "export cut off", slog.Any("error", err))
		return nil
	}
	return err
}

// attachment sends its head with the first byte, so that a failure before it
// can still be told as such.
type attachment struct {
	w     http.ResponseWriter
	begun bool
}

var _ io.Writer = (*attachment)(nil)

func (a *attachment) Write(b []byte) (int, error) {
	if !a.begun {
		h := a.w.Header()
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="audit.csv"`)
		h.Set("Cache-Control", "no-store")
		a.begun = true
	}
	return a.w.Write(b)
}
