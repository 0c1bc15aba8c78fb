package sealing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/store"
)

// work is one copy with all that its file needs.
type work struct {
	copy     cert.Copy // says all that its page says, once prepared
	material material
	seal     store.Seal
	signer   *pades.Signer // nil where the seal is an electronic one
	level    pades.Level

	electronic *ses.Signer // nil where it is not
	second     *second     // the seal behind it; nil for none

	// lasting is how long the file can be proven; nil where its seal is of B-B.
	lasting *store.Lasting

	certificate cert.Certificate
	uses        int  // of the seal's key that no trail knows of yet
	durable     bool // the file is stored
}

// make draws, seals and stores the file of a copy, which then is as it will be
// when ready. When the process was cut off after an earlier file of this copy
// became durable, that file is taken up instead of sealing twice.
func (p *Pipeline) make(ctx context.Context, job *work) error {
	if err := p.prepare(ctx, job); err != nil {
		return err
	}
	if done, err := p.takeUp(ctx, job); err != nil || done {
		return err
	}
	err := p.able(ctx, job)
	if err == nil {
		err = p.produce(ctx, job)
	}
	if p.Later && tsaDown(err) && job.electronic == nil {
		job.leaveForLater()
		err = p.produce(ctx, job)
	}
	return err
}

// produce draws, seals and stores the file.
func (p *Pipeline) produce(ctx context.Context, job *work) error {
	job.copy.MadeAt = p.Now().Truncate(time.Second)
	unsigned, err := p.draw(job.copy, job.material)
	if err != nil {
		return err
	}
	defer unsigned.Release()
	file, err := p.seal(ctx, job, unsigned)
	if err != nil {
		return err
	}
	err = p.Blobs.Put(ctx, job.copy.Blob, file)
	job.durable = err == nil
	return err
}

// prepare reads what a copy's file needs and completes the copy with what it
// keeps of that. When it is made stays open.
func (p *Pipeline) prepare(ctx context.Context, job *work) error {
	offering, err := p.read(ctx, job)
	if err != nil {
		return err
	}
	seal, err := p.Seals.Open(ctx, job.seal, p.Now())
	if err != nil {
		return err
	}
	job.signer, job.electronic = seal.Signer, seal.Electronic
	if err := p.openSecond(ctx, job); err != nil {
		return err
	}
	c := &job.copy
	c.Template = cmp.Or(offering.Template, p.Press.Template())
	c.FontSet = p.Press.FontSet()
	c.Policy = p.Policy.Version
	c.Snapshot = job.certificate.SnapshotFor(c.Endorsement)
	c.Snapshot.Made = cert.Making{
		EndorsedFrom: offering.EndorsedFrom, Demo: seal.Demo, Electronic: job.electronic != nil, Twice: job.second != nil,
	}
	if err := p.level(job); err != nil {
		return err
	}
	job.material, err = p.material(ctx, *c)
	return err
}

// read reads a copy's certificate, its row of the catalogue of today and its
// seal, all of one moment.
func (p *Pipeline) read(ctx context.Context, job *work) (offering cert.Offering, err error) {
	const op = "sealing.read"
	today := civil.Of(p.Now())
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if job.certificate, err = r.Certificate(ctx, job.copy.Certificate); err != nil {
			return err
		}
		if job.certificate.State != cert.InForce {
			return fault.New(op, fault.Invalid, "certificate_changed")
		}
		catalogue, err := r.Catalogue(ctx, today)
		if err != nil {
			return err
		}
		var found bool
		if offering, found = cert.FindOffering(catalogue, job.certificate); !found {
			return fault.New(op, fault.Invalid, "qualification_unknown")
		}
		if job.seal, err = seals.Find(ctx, r, offering, job.certificate, today); err != nil {
			return err
		}
		if err := seals.CheckBudget(ctx, r, job.seal, job.certificate.Delivery); err != nil {
			return err
		}
		return p.findSecond(ctx, r, job, offering, today)
	})
	return offering, err
}

// made completes the copy with what is known of it once it has its file. Its
// beginnings up to where seals end are copies, too.
func (w *work) made(file []byte, ends ...int) {
	w.copy.Digests = []string{digestOf(file)}
	for _, end := range ends {
		if end < len(file) {
			w.copy.Digests = append(w.copy.Digests, digestOf(file[:end]))
		}
	}
	w.copy.Blob = folder(w.copy.Code) + strconv.FormatInt(w.copy.MadeAt.Unix(), 10) + ".pdf"
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// folder is where the files of one copy lie.
func folder(code cert.Code) string {
	lower := strings.ToLower(string(code))
	return "copies/" + lower[:2] + "/" + lower + "/"
}

// takeUp looks for a file that an earlier, interrupted run left for this copy.
// The writer is deterministic, so that file is this copy's if drawing the page
// again for its time gives the same bytes outside the signature; any other is
// removed, never having been shown. Either way that run could not say that it
// used the key.
func (p *Pipeline) takeUp(ctx context.Context, job *work) (bool, error) {
	for left, err := range p.Blobs.List(ctx, folder(job.copy.Code)) {
		if err != nil {
			return false, err
		}
		file, err := p.Blobs.Get(ctx, left.Key)
		if fault.Is(err, fault.NotFound) {
			continue // another process gave way meanwhile
		}
		if err != nil {
			return false, err
		}
		if madeAt, ok := timeOf(left.Key); ok {
			job.uses++
			if job.second != nil {
				job.second.uses++
			}
			job.copy.MadeAt = madeAt
			if p.recognise(ctx, job, file) {
				job.durable = true
				return true, nil
			}
		}
		if err := p.Blobs.Delete(ctx, left.Key); err != nil {
			return false, err
		}
	}
	return false, nil
}

// recognise reports whether a file is the copy's as it is made now, or as one is
// that was left for later, and then completes the copy with it.
func (p *Pipeline) recognise(ctx context.Context, job *work, file []byte) bool {
	for _, hole := range job.holes() {
		job.copy.Snapshot.Made.ContentsLen = hole
		if sealed, err := p.drawnAs(job.copy, job.material, file); err == nil && sealed > 0 && job.readLeft(ctx, file, sealed, p.Now()) == nil {
			return true
		}
	}
	job.copy.Snapshot.Made.ContentsLen = job.holes()[0]
	return false
}

func timeOf(key string) (time.Time, bool) {
	name := strings.TrimSuffix(key[strings.LastIndexByte(key, '/')+1:], ".pdf")
	seconds, err := strconv.ParseInt(name, 10, 64)
	return time.Unix(seconds, 0), err == nil
}
