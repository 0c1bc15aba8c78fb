package approval

import (
	"bytes"
	"context"
	"crypto/rand"
	"path"
	"strings"
	"unicode"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// MaxEvidence is how many files a proposal may have.
	MaxEvidence = 5
	// MaxEvidenceBytes bounds one file of evidence.
	MaxEvidenceBytes = 10 << 20

	maxName = 100 // code points of a file's name

	purposeEvidence = "proposal/evidence"
)

// KeepEvidence seals a file and stores it, before the proposal that names it is
// made: one that is never made leaves a file that nothing shows. It takes PDF,
// JPEG and PNG, told by their first bytes; else Invalid evidence_unreadable or
// evidence_too_large.
func (s *Service) KeepEvidence(ctx context.Context, name string, content []byte) (store.Evidence, error) {
	const op = "approval.KeepEvidence"
	switch {
	case len(content) > MaxEvidenceBytes:
		return store.Evidence{}, fault.New(op, fault.Invalid, "evidence_too_large").At("evidence").With("limit", MaxEvidenceBytes>>20)
	case MediaType(content) == "":
		return store.Evidence{}, fault.New(op, fault.Invalid, "evidence_unreadable").At("evidence")
	}
	e := store.Evidence{Name: plainName(name), Blob: "evidence/" + strings.ToLower(rand.Text()), Size: len(content)}
	return e, fault.Wrap(op, s.Blobs.Put(ctx, e.Blob, s.Cipher.Seal(purposeEvidence, content)))
}

// Evidence returns the i-th file of a proposal of the authority.
func (s *Service) Evidence(ctx context.Context, authority, id string, i int) (store.Evidence, []byte, error) {
	const op = "approval.Evidence"
	p, err := s.Find(ctx, authority, id)
	if err != nil {
		return store.Evidence{}, nil, fault.Wrap(op, err)
	}
	if i < 0 || i >= len(p.Content.Evidence) {
		return store.Evidence{}, nil, fault.New(op, fault.NotFound, "not_found")
	}
	content, err := s.OpenEvidence(ctx, p.Content.Evidence[i])
	return p.Content.Evidence[i], content, fault.Wrap(op, err)
}

// OpenEvidence returns the content of a file that KeepEvidence kept. Who may see
// it is the caller's to know.
func (s *Service) OpenEvidence(ctx context.Context, e store.Evidence) ([]byte, error) {
	const op = "approval.OpenEvidence"
	sealed, err := s.Blobs.Get(ctx, e.Blob)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	content, err := s.Cipher.Open(purposeEvidence, sealed)
	return content, fault.Wrap(op, err)
}

// MediaType tells the type of a file of evidence by its first bytes, "" where
// it is none that we take.
func MediaType(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	}
	return ""
}

// plainName is the end of a file's own name, without folders, control
// characters, and those that readers do not see: they can make a name look as if
// it ended otherwise (U+202E).
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '"' {
			return -1
		}
		return r
	}, name)
	runes := []rune(name)
	return string(runes[max(0, len(runes)-maxName):])
}
