package delivery

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Rules is what the rows of a delivery are checked against. All but Photos are
// needed.
type Rules struct {
	Catalogue Catalogue
	Fonts     Drawable
	Stored    Stored
	Photos    Photos // nil where none are delivered
	Now       func() time.Time
}

// Checker checks the rows of one delivery, batch by batch, in their order.
type Checker struct {
	Rules
	order   layout
	repeats repeats
	claims  []Key // what the latest batch claimed
}

// NewChecker makes a checker for the rows of a reader.
func NewChecker(rules Rules, r *Reader) *Checker {
	return &Checker{Rules: rules, order: r.layout, repeats: r.repeats}
}

// Verdict is what became of the rows of a batch: each is in one of the three.
type Verdict struct {
	New       []cert.Certificate // to be stored, in the file's order
	Unchanged int
	Faults    []Fault // by line
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
	refused := make([]Fault, len(batch)) // by place; no reason for a good row
	candidates := c.candidates(batch, refused)
	if err := c.addPhotos(ctx, candidates); err != nil {
		return Verdict{}, err
	}
	stored, err := c.stored(ctx, candidates)
	if err != nil {
		return Verdict{}, err
	}
	c.claims = c.claims[:0]
	var v Verdict
	for _, k := range candidates {
		found, unchanged := c.consistency(k.row, stored)
		if f, bad := found.first(c.order, batch[k.place].Line); bad {
			refused[k.place] = f
			continue
		}
		c.claim(k.row)
		if unchanged {
			v.Unchanged++
		} else {
			v.New = append(v.New, k.row)
		}
	}
	for _, f := range refused {
		if f.Reason != "" {
			v.Faults = append(v.Faults, f)
		}
	}
	return v, nil
}

// candidates judges every row by itself and returns those without a fault.
func (c *Checker) candidates(batch []Record, refused []Fault) []candidate {
	today := civil.Of(c.Now())
	list := make([]candidate, 0, len(batch))
	for i, r := range batch {
		if r.Malformed {
			refused[i] = Fault{Line: r.Line, Reason: ReasonRowMalformed}
			continue
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

func (c *Checker) claim(row cert.Certificate) {
	for _, k := range keys(row) {
		if c.repeats.claim(k) {
			c.claims = append(c.claims, k)
		}
	}
}

// takeBack undoes the claims of the latest batch, which was not stored.
func (c *Checker) takeBack() {
	for _, k := range c.claims {
		c.repeats[digestOf(k)] = false
	}
}

func (c *Checker) addPhotos(ctx context.Context, candidates []candidate) error {
	if c.Photos == nil {
		return nil
	}
	for i := range candidates {
		row := &candidates[i].row
		key, ok, err := c.Photos.Photo(ctx, row.Number())
		if err != nil {
			return fault.Wrap("delivery.Check", err)
		}
		if ok {
			row.Photo = key
		}
	}
	return nil
}

func (c *Checker) stored(ctx context.Context, candidates []candidate) (map[Key]cert.Certificate, error) {
	if len(candidates) == 0 {
		return nil, nil
	}
	all := make([]Key, 0, 2*len(candidates))
	for _, k := range candidates {
		all = append(all, keys(k.row)...)
	}
	stored, err := c.Stored.ByNumbers(ctx, all)
	return stored, fault.Wrap("delivery.Check", err)
}
