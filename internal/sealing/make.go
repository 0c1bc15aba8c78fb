package sealing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/pades"
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
	if done, ok, err := p.takeUp(ctx, job); err != nil || ok {
		return done, err
	}
	job.copy.MadeAt = p.Now().Truncate(time.Second)
	unsigned, err := p.draw(job.copy, job.photo)
	if err != nil {
		return c, err
	}
	defer unsigned.Release()
	contents, err := job.signer.Contents(ctx, unsigned.Sum(job.signer.DigestAlgorithm()))
	if err != nil {
		return c, err
	}
	file, err := unsigned.Fill(contents)
	if err != nil {
		return c, err
	}
	made := job.made(file)
	return made, p.Blobs.Put(ctx, made.Blob, file)
}

// work is one copy with all that its file needs.
type work struct {
	copy   cert.Copy // says all that its page says
	photo  []byte
	signer *pades.Signer
}

// prepare reads what a copy's file needs and completes the copy with what it
// keeps of that. When it is made stays open.
func (p *Pipeline) prepare(ctx context.Context, c cert.Copy) (*work, error) {
	certificate, offering, kept, err := p.read(ctx, c)
	if err != nil {
		return nil, err
	}
	seal, err := p.Seals.Open(ctx, kept)
	if err != nil {
		return nil, err
	}
	c.Template = p.Press.Template()
	c.FontSet = p.Press.FontSet()
	c.Policy = p.Policy.Version
	c.Snapshot = certificate.Snapshot()
	c.Snapshot.Made = cert.Making{
		EndorsedFrom: offering.EndorsedFrom,
		Demo:         seal.Demo,
		ContentsLen:  seal.Signer.ContentsLen(),
	}
	photo, err := p.photo(ctx, c)
	return &work{copy: c, photo: photo, signer: seal.Signer}, err
}

// read reads a copy's certificate, its row of the catalogue and its seal, all
// of one moment.
func (p *Pipeline) read(ctx context.Context, c cert.Copy) (certificate cert.Certificate, offering cert.Offering, seal store.Seal, err error) {
	const op = "sealing.read"
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if certificate, err = r.Certificate(ctx, c.Certificate); err != nil {
			return err
		}
		if certificate.State != cert.InForce {
			return fault.New(op, fault.Invalid, "certificate_changed")
		}
		catalogue, err := r.Catalogue(ctx)
		if err != nil {
			return err
		}
		var found bool
		if offering, found = cert.FindOffering(catalogue, certificate); !found {
			return fault.New(op, fault.Invalid, "qualification_unknown")
		}
		seal, err = seals.Find(ctx, r, offering, certificate)
		return err
	})
	return certificate, offering, seal, err
}

// made is the copy as it stands once its file is durable.
func (w *work) made(file []byte) cert.Copy {
	sum := sha256.Sum256(file)
	c := w.copy
	c.Digests = []string{hex.EncodeToString(sum[:])}
	c.Blob = folder(c.Code) + strconv.FormatInt(c.MadeAt.Unix(), 10) + ".pdf"
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
		if madeAt, ok := timeOf(left.Key); ok {
			job.copy.MadeAt = madeAt
			if same, err := p.drawnAs(job.copy, job.photo, file); err == nil && same {
				return job.made(file), true, nil
			}
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
