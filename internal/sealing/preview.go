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
	shown, err := p.material(ctx, c)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	svg, err := p.Press.SVG(p.draft(c, shown))
	return svg, fault.Wrap(op, err)
}
