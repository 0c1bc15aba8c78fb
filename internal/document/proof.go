package document

import (
	"errors"
	"slices"

	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/document/pdf"
	"yinxin.example/yinxin/internal/fault"
)

// MaxProofs is how many certificates one proof sheet has at most.
const MaxProofs = 100

// Proof draws drafts as the pages of one PDF, as PDF draws each but with 样张
// all over it, without a seal or a code, and with its note at the foot. What a
// draft would fail for is left out of its page, and named on it. It fails with
// proof_too_long beyond MaxProofs.
func (p *Press) Proof(drafts []Draft, notes []string) ([]byte, error) {
	const op = "document.Proof"
	if len(drafts) > MaxProofs || len(drafts) != len(notes) {
		return nil, fault.New(op, fault.Invalid, "proof_too_long")
	}
	files := make([][]byte, len(drafts))
	for i, d := range drafts {
		file, err := p.proof(d, notes[i])
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		files[i] = file
	}
	sheet, err := pdf.Join(files)
	return sheet, fault.Wrap(op, err)
}

func (p *Press) proof(d Draft, note string) ([]byte, error) {
	const op = "document.proof"
	edition, err := p.edition(d.Statement.Template)
	if err != nil {
		return nil, err
	}
	problem := ""
	photo, err := readPhoto(d.Photo)
	if err != nil {
		problem = page.Unprinted("photo")
	}
	t, err := p.template(&d)
	if err != nil {
		return nil, drawing(op, err)
	}
	pg := p.page()
	defer p.pages.Put(pg)
	var field *page.FieldError
	switch err := edition.layout.Variable(pg, &d.Statement, picture(photo)); {
	case errors.As(err, &field):
		problem = field.Unprinted()
	case err != nil:
		return nil, drawing(op, err)
	}
	edition.layout.Proof(pg, note, problem)
	const hole = 2 // a signature that is never made
	made := edition.writer.Write(t, pg, &d.Statement, photo, pdf.Sealing{ContentsLen: hole})
	defer made.Release()
	return slices.Clone(made.Bytes()), nil
}
