package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"yinxin.example/yinxin/internal/delivery"
)

// refusedRows notes what is refused while a delivery is taken in, and writes
// the rows out afterwards. The notes hold no value of any row.
type refusedRows struct {
	notes  *os.File
	buffer *bufio.Writer
	delivery.FaultWriter
}

func noteRefused() (*refusedRows, error) {
	notes, err := os.CreateTemp("", "yinxin-faults-*")
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriter(notes)
	return &refusedRows{notes, buffer, delivery.NewFaultWriter(buffer)}, nil
}

// writeTo writes the refused rows of the delivery to a new file.
func (r *refusedRows) writeTo(ctx context.Context, path string, file io.ReadSeeker) (err error) {
	if err := r.buffer.Flush(); err != nil {
		return err
	}
	if _, err := r.notes.Seek(0, io.SeekStart); err != nil {
		return err
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // it holds identity numbers
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return delivery.WriteRefused(ctx, file, delivery.DefaultLimits(), delivery.ReadFaults(bufio.NewReader(r.notes)), delivery.Chinese, out)
}

func (r *refusedRows) close() { _, _ = r.notes.Close(), os.Remove(r.notes.Name()) }
