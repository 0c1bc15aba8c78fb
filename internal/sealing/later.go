package sealing

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/lasting"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/store"
)

// tsaDown reports whether an error is that no timestamp can be had now.
func tsaDown(err error) bool { return fault.ReasonOf(err) == "tsa_unavailable" }

// leaveForLater has a copy sealed at B-B for now. That its seal asks for more
// stays written in it: its file may be added to, and will be.
func (w *work) leaveForLater() {
	w.level = pades.BaselineB
	w.copy.Snapshot.Made.ContentsLen = w.signer.ContentsLen()
}

// holes are the digits that a copy's file may leave for the signature, those of
// its level first: more where a timestamp goes in with it.
func (w *work) holes() []int {
	switch {
	case w.copy.Snapshot.Made.Level == "":
		return []int{w.copy.Snapshot.Made.ContentsLen}
	case w.level == pades.BaselineB:
		return []int{w.signer.ContentsLen(), w.signer.StampedLen(pades.TokenRoom)}
	default:
		return []int{w.signer.StampedLen(pades.TokenRoom), w.signer.ContentsLen()}
	}
}

// proven notes what the file bears, and what is still to be added to it.
func (w *work) proven(bears lasting.Proof, since time.Time) {
	wanted := w.copy.Snapshot.Made.Level
	if wanted == "" {
		return
	}
	w.lasting = &store.Lasting{Code: w.copy.Code, Level: bears.Level.String(), Ends: bears.Clock.Ends, Algorithm: bears.Clock.Algorithm}
	if wanted != w.lasting.Level {
		w.lasting.Wanted, w.lasting.Since = wanted, since
	}
}

// readLeft completes the copy with a file that an earlier run left.
func (w *work) readLeft(ctx context.Context, file []byte, sealed int, now time.Time) error {
	ends, err := w.ends(ctx, file, sealed)
	if err != nil {
		return err
	}
	if w.copy.Snapshot.Made.Level != "" {
		bears, err := lasting.Read(ctx, file)
		if err != nil {
			return err
		}
		w.proven(bears, now)
	}
	w.made(file, ends...)
	return nil
}
