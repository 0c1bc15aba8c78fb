package sealing

import (
	"bytes"
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Rebuilt is a copy drawn once more.
type Rebuilt struct {
	Copy  cert.Copy
	Same  bool   // the stored file is this one with a signature in its hole
	Drawn []byte // the whole file, its hole full of zeros
}

// Rebuild draws a finished copy again from nothing but what it keeps, and
// compares it with the stored file outside /Contents. It fails with
// copy_not_made for a copy that was never sealed, template_unknown and
// fonts_differ where this program or its fonts cannot draw the page as it was,
// and file_lost where there is no file to compare with.
func (p *Pipeline) Rebuild(ctx context.Context, code cert.Code) (Rebuilt, error) {
	const op = "sealing.Rebuild"
	c, err := p.rebuildable(ctx, code)
	if err != nil {
		return Rebuilt{}, fault.Wrap(op, err)
	}
	shown, err := p.material(ctx, c)
	if err != nil {
		return Rebuilt{}, fault.Wrap(op, err)
	}
	drawn, err := p.draw(c, shown)
	if err != nil {
		return Rebuilt{}, fault.Wrap(op, err)
	}
	stored, err := p.Blobs.Get(ctx, c.Blob)
	if err != nil {
		return Rebuilt{}, &fault.Error{Op: op, Kind: fault.KindOf(err), Reason: "file_lost", Err: err}
	}
	same := drawn.Matches(stored)
	file, err := drawn.Fill(bytes.Repeat([]byte{'0'}, drawn.ContentsLen()))
	return Rebuilt{Copy: c, Same: same, Drawn: file}, fault.Wrap(op, err)
}

// rebuildable reads the copy and refuses one that cannot be drawn as it was.
func (p *Pipeline) rebuildable(ctx context.Context, code cert.Code) (c cert.Copy, err error) {
	const op = "sealing.rebuildable"
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		c, err = r.Copy(ctx, code)
		return err
	})
	switch {
	case err != nil:
		return c, err
	case c.State != cert.Ready && c.State != cert.Withdrawn:
		return c, fault.New(op, fault.Invalid, "copy_not_made").With("state", string(c.State))
	case c.FontSet != p.Press.FontSet():
		return c, fault.New(op, fault.Invalid, "fonts_differ").With("font_set", c.FontSet)
	}
	return c, nil
}
