package batches

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

const (
	// partBytes and partFiles are how much is checked together: what is lost
	// with a process that is killed.
	partBytes = 4 << 20
	partFiles = 200

	headerWithin = 1024 + len(pdfHeader) // how far readers look for a PDF's header
	pdfHeader    = "%PDF-"
	zipHeader    = "PK\x03\x04"
)

// Upload is one file that is handed in.
type Upload struct {
	Name    string // as the sender's computer calls it
	Content io.Reader
}

// ReceiveFiles keeps files to be checked, PDFs and ZIP archives of PDFs, and
// returns once they are durable: checking is for the background. What is no PDF
// is a row without an answer; an archive in an archive is none either. It fails
// with Invalid at field "file": batch_empty, batch_too_large, batch_too_many,
// batch_bomb, delivery_archive; and with Exhausted lookups_used_up.
func (s *Service) ReceiveFiles(ctx context.Context, by Asker, uploads iter.Seq2[Upload, error]) (store.Batch, error) {
	const op = "batches.ReceiveFiles"
	r, err := s.begin(ctx, by, store.BatchOfFiles)
	if err != nil {
		return store.Batch{}, fault.Wrap(op, err)
	}
	f := &filer{receipt: r, limits: s.Limits}
	err = f.all(ctx, uploads)
	return r.end(ctx, op, err)
}

// filer lays files side by side into the blobs of parts.
type filer struct {
	*receipt
	limits   Limits
	blob     bytes.Buffer
	items    []store.BatchItem
	rows     int
	unpacked int64
	file     bytes.Buffer // the one coming in
}

func (f *filer) all(ctx context.Context, uploads iter.Seq2[Upload, error]) error {
	for u, err := range uploads {
		if err != nil {
			return err
		}
		u.Name = plainName(u.Name)
		if delivery.PassOver(u.Name) {
			continue
		}
		if err := f.one(ctx, u); err != nil {
			return err
		}
	}
	return f.flush(ctx)
}

func (f *filer) one(ctx context.Context, u Upload) error {
	const op = "batches.one"
	in := &metered{in: pieces.Whole(u.Content), sum: sha256.New(), most: f.limits.Upload - f.batch.Source.Size}
	head := make([]byte, headerWithin)
	n, err := io.ReadFull(in, head)
	head = head[:n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	whole := io.MultiReader(bytes.NewReader(head), in)
	switch {
	case err != nil:
	case bytes.HasPrefix(head, []byte(zipHeader)):
		err = f.archive(ctx, u.Name, whole, in)
	default:
		err = f.add(ctx, u.Name, head, whole)
		if err == nil { // the digest is of all of it
			_, err = io.Copy(io.Discard, in)
		}
	}
	if errors.Is(err, errTooLarge) {
		err = tooLarge(op)
	}
	if err != nil {
		return err
	}
	f.taken(u.Name, in.size, in.sum.Sum(nil))
	return nil
}

// add takes one file up, of which the first bytes are known.
func (f *filer) add(ctx context.Context, name string, head []byte, in io.Reader) error {
	const op = "batches.add"
	if f.rows++; f.rows > f.limits.Rows {
		return fault.New(op, fault.Invalid, "batch_too_many").At("file").With("limit", f.limits.Rows)
	}
	item := store.BatchItem{Name: name}
	if !bytes.Contains(head, []byte(pdfHeader)) {
		item.Problem = "not_a_pdf"
		return f.lay(ctx, item, nil)
	}
	f.file.Reset()
	size, err := f.file.ReadFrom(io.LimitReader(in, f.limits.File+1))
	if err != nil {
		return err
	}
	if f.unpacked += size; f.unpacked > f.limits.Unpacked {
		return tooLarge(op)
	}
	if size > f.limits.File {
		item.Problem = "limit_exceeded"
		return f.lay(ctx, item, nil)
	}
	sum := sha256.Sum256(f.file.Bytes())
	item.Size, item.Digest = size, hex.EncodeToString(sum[:])
	return f.lay(ctx, item, f.file.Bytes())
}

func (f *filer) lay(ctx context.Context, item store.BatchItem, content []byte) error {
	if len(f.items) == partFiles || len(f.items) > 0 && f.blob.Len()+len(content) > partBytes {
		if err := f.flush(ctx); err != nil {
			return err
		}
	}
	f.items = append(f.items, item)
	f.blob.Write(content)
	return nil
}

// flush makes a part of what is laid out.
func (f *filer) flush(ctx context.Context) error {
	if len(f.items) == 0 {
		return nil
	}
	p := store.BatchPart{Items: f.items}
	if f.blob.Len() > 0 {
		p.Blob = fmt.Sprintf("%s%04d", inputOf(f.batch.ID), len(f.parts))
		if err := f.service.Blobs.Put(ctx, p.Blob, f.service.Cipher.Seal("batch/"+p.Blob, f.blob.Bytes())); err != nil {
			return err
		}
		f.service.fresh.put(p.Blob, f.blob.Bytes())
	}
	f.put(p)
	f.items = nil
	f.blob.Reset()
	return f.keep(ctx)
}

// archive keeps a ZIP, which can only be read once it is all there, and takes
// it apart.
func (f *filer) archive(ctx context.Context, name string, in io.Reader, counted *metered) error {
	place := f.service.place(folderOf(f.batch.ID) + "zip-" + token() + "/")
	kept := pieces.NewWriter(ctx, place)
	if _, err := io.Copy(kept, in); err != nil {
		return err
	}
	if err := kept.Close(); err != nil {
		return err
	}
	if err := f.unpack(ctx, name, place, kept.Size(), counted); err != nil {
		return err
	}
	return pieces.Clear(ctx, f.service.Blobs, place.Prefix)
}

func (f *filer) unpack(ctx context.Context, name string, place pieces.Place, size int64, counted *metered) error {
	const op = "batches.unpack"
	limits := delivery.DefaultLimits()
	limits.Entries = f.limits.Rows
	entries, err := delivery.Entries(pieces.NewReader(ctx, place, size), size, limits)
	if err != nil {
		return err
	}
	before := f.unpacked
	for _, entry := range entries {
		in, err := entry.Open()
		if err != nil {
			return &fault.Error{Op: op, Kind: fault.Invalid, Reason: delivery.ReasonArchive, Field: entry.Name, Args: map[string]any{"problem": "damaged"}, Err: err}
		}
		err = f.entry(ctx, name+"/"+plainName(entry.Name), in)
		_ = in.Close() // what is wrong with it, reading has told
		if err != nil {
			return err
		}
		if f.unpacked-before > f.limits.Ratio*max(counted.size, 1<<20) {
			return fault.New(op, fault.Invalid, "batch_bomb").At("file")
		}
	}
	return nil
}

// entry takes up one file of an archive. One that cannot be unpacked is a row
// without an answer.
func (f *filer) entry(ctx context.Context, name string, in io.Reader) error {
	head := make([]byte, headerWithin)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		f.rows++
		return f.lay(ctx, store.BatchItem{Name: name, Problem: "file_damaged"}, nil)
	}
	head = head[:n]
	err = f.add(ctx, name, head, io.MultiReader(bytes.NewReader(head), in))
	var ours *fault.Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	return f.lay(ctx, store.BatchItem{Name: name, Problem: "file_damaged"}, nil)
}
