package respond

import (
	"encoding/json"
	"net/http"

	"yinxin.example/yinxin/internal/fault"
)

// JSON answers a page's own script.
func JSON(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fault.Wrap("respond.JSON", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // a reader who went away is no failure
	return nil
}
