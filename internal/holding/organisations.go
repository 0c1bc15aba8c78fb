package holding

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// organisations are the names of the organisations that checked, by ID; one that
// is there no more is left out.
func organisations(ctx context.Context, r store.Reader, checks []store.Check) (map[string]string, error) {
	names := map[string]string{}
	for _, c := range checks {
		if _, known := names[c.Organisation]; known || c.Organisation == "" {
			continue
		}
		o, err := r.Organisation(ctx, c.Organisation)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		names[c.Organisation] = o.Name
	}
	return names, nil
}
