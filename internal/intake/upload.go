package intake

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

const (
	// lease is how long the delivery that a killed process held waits for
	// another; work renews it.
	lease = 10 * time.Second
	// pause is the longest that an upload may stand still between two pieces.
	pause = 5 * time.Minute
	// numberTries is how often a number is drawn while others of the same
	// authority take the ones found free.
	numberTries = 20
)

// Upload is one file that someone hands in.
type Upload struct {
	File  io.Reader
	Name  string        // as the sender's computer calls it
	By    store.Account // whose authority it is for
	Batch string        // ID of a delivery of the batch that this one corrects; "" begins a batch
}

// Receive keeps an uploaded file and returns at once: checking is for the
// background. It fails with Invalid file_missing for an empty file and
// delivery_too_large, both at field "file".
func (s *Service) Receive(ctx context.Context, u Upload) (store.Delivery, error) {
	const op = "intake.Receive"
	owner := token()
	d, err := s.begin(ctx, u, owner)
	if err != nil {
		return d, fault.Wrap(op, err)
	}
	sum := sha256.New()
	if err = s.keep(ctx, &d, owner, io.TeeReader(u.File, sum)); err == nil {
		d.Findings.Digest = hex.EncodeToString(sum.Sum(nil))
		err = s.received(ctx, &d, owner)
	}
	if err != nil {
		return d, fault.Wrap(op, errors.Join(err, s.abandon(context.WithoutCancel(ctx), d, owner)))
	}
	return d, nil
}

// begin adds the row before the first piece, so that no piece is ever without
// a row that it is removed with.
func (s *Service) begin(ctx context.Context, u Upload, owner string) (store.Delivery, error) {
	now := s.Now()
	d := store.Delivery{
		ID: token(), Authority: u.By.Authority, Account: u.By.ID, FileName: plainName(u.Name), At: now, State: store.DeliveryReceiving,
	}
	d.Batch, d.File = d.ID, d.ID
	err := s.numbered(ctx, &d, func(ctx context.Context, tx store.Tx) error {
		if u.Batch != "" {
			first, err := tx.Delivery(ctx, u.Batch)
			if err := owned("intake.begin", d.Authority, first, err); err != nil {
				return err
			}
			d.Batch = first.Batch
		}
		if err := tx.AddDelivery(ctx, d); err != nil {
			return err
		}
		return tx.KeepDelivery(ctx, owner, d, now, pause)
	})
	return d, err
}

// numbered runs add with the authority's next number of this year, and again
// where another delivery takes that number first.
func (s *Service) numbered(ctx context.Context, d *store.Delivery, add func(ctx context.Context, tx store.Tx) error) error {
	year := civil.Of(d.At).Year
	since := time.Date(year, time.January, 1, 0, 0, 0, 0, civil.Shanghai())
	for try := 1; ; try++ {
		err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			n, err := tx.CountDeliveries(ctx, d.Authority, since)
			if err != nil {
				return err
			}
			d.Number = fmt.Sprintf("%d-%d", year, n+try)
			return add(ctx, tx)
		})
		if !fault.Is(err, fault.Conflict) || try == numberTries {
			return err
		}
	}
}

// keep writes the file in pieces, a piece in memory at a time.
func (s *Service) keep(ctx context.Context, d *store.Delivery, owner string, file io.Reader) error {
	const op = "intake.keep"
	limit := delivery.DefaultLimits().Bytes
	to, buf, file := s.place(fileOf(d.File)), make([]byte, pieces.Size), pieces.Whole(file)
	for n := int64(0); ; n++ {
		got, err := io.ReadFull(file, buf)
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return fault.Wrap(op, err)
		}
		d.Size += int64(got)
		switch {
		case d.Size > limit:
			return fault.New(op, fault.Invalid, "delivery_too_large").At("file")
		case d.Size == 0:
			return fault.New(op, fault.Invalid, "file_missing").At("file")
		case got > 0:
			if err := to.Put(ctx, n, buf[:got]); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		d.Done = d.Size
		err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			return tx.KeepDelivery(ctx, owner, *d, s.Now(), pause)
		})
		if err != nil {
			return err
		}
	}
}

// received makes the file durable news: from here on it is checked whatever
// happens.
func (s *Service) received(ctx context.Context, d *store.Delivery, owner string) error {
	return s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		d.State, d.Done = store.DeliveryReceiving, 0
		if err := tx.KeepDelivery(ctx, owner, *d, s.Now(), pause); err != nil {
			return err
		}
		d.State = store.DeliveryChecking
		if err := tx.UpdateDelivery(ctx, *d); err != nil {
			return err
		}
		if err := tx.FreeDelivery(ctx, owner, d.ID); err != nil {
			return err
		}
		if err := step(ctx, tx, d.Account, "delivery.upload", "", *d, d.At, map[string]string{"sha256": d.Findings.Digest}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.DeliveryJob)
	})
}

// abandon leaves what came of an upload to the background to remove.
func (s *Service) abandon(ctx context.Context, d store.Delivery, owner string) error {
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		d.State = store.DeliveryReceiving
		if err := tx.KeepDelivery(ctx, owner, d, s.Now(), lease); err != nil {
			return err
		}
		d.State = store.DeliveryUndoing
		if err := tx.UpdateDelivery(ctx, d); err != nil {
			return err
		}
		if err := tx.FreeDelivery(ctx, owner, d.ID); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.DeliveryJob)
	})
	if fault.Is(err, fault.Conflict) {
		return nil // given up already
	}
	return err
}

// fileOf is where the pieces of an upload lie, and folderOf all that is kept
// of a delivery.
func fileOf(id string) string   { return folderOf(id) + "file/" }
func folderOf(id string) string { return "deliveries/" + id + "/" }

func token() string { return strings.ToLower(rand.Text()) }

// maxName bounds a file's name, in bytes.
const maxName = 200

// plainName is a file's own name, without folders and control characters.
func plainName(name string) string {
	if name = path.Base(strings.ReplaceAll(name, `\`, "/")); name == "." || name == "/" {
		name = ""
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[len(name)-maxName:], "")
	}
	return name
}
