package bench

import (
	"context"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/pades"
)

// sealer seals copies of people nobody is: page, document, signature, file;
// no database and no disk.
type sealer struct {
	*office
	signer *pades.Signer
	drafts []document.Draft // of one batch; memory is used again
	taken  [][]byte         // of one batch, by the draft's number, in memory used again; nil for most
}

func newSealer(o *office, signer *pades.Signer, batch int) *sealer {
	return &sealer{office: o, signer: signer, drafts: make([]document.Draft, batch), taken: make([][]byte, batch)}
}

// side seals batches on so many cores. Drafts are made before the clock runs,
// and samples are looked at after it stopped.
func (s *sealer) side(cores int) side {
	return s.making(s.seal, func(n int, do func(i int) error) (effort, error) { return spread(cores, n, do) })
}

// overlapping is side on one core, with so many copies under way at once.
func (s *sealer) overlapping(atOnce int) side {
	return s.making(s.seal, func(n int, do func(i int) error) (effort, error) { return overlap(1, atOnce, n, do) })
}

// making is side for whatever seals one copy, and however copies are shared out.
func (s *sealer) making(seal func(ctx context.Context, i int, sample bool) error, share func(n int, do func(i int) error) (effort, error)) side {
	return func(ctx context.Context) (effort, error) {
		first := s.prepare()
		e, err := share(len(s.drafts), func(i int) error {
			return seal(ctx, i, (first+i)%oneIn == 0)
		})
		if err != nil {
			return e, err
		}
		for i, file := range s.taken {
			if file == nil {
				continue
			}
			if err := s.samples.look(ctx, [][]byte{file}); err != nil {
				return e, err
			}
			s.taken[i] = nil
		}
		return e, nil
	}
}

// prepare makes the next batch of drafts and returns the number of its first.
func (s *sealer) prepare() int {
	first := int(s.sealed.Add(int64(len(s.drafts)))) - len(s.drafts)
	for i := range s.drafts {
		s.drafts[i] = document.Draft{
			Statement: s.statement(first + i),
			Photo:     s.photos.appendPhoto(s.drafts[i].Photo[:0], first+i),
			Seal:      document.Seal{Authority: authority, Demo: true},
		}
	}
	return first
}

// seal makes one copy, and keeps it where it is a sample.
func (s *sealer) seal(ctx context.Context, i int, sample bool) error {
	unsigned, err := s.press.PDF(s.drafts[i], s.signer.ContentsLen())
	if err != nil {
		return err
	}
	defer unsigned.Release()
	contents, err := s.signer.Contents(ctx, unsigned.Sum(s.signer.DigestAlgorithm()))
	if err != nil {
		return err
	}
	file, err := unsigned.Fill(contents)
	if sample && err == nil {
		s.taken[i] = append(s.taken[i][:0], file...)
	}
	return err
}
