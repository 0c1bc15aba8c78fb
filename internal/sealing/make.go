package sealing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
)

// make draws, seals and stores the file of a copy, and returns the copy as it
// will be when ready. When the process was cut off after an earlier file of
// this copy became durable, that file is taken up instead of sealing twice.
func (p *Pipeline) make(ctx context.Context, c cert.Copy) (cert.Copy, error) {
	job, err := p.prepare(ctx, c)
	if err != nil {
		return c, err
	}
	if err := job.loadPhoto(ctx, job.certificate.Photo); err != nil {
		return c, err
	}
	if done, ok, err := p.takeUp(ctx, job); err != nil || ok {
		return done, err
	}
	madeAt := p.Now().Truncate(time.Second)
	unsigned, err := p.Press.PDF(job.draft(job.certificate.Snapshot(), madeAt), job.seal.Signer.ContentsLen())
	if err != nil {
		return c, err
	}
	signer := job.seal.Signer
	contents, err := signer.Contents(ctx, unsigned.Sum(signer.DigestAlgorithm()))
	if err != nil {
		return c, err
	}
	file, err := unsigned.Fill(contents)
	if err != nil {
		return c, err
	}
	made := job.made(madeAt, file)
	return made, p.Blobs.Put(ctx, made.Blob, file)
}

// work is one copy with all that its page needs.
type work struct {
	p           *Pipeline
	copy        cert.Copy
	certificate cert.Certificate
	offering    cert.Offering
	seal        *seals.Opened
	photo       []byte
}

// prepare reads all that a copy's page needs, but for the photo.
func (p *Pipeline) prepare(ctx context.Context, c cert.Copy) (*work, error) {
	const op = "sealing.prepare"
	job := &work{p: p, copy: c}
	var seal store.Seal
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if job.certificate, err = r.Certificate(ctx, c.Certificate); err != nil {
			return err
		}
		if job.certificate.State != cert.InForce {
			return fault.New(op, fault.Invalid, "certificate_changed")
		}
		catalogue, err := r.Catalogue(ctx)
		if err != nil {
			return err
		}
		var found bool
		if job.offering, found = cert.FindOffering(catalogue, job.certificate); !found {
			return fault.New(op, fault.Invalid, "qualification_unknown")
		}
		seal, err = seals.Find(ctx, r, job.offering, job.certificate)
		return err
	})
	if err != nil {
		return nil, err
	}
	job.seal, err = p.Seals.Open(ctx, seal)
	return job, err
}

// loadPhoto reads the page's photo, none where key is "". A stored photo that
// cannot be read is our trouble, to be tried again.
func (w *work) loadPhoto(ctx context.Context, key string) (err error) {
	if key == "" {
		return nil
	}
	if w.photo, err = w.p.Blobs.Get(ctx, key); err != nil {
		return &fault.Error{Op: "sealing.loadPhoto", Kind: fault.Unavailable, Reason: "photo_unavailable", Err: err}
	}
	return nil
}

// draft is the page of the certificate as it is in snap.
func (w *work) draft(snap cert.Snapshot, madeAt time.Time) document.Draft {
	return document.Draft{
		Statement: w.statement(snap, madeAt),
		Photo:     w.photo,
		Seal:      document.Seal{Authority: w.seal.Seal.Authority, Demo: w.seal.Demo},
	}
}

// made is the copy as it stands once its file is durable.
func (w *work) made(madeAt time.Time, file []byte) cert.Copy {
	sum := sha256.Sum256(file)
	c := w.copy
	c.MadeAt = madeAt
	c.Template = w.p.Press.Template()
	c.FontSet = w.p.Press.FontSet()
	c.Policy = w.p.Policy.Version
	c.Snapshot = w.certificate.Snapshot()
	c.Digests = []string{hex.EncodeToString(sum[:])}
	c.Blob = folder(c.Code) + strconv.FormatInt(madeAt.Unix(), 10) + ".pdf"
	return c
}

// folder is where the files of one copy lie.
func folder(code cert.Code) string {
	lower := strings.ToLower(string(code))
	return "copies/" + lower[:2] + "/" + lower + "/"
}

// takeUp looks for a file that an earlier, interrupted run left for this copy.
// The writer is deterministic, so that file is this copy's if drawing the page
// again for its time gives the same bytes outside the signature; any other is
// removed, never having been shown.
func (p *Pipeline) takeUp(ctx context.Context, job *work) (cert.Copy, bool, error) {
	for left, err := range p.Blobs.List(ctx, folder(job.copy.Code)) {
		if err != nil {
			return cert.Copy{}, false, err
		}
		file, err := p.Blobs.Get(ctx, left.Key)
		if fault.Is(err, fault.NotFound) {
			continue // another process gave way meanwhile
		}
		if err != nil {
			return cert.Copy{}, false, err
		}
		if madeAt, ok := timeOf(left.Key); ok && p.drawnAs(job, madeAt, file) {
			return job.made(madeAt, file), true, nil
		}
		if err := p.Blobs.Delete(ctx, left.Key); err != nil {
			return cert.Copy{}, false, err
		}
	}
	return cert.Copy{}, false, nil
}

func timeOf(key string) (time.Time, bool) {
	name := strings.TrimSuffix(key[strings.LastIndexByte(key, '/')+1:], ".pdf")
	seconds, err := strconv.ParseInt(name, 10, 64)
	return time.Unix(seconds, 0), err == nil
}

func (p *Pipeline) drawnAs(job *work, madeAt time.Time, file []byte) bool {
	drawn, err := p.Press.PDF(job.draft(job.certificate.Snapshot(), madeAt), job.seal.Signer.ContentsLen())
	if err != nil {
		return false
	}
	defer drawn.Release()
	return drawn.Matches(file)
}
