package intake

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

// What a check keeps: the faults, in pieces, and two lists as one sealed text
// each.
const (
	faultsFile = "faults/"
	namesFile  = "names"
	sampleFile = "sample"
)

// keepNames reads the file once more for the names that wait, and keeps the
// first of them for the page.
func (s *Service) keepNames(ctx context.Context, d store.Delivery, found store.Findings, fonts delivery.Drawable) error {
	faults := pieces.NewReader(ctx, s.place(found.Kept+faultsFile), found.Faults)
	var names []delivery.Undrawn
	for name, err := range delivery.UndrawnNames(ctx, s.open(ctx, d), delivery.DefaultLimits(), delivery.ReadFaults(bufio.NewReader(faults)), fonts) {
		if err != nil {
			return err
		}
		if names = append(names, name); len(names) == shownNames {
			break
		}
	}
	return s.keepList(ctx, found.Kept+namesFile, names)
}

// keepList keeps a list of personal data.
func (s *Service) keepList(ctx context.Context, key string, list any) error {
	text, err := json.Marshal(list)
	if err != nil {
		return fault.Wrap("intake.keepList", err)
	}
	return s.Blobs.Put(ctx, key, s.Cipher.Seal("delivery/"+key, text))
}

// readList reads what keepList kept; a list that is not there is empty.
func (s *Service) readList(ctx context.Context, key string, list any) error {
	sealed, err := s.Blobs.Get(ctx, key)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	text, err := s.Cipher.Open("delivery/"+key, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, list)
}

// Names returns the names of a checked delivery that wait for a font, at most
// 500, in the file's order.
func (s *Service) Names(ctx context.Context, d store.Delivery) ([]delivery.Undrawn, error) {
	var names []delivery.Undrawn
	if d.Findings.Kept == "" {
		return nil, nil
	}
	return names, fault.Wrap("intake.Names", s.readList(ctx, d.Findings.Kept+namesFile, &names))
}

// WriteRefused writes the refused rows of a delivery as the office delivered
// them, with what is wrong; a Conflict, delivery_refused_none, where nothing was.
func (s *Service) WriteRefused(ctx context.Context, d store.Delivery, l delivery.Language, w io.Writer) error {
	const op = "intake.WriteRefused"
	if d.Findings.Kept == "" || d.Findings.Faults == 0 {
		return fault.New(op, fault.Conflict, "delivery_refused_none")
	}
	faults := pieces.NewReader(ctx, s.place(d.Findings.Kept+faultsFile), d.Findings.Faults)
	return fault.Wrap(op, delivery.WriteRefused(ctx, s.open(ctx, d), delivery.DefaultLimits(), delivery.ReadFaults(bufio.NewReader(faults)), l, w))
}

// Proof draws the proof sheet of a checked delivery: a PDF without a seal,
// marked 样张 on every page. It is a Conflict (proof_missing) where nothing was
// chosen.
func (s *Service) Proof(ctx context.Context, d store.Delivery) ([]byte, error) {
	const op = "intake.Proof"
	var chosen []sampled
	if d.Findings.Kept != "" {
		if err := s.readList(ctx, d.Findings.Kept+sampleFile, &chosen); err != nil {
			return nil, fault.Wrap(op, err)
		}
	}
	if len(chosen) == 0 || s.Prover == nil {
		return nil, fault.New(op, fault.Conflict, "proof_missing")
	}
	all, notes := make([]cert.Certificate, len(chosen)), make([]string, len(chosen))
	for i, one := range chosen {
		all[i] = one.Certificate
		notes[i] = fmt.Sprintf("批次 %s  样张 %d/%d  %s  取样种子 %d", d.Number, i+1, len(chosen), one.Why, d.Findings.Seed)
	}
	importer, err := s.Importer(ctx, d.Authority)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	photos, err := importer.Photos(ctx, s.open(ctx, d), all)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	sheet, err := s.Prover.Proof(ctx, all, photos, notes)
	return sheet, fault.Wrap(op, err)
}

func asFault(err error, to **fault.Error) bool { return errors.As(err, to) }
