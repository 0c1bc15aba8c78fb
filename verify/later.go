package verify

import (
	"context"
	"slices"

	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/verify/internal/change"
)

// later judges what the revisions after each signature changed.
func (c *checker) later(ctx context.Context, pdf *pdfread.File, all []*judged, r *Report) error {
	first := len(pdf.Revisions())
	for _, j := range all {
		if j.revision >= 0 {
			first = min(first, j.revision)
		}
	}
	steps := map[int][]change.Change{} // by index of the revision that made them
	if first+1 < len(pdf.Revisions()) {
		tracker := change.NewTracker(pdf.View(first))
		for i := first + 1; i < len(pdf.Revisions()); i++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			steps[i] = tracker.Step(pdf.View(i))
		}
	}
	gone := hidden(pdf, all)
	for _, j := range all {
		if j.Signer.Integrity != Intact {
			continue
		}
		if gone[j] {
			j.fail(reasonSignatureRemoved)
			continue
		}
		judgeSteps(pdf, j, steps, r)
	}
	uncovered(all, steps, r)
	return nil
}

// hidden finds signatures that the document as it stands no longer shows.
func hidden(pdf *pdfread.File, all []*judged) map[*judged]bool {
	shown := map[int]bool{}
	for _, s := range signaturesIn(pdf.Final()) {
		if c, ok := s.contents(); ok {
			shown[c.Start] = true
		}
	}
	gone := map[*judged]bool{}
	for _, j := range all {
		c, ok := j.contents()
		gone[j] = !ok || !shown[c.Start]
	}
	return gone
}

func judgeSteps(pdf *pdfread.File, j *judged, steps map[int][]change.Change, r *Report) {
	allowed := permissionsOf(pdf.View(j.revision), j)
	for i := j.revision + 1; i < len(pdf.Revisions()); i++ {
		for _, ch := range steps[i] {
			if !allowed.permits(ch, steps[i]) {
				j.fail(reasonLaterChangeNotPermitted)
				return
			}
			if ch.Kind == change.Metadata {
				r.note(reasonMetadataChanged)
			} else {
				r.note(reasonPermittedLaterChange)
			}
		}
	}
}

// uncovered looks for visible changes that no trusted signature stands behind.
func uncovered(all []*judged, steps map[int][]change.Change, r *Report) {
	covered := -1
	for _, j := range all {
		if !j.Timestamp && j.Signer.Integrity == Intact && j.Signer.Seal == SealTrusted {
			covered = max(covered, j.revision)
		}
	}
	for i, changes := range steps {
		if i > covered && slices.ContainsFunc(changes, func(ch change.Change) bool { return ch.Visible && ch.Kind != change.Forbidden }) {
			r.add(reasonLaterVisibleChange)
		}
	}
}

// permissions are what a signature lets follow it.
type permissions struct {
	level int // DocMDP's P, 0 where the signature says nothing
	locks []lock
}

// lock freezes form fields (12.8.2.4): all, those named, or all but those.
type lock struct {
	action pdfread.Name
	fields []string
}

func permissionsOf(view *pdfread.View, j *judged) permissions {
	p := permissions{level: j.Certified}
	for _, o := range view.Array(j.dict["Reference"]) {
		if reference := view.Dict(o); view.Name(reference["TransformMethod"]) == "FieldMDP" {
			p.lock(view, view.Dict(reference["TransformParams"]))
		}
	}
	p.lock(view, j.signature.lock)
	if level := view.Int(j.signature.lock["P"], 0); level > 0 && (p.level == 0 || level < p.level) {
		p.level = level
	}
	return p
}

func (p *permissions) lock(view *pdfread.View, d pdfread.Dict) {
	if d == nil {
		return
	}
	l := lock{action: view.Name(d["Action"])}
	for _, o := range view.Array(d["Fields"]) {
		if name, ok := view.Resolve(o).(pdfread.String); ok {
			l.fields = append(l.fields, name.Text())
		}
	}
	p.locks = append(p.locks, l)
}

// permits applies table 257 of ISO 32000-2 and the locks to one change. The
// whole step is given because software that adds validation data stamps the
// document's information as well, even under P=1.
func (p permissions) permits(ch change.Change, step []change.Change) bool {
	switch ch.Kind {
	case change.Validation:
		return true
	case change.Metadata:
		return p.level != 1 || slices.ContainsFunc(step, func(c change.Change) bool { return c.Kind == change.Validation })
	case change.Signing, change.Filling:
		return p.level != 1 && (ch.New || !p.frozen(ch.Field))
	case change.Annotation:
		return p.level == 0 || p.level >= 3
	}
	return false
}

func (p permissions) frozen(field string) bool {
	return slices.ContainsFunc(p.locks, func(l lock) bool {
		switch l.action {
		case "All":
			return true
		case "Include":
			return slices.Contains(l.fields, field)
		case "Exclude":
			return !slices.Contains(l.fields, field)
		}
		return false
	})
}
