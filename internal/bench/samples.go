package bench

import (
	"context"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// oneIn is how many copies there are to one that is looked at afterwards.
const oneIn = 1000

// samples looks at copies taken from those that were timed, and keeps them.
type samples struct {
	folder string // "" where none are kept
	opts   verify.Options
	taken  int
}

func newSamples(folder string, root *x509.Certificate, opts verify.Options) (*samples, error) {
	s := &samples{folder: folder, opts: opts}
	if folder == "" {
		return s, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	return s, os.WriteFile(filepath.Join(folder, "root.pem"), pki.EncodeCertificates(root), 0o600)
}

// look checks copies and keeps them. One that is not valid is an error.
func (s *samples) look(ctx context.Context, files [][]byte) error {
	for _, file := range files {
		s.taken++
		name := fmt.Sprintf("copy-%04d.pdf", s.taken)
		if s.folder != "" {
			if err := os.WriteFile(filepath.Join(s.folder, name), file, 0o600); err != nil {
				return err
			}
		}
		report, err := verify.Check(ctx, file, s.opts)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if report.Verdict != verify.Valid {
			return fmt.Errorf("%s is %s: %v", name, report.Verdict, report.Reasons)
		}
	}
	return nil
}
