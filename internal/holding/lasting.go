package holding

import (
	"context"
	"slices"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

// lasting reads how long those of the copies can be proven that are made to last.
func lasting(ctx context.Context, r store.Reader, copies []cert.Copy) (map[cert.Code]store.Lasting, error) {
	var codes []cert.Code
	for _, c := range copies {
		if c.Snapshot.Made.Level != "" {
			codes = append(codes, c.Code)
		}
	}
	known := make(map[cert.Code]store.Lasting, len(codes))
	for some := range slices.Chunk(codes, store.ListLimit) {
		found, err := r.LastingOf(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			known[l.Code] = l
		}
	}
	return known, nil
}
