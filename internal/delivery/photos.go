package delivery

import (
	"bytes"
	"context"
	"io"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery/workbook"
	"yinxin.example/yinxin/internal/fault"
)

// Photos reads the photos of certificates out of the ZIP that their rows came
// in, by key, as they would be kept; nothing is kept. What is not in it, or is
// refused, is left out; a table that came alone has none.
func (i *Importer) Photos(ctx context.Context, file io.ReadSeeker, of []cert.Certificate) (map[string][]byte, error) {
	const op = "delivery.Photos"
	size, measured := length(file)
	head, err := headOf(file)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if !measured || !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return nil, nil
	}
	limits := DefaultLimits()
	z, err := directory(at(file), size, limits)
	if err != nil || workbook.Is(z) {
		return nil, fault.Wrap(op, err)
	}
	a, err := openArchive(ctx, z, limits)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	found := photoTray{}
	beside := newEnclosures(Keeper{Blobs: found, Photo: i.Keeper.Photo, File: i.Keeper.File}, false)
	beside.addArchive(a)
	for _, c := range of {
		if c.Photo == "" {
			continue
		}
		if _, err := beside.take(ctx, photo, c); err != nil {
			return nil, fault.Wrap(op, err)
		}
	}
	return found, nil
}

// photoTray is a shelf for the moment.
type photoTray map[string][]byte

// Put implements Shelf.
func (t photoTray) Put(_ context.Context, key string, body []byte) error {
	t[key] = body
	return nil
}
