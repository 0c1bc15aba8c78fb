package sealing

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
)

// Preview draws a finished copy as an SVG, from what the copy keeps of its
// certificate.
func (p *Pipeline) Preview(ctx context.Context, c cert.Copy) ([]byte, error) {
	const op = "sealing.Preview"
	job, err := p.prepare(ctx, c)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := job.loadPhoto(ctx, c.Snapshot.Photo); err != nil {
		return nil, fault.Wrap(op, err)
	}
	svg, err := p.Press.SVG(job.draft(c.Snapshot, c.MadeAt))
	return svg, fault.Wrap(op, err)
}
