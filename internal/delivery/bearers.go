package delivery

import (
	"context"
	"crypto/sha256"
	"maps"
	"slices"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// bearings asks who bears the documents of new rows. Rows whose numbers are
// stored are not asked about: they are stored as they are, or refused.
func (c *Checker) bearings(ctx context.Context, candidates []candidate, stored map[Key]cert.Certificate) (map[string]store.Bearing, error) {
	documents := make([]person.Document, 0, len(candidates))
	for _, k := range candidates {
		if !slices.ContainsFunc(keys(k.row), func(n Key) bool { _, known := stored[n]; return known }) {
			documents = append(documents, k.row.Holder.Document)
		}
	}
	found := map[string]store.Bearing{}
	for some := range slices.Chunk(documents, store.ListLimit) {
		bearings, err := c.Stored.Bearings(ctx, some)
		if err != nil {
			return nil, fault.Wrap("delivery.Check", err)
		}
		maps.Copy(found, bearings)
	}
	return found, nil
}

// ofAnother reports a row whose document stands with a name that cannot be the
// row's: in a row accepted before it, or on a stored certificate. A name in an
// older form beside one that it may stand for is no sign of two people, and
// nothing is concluded from it but that.
//
// What authorities have recorded that the delivery may not hold certificates of
// is not looked at: whoever delivers could neither set it right nor may learn
// of it by being refused.
func (c *Checker) ofAnother(row cert.Certificate, known store.Bearing) bool {
	name := row.Holder.Name
	for _, d := range documentDigests(row, known) {
		if b := c.repeats.bearers[d]; !b.mayBe(name) && !c.tiedTo(b, name, known) {
			return true
		}
	}
	return slices.ContainsFunc(known.Names, func(r store.RecordedName) bool {
		return c.mayHold(r.Authority) && (!r.Tied || r.Authority == row.Authority) &&
			!person.MayBeOne(r.Name, name) && !tied(r, name, known)
	})
}

func (c *Checker) mayHold(authority string) bool { return c.MayHold == nil || c.MayHold(authority) }

// tied reports whether the authority that recorded a name has tied it to one.
func tied(r store.RecordedName, name string, known store.Bearing) bool {
	return slices.ContainsFunc(known.Ties, func(t person.NameTie) bool {
		return t.Authority == r.Authority && (person.SameName(t.Recorded, r.Name) && person.SameName(t.Name, name) ||
			person.SameName(t.Recorded, name) && person.SameName(t.Name, r.Name))
	})
}

// tiedTo reports whether an authority of the delivery has tied a name to that of
// a row before.
func (c *Checker) tiedTo(b bearer, name string, known store.Bearing) bool {
	return slices.ContainsFunc(known.Ties, func(t person.NameTie) bool {
		return c.mayHold(t.Authority) && (person.SameName(t.Recorded, name) && b == bearerOf(t.Name) ||
			person.SameName(t.Name, name) && b == bearerOf(t.Recorded))
	})
}

// bearers holds, for each document that a file may contain more than once, the
// name that an accepted row has claimed it with, in a few bytes each.
type bearers map[digest]bearer

// bearer is a name's person.MatchKey behind its length, or behind digestName
// the digest of one that has no room; zero for none.
type bearer [24]byte

const digestName = 0xff

// bearerOf is the zero bearer for a long name in an older form: nothing could
// be told from its digest.
func bearerOf(name string) (b bearer) {
	key := person.MatchKey(name)
	switch {
	case len(key) < len(b):
		b[0] = byte(len(key))
		copy(b[1:], key)
	case !person.OlderForm(key):
		sum := sha256.Sum256([]byte(key))
		b[0] = digestName
		copy(b[1:], sum[:])
	}
	return b
}

// mayBe reports whether the bearer may be called by a name; so may none.
func (b bearer) mayBe(name string) bool {
	switch b[0] {
	case 0:
		return true
	case digestName:
		return b == bearerOf(name) || person.OlderForm(name)
	}
	return person.MayBeOne(b.text(), name)
}

func (b bearer) text() string { return string(b[1 : 1+b[0]]) }

// older reports a name in an older form.
func (b bearer) older() bool { return b[0] != digestName && person.OlderForm(b.text()) }

// borne is a document that was given to a name.
type borne struct {
	document      digest
	before, after bearer
}

// claim gives the document of an accepted row to its name, and appends what it
// had to remember. A name in an older form gives way to the one that it may
// stand for. Documents that were tied are remembered though they come once.
func (b bearers) claim(given []borne, row cert.Certificate, known store.Bearing) []borne {
	for i, d := range documentDigests(row, known) {
		before, repeated := b[d]
		if i == 0 && !repeated {
			continue
		}
		name := bearerOf(row.Holder.Name)
		if before == (bearer{}) || before.older() && !name.older() {
			b[d] = name
			given = append(given, borne{d, before, name})
		}
	}
	return given
}

// takeBack takes documents back from the names they were given to, unless a later
// row's has taken its place.
func (b bearers) takeBack(given []borne) {
	for _, g := range slices.Backward(given) {
		if b[g.document] == g.after {
			b[g.document] = g.before
		}
	}
}

// documentDigests stand for a row's document, and for all that its authority
// has tied it to.
func documentDigests(row cert.Certificate, known store.Bearing) []digest {
	list := []digest{digestOfDocument(row.Holder.Document)}
	if all, ok := known.Tied[row.Authority]; ok {
		list = append(list, digestOf(Key{"tied " + NumberKind(row.Authority), all}))
	}
	return list
}

func digestOfDocument(d person.Document) digest { return digestOf(Key{"document", d.Normal()}) }
