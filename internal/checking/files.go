package checking

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// Given is a file to be checked among others.
type Given struct {
	Content []byte
	Digest  string // SHA-256, hexadecimal, as it was taken when the file came in
}

// Judged is the answer to one of many files.
type Judged struct {
	verify.Report
	Err   *verify.Error // for what cannot be judged; then the report is empty
	Bears cert.ID       // the certificate it is a copy of; "" where the register does not know the file
	Copy  cert.Code     // the copy of the register that this file is; "" for none
}

// Files checks many files, on every core, as File does one, but tells no more
// of a certificate's standing than its state. The files' present state is read
// in one transaction. The error is the context's or the store's.
func (s *Service) Files(ctx context.Context, files []Given) ([]Judged, error) {
	const op = "checking.Files"
	all := make([]Judged, len(files))
	options := verify.Options{Trust: s.Trust(), At: s.Now()}
	if err := inParallel(ctx, len(files), func(i int) (err error) {
		all[i].Report, err = s.check(ctx, files[i].Content, options)
		if errors.As(err, &all[i].Err) {
			return nil
		}
		return err
	}); err != nil {
		return nil, fault.Wrap(op, err)
	}
	var codes []cert.Code
	for _, one := range all {
		if one.asked() {
			codes = append(codes, cert.Code(one.Data.Code))
		}
	}
	standings, err := s.standings(ctx, codes)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	for i := range all {
		if all[i].asked() {
			all[i].join(files[i], standings)
		}
	}
	return all, nil
}

// inParallel does n things on every core, until one fails.
func inParallel(ctx context.Context, n int, do func(i int) error) error {
	var next atomic.Int64
	var failed error
	var once sync.Once
	var running sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		running.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				err := ctx.Err()
				if err == nil {
					err = do(i)
				}
				if err != nil {
					once.Do(func() { failed = err })
					next.Store(int64(n))
				}
			}
		})
	}
	running.Wait()
	return failed
}

// standings reads how copies stand, those that there are.
func (s *Service) standings(ctx context.Context, codes []cert.Code) (map[cert.Code]store.CopyStanding, error) {
	found := make(map[cert.Code]store.CopyStanding, len(codes))
	if len(codes) == 0 {
		return found, nil
	}
	return found, s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		for some := range slices.Chunk(codes, store.ListLimit) {
			all, err := r.CopyStandings(ctx, some)
			if err != nil {
				return err
			}
			for _, one := range all {
				found[one.Code] = one
			}
		}
		return nil
	})
}

// asked reports whether the register has anything to say of the file.
func (j *Judged) asked() bool {
	return j.Err == nil && j.Certificate == verify.CertificateUnknown && j.Data != nil
}

// join joins what the register says now, as File does.
func (j *Judged) join(given Given, standings map[cert.Code]store.CopyStanding) {
	now, ok := standings[cert.Code(j.Data.Code)]
	if !ok {
		j.Report = j.WithStatus(verify.CertificateUnknown, verify.EndorsementUnknown)
		return
	}
	endorsement := j.Endorsement
	switch {
	case !given.handedOut(now.Digests, j.Signers[0].Covers):
		endorsement = verify.EndorsementUnknown
	case now.State == cert.Withdrawn:
		endorsement = verify.EndorsementWithdrawn
		fallthrough
	default:
		j.Copy, j.Bears = now.Code, now.Certificate
	}
	j.Report = j.WithStatus(Standing{State: now.Holds}.Answer(), endorsement)
}

// handedOut reports whether digests name the file, or its sealed part.
func (g Given) handedOut(digests []string, sealed int) bool {
	if slices.Contains(digests, g.Digest) {
		return true
	}
	if sealed >= len(g.Content) {
		return false
	}
	sum := sha256.Sum256(g.Content[:sealed])
	return slices.Contains(digests, hex.EncodeToString(sum[:]))
}
