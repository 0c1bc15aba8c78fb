package ses

import (
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pdfread"
)

// Append seals a copy that bears a CMS signature once more, in one revision
// behind it. The copy's bytes stay as they are: readers that know only CMS have
// theirs, and what is returned begins with it. Where other readers shall accept
// the revision, the copy must let something follow (DocMDP P 2). Nothing is
// said about whether the copy is valid.
//
// It fails with copy_not_extendable where the file is not one of ours or ends
// in a revision that others wrote otherwise, and as the key does.
func (s *Signer) Append(ctx context.Context, file []byte, at time.Time) ([]byte, error) {
	const op = "ses.Append"
	pdf, err := pdfread.Open(ctx, file, pdfread.DefaultLimits(len(file)))
	if err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "copy_not_extendable", Err: err}
	}
	place, ok := addition.After(pdf)
	if !ok || pdf.End() != len(file) || len(pdf.Issues()) > 0 || pdf.Encrypted() {
		return nil, fault.New(op, fault.Invalid, "copy_not_extendable")
	}
	at = at.Truncate(time.Second)
	r := place.Seal(slices.Clip(file), at, s.contentsLen)
	sum := digest.SM3.Sum(r.File[:r.Hole], r.File[r.Resume:])
	digits, err := s.Contents(ctx, sum, [4]int{0, r.Hole, r.Resume, len(r.File) - r.Resume}, at)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	copy(r.File[r.Hole+1:], digits)
	return r.File, nil
}
