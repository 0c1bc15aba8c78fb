package sealing

import (
	"context"
	"crypto/x509"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/store"
)

// second is the electronic seal that seals a copy once more, behind its CMS.
type second struct {
	seal   store.Seal
	signer *ses.Signer
	chain  []*x509.Certificate
	uses   int // of its key that no trail knows of yet
}

// findSecond finds the seal that stands behind the one of a copy, if any does.
func (p *Pipeline) findSecond(ctx context.Context, r store.Reader, job *work, o cert.Offering, day civil.Date) error {
	if seals.Electronic(job.seal.Form) {
		return nil
	}
	found, ok, err := seals.FindSecond(ctx, r, o, job.certificate, day)
	if err != nil || !ok {
		return err
	}
	job.second = &second{seal: found}
	return seals.CheckBudget(ctx, r, found, job.certificate.Delivery)
}

func (p *Pipeline) openSecond(ctx context.Context, job *work) error {
	if job.second == nil {
		return nil
	}
	opened, err := p.Seals.Open(ctx, job.second.seal, p.Now())
	if err == nil {
		job.second.signer, job.second.chain = opened.Electronic, opened.Chain
	}
	return err
}

// sealAgain seals a sealed file once more, at the same time.
func (p *Pipeline) sealAgain(ctx context.Context, job *work, unsigned *document.Unsigned, file []byte) ([]byte, error) {
	file, err := job.second.signer.Append(ctx, file, job.copy.MadeAt)
	if err != nil {
		return nil, err
	}
	job.second.uses++
	unsigned.Extend(file)
	return file, nil
}

// certificates are those of both chains.
func (w *work) certificates() []*x509.Certificate {
	if w.second == nil {
		return w.signer.Chain()
	}
	return append(w.signer.Chain(), w.second.chain...)
}

// ends are where the seals of a file end whose first revision has so many bytes.
func (w *work) ends(ctx context.Context, file []byte, sealed int) ([]int, error) {
	if w.second == nil {
		return []int{sealed}, nil
	}
	pdf, err := pdfread.Open(ctx, file, pdfread.DefaultLimits(len(file)))
	if err != nil || len(pdf.Revisions()) < 2 {
		return nil, &fault.Error{Op: "sealing.ends", Kind: fault.Unavailable, Err: err}
	}
	return []int{sealed, pdf.Revisions()[1].End}, nil
}
