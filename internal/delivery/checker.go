package delivery

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Rules is what the rows of a delivery are checked against.
type Rules struct {
	Catalogue Catalogue
	Fonts     Drawable
	Stored    Stored
	Now       func() time.Time
	// MayHold reports whether the delivery may hold certificates of an issuer;
	// nil where it may of any, as the operator's own.
	MayHold func(issuer string) bool
}

// Checker checks the rows of one delivery, batch by batch, in their order. A
// batch may be judged again while the next one is.
type Checker struct {
	Rules
	order   layout
	repeats repeats
	beside  *enclosures // nil where nothing came with the rows
	mu      sync.Mutex  // held while a batch is judged
}

// NewChecker makes a checker for the rows of a reader.
func NewChecker(rules Rules, r *Reader) *Checker {
	return &Checker{Rules: rules, order: r.layout.columns(), repeats: r.repeats}
}

// Verdict is what became of the rows of a batch: each is in one of the four.
type Verdict struct {
	New       []cert.Certificate // to be stored, in the file's order
	Enclosing []Enclosing        // stored, to get another photo or e-file
	Unchanged int
	Faults    []Fault // by line
	claims    []Key   // the repeated numbers it gave to rows
	borne     []borne // the documents it gave to names
}

// candidate is a row whose values are right each by itself.
type candidate struct {
	place int // in the batch
	row   cert.Certificate
}

// Check judges a batch of rows. Only accepted rows claim their numbers: one
// refused does not make a right one after it a duplicate. It fails only where
// what is stored, or the photos, cannot be read.
func (c *Checker) Check(ctx context.Context, batch []Record) (Verdict, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.check(ctx, batch)
}

// again judges a batch anew whose verdict came to nothing.
func (c *Checker) again(ctx context.Context, batch []Record, v Verdict) (Verdict, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range v.claims {
		c.repeats.numbers[digestOf(k)] = false
	}
	c.repeats.bearers.takeBack(v.borne)
	return c.check(ctx, batch)
}

func (c *Checker) check(ctx context.Context, batch []Record) (Verdict, error) {
	refused := make([]Fault, len(batch)) // by place; no reason for a good row
	candidates := c.candidates(batch, refused)
	stored, err := c.stored(ctx, candidates)
	if err != nil {
		return Verdict{}, err
	}
	bearings, err := c.bearings(ctx, candidates, stored)
	if err != nil {
		return Verdict{}, err
	}
	var v Verdict
	for _, k := range candidates {
		found, known := c.consistency(k.row, stored)
		bearing := bearings[k.row.Holder.Document.Normal()]
		if known == nil && c.ofAnother(k.row, bearing) {
			found.add(colDocumentNumber, ReasonOfAnother)
		}
		if f, bad := found.first(c.order, batch[k.place].Line); bad {
			refused[k.place] = f
			continue
		}
		c.claim(&v, k.row, bearing)
		if err := c.accept(ctx, &v, k.row, known); err != nil {
			return Verdict{}, err
		}
	}
	for _, f := range refused {
		if f.Reason != "" {
			v.Faults = append(v.Faults, f)
		}
	}
	return v, nil
}

// accept enters a good row, with what came beside it, where it belongs.
func (c *Checker) accept(ctx context.Context, v *Verdict, row cert.Certificate, known *cert.Certificate) error {
	if c.beside != nil {
		if err := c.beside.attach(ctx, &row); err != nil {
			return fault.Wrap("delivery.Check", err)
		}
	}
	if known == nil {
		v.New = append(v.New, row)
		return nil
	}
	after := *known
	if row.Photo != "" {
		after.Photo = row.Photo
	}
	if row.File != "" {
		after.File = row.File
	}
	if after.Photo == known.Photo && after.File == known.File {
		v.Unchanged++
	} else {
		v.Enclosing = append(v.Enclosing, Enclosing{*known, after})
	}
	return nil
}

// candidates judges every row by itself and returns those without a fault.
func (c *Checker) candidates(batch []Record, refused []Fault) []candidate {
	today := civil.Of(c.Now())
	list := make([]candidate, 0, len(batch))
	for i, r := range batch {
		if r.Fault != "" {
			refused[i] = Fault{Line: r.Line, Reason: r.Fault}
			continue
		}
		if c.beside != nil {
			c.beside.seen(&r.Values)
		}
		row, found := c.format(r, today)
		if f, bad := found.first(c.order, r.Line); bad {
			refused[i] = f
			continue
		}
		list = append(list, candidate{i, row})
	}
	return list
}

// claim gives a row's numbers to it, and its document to its name.
func (c *Checker) claim(v *Verdict, row cert.Certificate, bearing store.Bearing) {
	for _, k := range keys(row) {
		if c.repeats.claim(k) {
			v.claims = append(v.claims, k)
		}
	}
	v.borne = c.repeats.bearers.claim(v.borne, row, bearing)
}

func (c *Checker) stored(ctx context.Context, candidates []candidate) (map[Key]cert.Certificate, error) {
	if len(candidates) == 0 {
		return nil, nil
	}
	all := make([]Key, 0, 2*len(candidates))
	for _, k := range candidates {
		all = append(all, keys(k.row)...)
	}
	stored := map[Key]cert.Certificate{}
	for some := range slices.Chunk(all, store.ListLimit) {
		found, err := c.Stored.ByNumbers(ctx, some)
		if err != nil {
			return nil, fault.Wrap("delivery.Check", err)
		}
		maps.Copy(stored, found)
	}
	return stored, nil
}
