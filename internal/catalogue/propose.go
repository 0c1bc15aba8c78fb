package catalogue

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// VersionKind is the proposal of a version.
const VersionKind store.ProposalKind = "catalogue.version"

// maxShown is how many changes a proposal tells one by one.
const maxShown = 200

// payload is what carrying out a proposal needs.
type payload struct {
	Catalogue string `json:"catalogue"` // the file, as Encode writes it
}

// Draft makes the proposal that the entries be an authority's part from a day
// on, today where none is given, and tells what would differ on that day. It
// fails with Invalid catalogue_foreign where an entry is another authority's,
// effective_on_past, catalogue_unchanged, and catalogue_value.
func (g *Register) Draft(ctx context.Context, authority string, entries []Entry, from civil.Date) (approval.Draft, Difference, error) {
	const op = "catalogue.Draft"
	for i, e := range entries {
		if e.Authority != authority {
			return approval.Draft{}, Difference{}, fault.New(op, fault.Invalid, "catalogue_foreign").At("file").With("line", i+2)
		}
	}
	if err := g.check(entries); err != nil {
		return approval.Draft{}, Difference{}, err
	}
	from = cmp.Or(from, g.today())
	if from.Before(g.today()) {
		return approval.Draft{}, Difference{}, fault.New(op, fault.Invalid, "effective_on_past").At("effective_on")
	}
	before, err := g.Part(ctx, authority, from)
	if err != nil {
		return approval.Draft{}, Difference{}, err
	}
	difference := Compare(before, entries)
	if difference.None() {
		return approval.Draft{}, difference, fault.New(op, fault.Invalid, "catalogue_unchanged").At("file")
	}
	var file bytes.Buffer
	if err := Encode(&file, entries); err != nil {
		return approval.Draft{}, difference, fault.Wrap(op, err)
	}
	carried, err := json.Marshal(payload{file.String()})
	return approval.Draft{
		Kind: VersionKind, Subject: authority,
		Content: store.ProposalContent{Changes: difference.changes(), Payload: carried, EffectiveOn: from},
	}, difference, fault.Wrap(op, err)
}

// Proposed reads the entries of a proposal.
func Proposed(p store.Proposal) ([]Entry, error) {
	var carried payload
	if err := json.Unmarshal(p.Content.Payload, &carried); err != nil {
		return nil, fault.Wrap("catalogue.Proposed", err)
	}
	return Parse(strings.NewReader(carried.Catalogue))
}

// Apply implements approval.Executor. A version approved after its day takes
// effect on the day of its approval: what was, stays.
func (g *Register) Apply(ctx context.Context, tx store.Tx, p store.Proposal) error {
	entries, err := Proposed(p)
	if err != nil {
		return err
	}
	if err := g.check(entries); err != nil {
		return err
	}
	from := p.Content.EffectiveOn
	if today := g.today(); from.Before(today) {
		from = today
	}
	_, err = g.add(ctx, tx, version(p.Authority, from, p.ProposedBy), entries)
	return err
}

// changes are what people read of a difference.
func (d Difference) changes() (all []store.Change) {
	for _, e := range d.Added {
		all = append(all, store.Change{Field: "catalogue.added", After: e.Title()})
	}
	for _, e := range d.Removed {
		all = append(all, store.Change{Field: "catalogue.removed", Before: e.Title()})
	}
	for _, c := range d.Changed {
		for _, v := range c.Values {
			of := c.After.Title() + " · " + v.Column + ": "
			all = append(all, store.Change{Field: "catalogue.changed", Before: of + cmp.Or(v.Before, "—"), After: of + cmp.Or(v.After, "—")})
		}
	}
	if more := len(all) - maxShown; more > 0 {
		all = append(all[:maxShown], store.Change{Field: "catalogue.more", After: strconv.Itoa(more)})
	}
	return all
}
