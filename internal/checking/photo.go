package checking

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
)

// Photo returns the photo on a copy's sealed page, a JPEG. It is NotFound
// where Code would be, and where the page has none.
func (s *Service) Photo(ctx context.Context, typed string) ([]byte, error) {
	const op = "checking.Photo"
	found, err := s.Code(ctx, typed)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if found.Copy.Snapshot.Photo == "" {
		return nil, fault.New(op, fault.NotFound, "copy_unknown")
	}
	photo, err := s.Blobs.Get(ctx, found.Copy.Snapshot.Photo)
	return photo, fault.Wrap(op, err)
}
