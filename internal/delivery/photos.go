package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
)

// maxPhotoBytes bounds a delivered photo.
const maxPhotoBytes = 1 << 20

// PhotoFolder finds photos named NUMBER.jpg in a folder and stores those that
// check accepts. A photo that it refuses counts as not delivered: Refused is
// told, and the certificate goes in without one.
type PhotoFolder struct {
	Folder  fs.FS
	Blobs   blob.Store
	Check   func(photo []byte) error
	DryRun  bool // look and check, store nothing
	Refused func(number string, err error)
}

// Photo finds, checks and stores the photo of a number.
func (p PhotoFolder) Photo(ctx context.Context, number string) (string, bool, error) {
	const op = "delivery.Photo"
	photo, err := p.read(number + ".jpg")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fault.Wrap(op, err)
	}
	if refused := p.Check(photo); refused != nil {
		p.Refused(number, refused)
		return "", false, nil
	}
	sum := sha256.Sum256(photo)
	key := "photos/" + hex.EncodeToString(sum[:1]) + "/" + hex.EncodeToString(sum[:]) + ".jpg"
	if p.DryRun {
		return key, true, nil
	}
	return key, true, fault.Wrap(op, p.Blobs.Put(ctx, key, photo))
}

func (p PhotoFolder) read(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrInvalid
	}
	f, err := p.Folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, err // nothing to read, which check refuses
	}
	return io.ReadAll(io.LimitReader(f, maxPhotoBytes+1))
}
