package pades

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// Extend puts one revision behind a file at its place: a store with the
// material, where there is any, and, with stamp, a document timestamp with room
// for a token of so many bytes. The hash has taken in the file. The memory
// behind the file is used where it suffices. It fails with timestamp_too_large
// and as the authority does; the file is then as it was.
func Extend(ctx context.Context, file []byte, at addition.Place, taken hash.Hash, m addition.Material, stamp Stamp, room int) ([]byte, error) {
	const op = "pades.Extend"
	if stamp == nil {
		return at.Append(file, m, 0).File, nil
	}
	r := at.Append(file, m, hex.EncodedLen(room))
	taken.Write(r.File[len(file):r.Hole])
	taken.Write(r.File[r.Resume:])
	token, err := stamp(ctx, taken.Sum(nil))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := fits(token, r.Resume-r.Hole-2); err != nil {
		return nil, fault.Wrap(op, err)
	}
	hex.Encode(r.File[r.Hole+1:], token) // behind it stand zeros already
	return r.File, nil
}

// Raise makes a sealed copy last longer by one revision behind it: with
// material alone a B-T copy becomes B-LT; with a stamp alone a B-B copy becomes
// B-T; with both any copy becomes B-LTA, and a B-LTA copy is renewed. Material
// that the copy has already is left out. The copy's bytes stay as they are, and
// what is returned begins with them. Nothing is said about whether the copy is
// valid.
//
// It fails with copy_not_extendable where the file is not one of ours or ends
// in a revision that others wrote otherwise, with nothing_to_add, with
// timestamp_too_large, and as the authority does.
func Raise(ctx context.Context, file []byte, m addition.Material, stamp Stamp) ([]byte, error) {
	const op = "pades.Raise"
	pdf, err := pdfread.Open(ctx, file, pdfread.DefaultLimits(len(file)))
	if err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "copy_not_extendable", Err: err}
	}
	at, ok := addition.After(pdf)
	if !ok || pdf.End() != len(file) || len(pdf.Issues()) > 0 || pdf.Encrypted() {
		return nil, fault.New(op, fault.Invalid, "copy_not_extendable")
	}
	m = addition.Without(m, addition.Of(pdf.Final()))
	if m.Empty() && stamp == nil {
		return nil, fault.New(op, fault.Conflict, "nothing_to_add")
	}
	taken := sha256.New()
	taken.Write(file)
	raised, err := Extend(ctx, slices.Clip(file), at, taken, m, stamp, TokenRoom)
	return raised, fault.Wrap(op, err)
}
