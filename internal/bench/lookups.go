package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// LookupResult is how long one question takes in a small register and in a
// large one, as medians in microseconds.
type LookupResult struct {
	Name  string  `json:"name"`
	Small float64 `json:"small_us"`
	Large float64 `json:"large_us"`
	Ratio float64 `json:"ratio"` // large to small
}

// LookupOptions say how large the registers are. Zeros are 10,000 and 1,000,000
// certificates, and 2,000 questions of each kind.
type LookupOptions struct {
	Small, Large, Questions int
	Tell                    func(name string)
}

// Lookups fills two registers and asks both the same questions in turns, each
// about another certificate: the holder's list, the holder's page of a
// certificate, the office's page of one, and the office's three searches. Then
// it revokes a few in each.
func Lookups(ctx context.Context, o LookupOptions) (_ []LookupResult, err error) {
	o.Small, o.Large, o.Questions = cmp.Or(o.Small, 10_000), cmp.Or(o.Large, 1_000_000), cmp.Or(o.Questions, 2_000)
	people, err := newPeople()
	if err != nil {
		return nil, err
	}
	var registers [2]*register
	for i, rows := range []int{o.Small, o.Large} {
		if o.Tell != nil {
			o.Tell(fmt.Sprintf("%d certificates", rows))
		}
		registers[i], err = fillRegister(ctx, rows)
		if err != nil {
			return nil, fmt.Errorf("bench: %w", err)
		}
		defer func() { err = errors.Join(err, registers[i].close()) }()
	}
	var results []LookupResult
	for _, q := range questions() {
		if o.Tell != nil {
			o.Tell(q.name)
		}
		r, err := q.compare(ctx, people, registers, o.Questions)
		if err != nil {
			return nil, fmt.Errorf("bench: %s: %w", q.name, err)
		}
		results = append(results, r)
	}
	r, err := revocations(ctx, people, registers, min(o.Questions, o.Small/100))
	return append(results, r), err
}

// register is a store full of made-up certificates.
type register struct {
	store   store.Store
	holding *holding.Service
	issuing *issuing.Service
	rows    int
	random  *rand.Rand
	close   func() error
}

func fillRegister(ctx context.Context, rows int) (_ *register, err error) {
	folder, err := os.MkdirTemp("", "yinxin-bench-")
	if err != nil {
		return nil, err
	}
	file, err := writeDelivery(filepath.Join(folder, "delivery.csv"), rows)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	s, err := openStore(ctx, folder)
	if err != nil {
		return nil, errors.Join(err, file.Close(), os.RemoveAll(folder))
	}
	r := &register{
		store: s, rows: rows, random: rand.New(rand.NewPCG(1, 2)), //nolint:gosec // which rows are asked for, no secret
		holding: &holding.Service{Store: s, Policy: cert.DefaultPolicy(), Now: time.Now},
		issuing: issuer(s),
		close:   func() error { return errors.Join(s.Close(), file.Close(), os.RemoveAll(folder)) },
	}
	if err := importInto(ctx, s, file, ImportOptions{Rows: rows}); err != nil {
		return nil, errors.Join(err, r.close())
	}
	err = s.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.AddCatalogueVersion(ctx, store.CatalogueVersion{CatalogueVersion: cert.CatalogueVersion{
			Authority: authority, EffectiveOn: civil.MustParse("2000-01-01"),
		}}, offerings())
		return err
	})
	if err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

// issuer changes certificates of a store, each change by two people.
func issuer(s store.Store) *issuing.Service {
	both := func(store.Role) bool { return true }
	decisions := &approval.Service{Store: s, Now: time.Now}
	service := &issuing.Service{Store: s, Approval: decisions, Now: time.Now}
	decisions.Rules = service.Rules(both, both)
	return service
}

// subject is who and what a question is about.
type subject struct {
	account store.Account
	number  string
	name    string
	born    civil.Date
	id      cert.ID
}

// draw chooses a certificate at random, and its holder.
func (r *register) draw(ctx context.Context, people *people) (subject, error) {
	row := madeUp(people, r.random.IntN(r.rows))
	s := subject{number: row[0], name: row[2], born: civil.MustParse(row[4])}
	s.account = store.Account{
		Role: store.HolderRole, Name: s.name, ClaimedAt: time.Unix(1, 0),
		Document: person.Document{Type: person.ResidentCard, Number: row[6]},
	}
	return s, r.store.View(ctx, func(ctx context.Context, reader store.Reader) error {
		found, err := reader.CertificatesByNumber(ctx, []string{s.number}, nil)
		if err == nil && len(found) != 1 {
			err = fmt.Errorf("%d certificates of one number", len(found))
		}
		if err == nil {
			s.id = found[0].ID
		}
		return err
	})
}

// question is something asked of a register; it returns how much was found.
type question struct {
	name string
	ask  func(context.Context, *register, subject) (int, error)
}

func questions() []question {
	search := func(query func(subject) store.CertificateQuery) func(context.Context, *register, subject) (int, error) {
		return func(ctx context.Context, r *register, s subject) (int, error) {
			q := query(s)
			q.Authority = authority
			found, err := r.issuing.Search(ctx, q)
			return len(found), err
		}
	}
	return []question{
		{"holder-list", func(ctx context.Context, r *register, s subject) (int, error) {
			items, err := r.holding.List(ctx, s.account)
			return len(items), err
		}},
		{"holder-certificate", func(ctx context.Context, r *register, s subject) (int, error) {
			_, err := r.holding.Find(ctx, s.account, s.id)
			return 1, err
		}},
		{"office-certificate", func(ctx context.Context, r *register, s subject) (int, error) {
			_, err := r.issuing.Find(ctx, authority, s.id)
			return 1, err
		}},
		{"search-number", search(func(s subject) store.CertificateQuery { return store.CertificateQuery{Number: s.number} })},
		{"search-document", search(func(s subject) store.CertificateQuery { return store.CertificateQuery{Document: s.account.Document} })},
		{"search-name", search(func(s subject) store.CertificateQuery { return store.CertificateQuery{Name: s.name, Born: s.born} })},
	}
}

// compare asks both registers in turns and takes the medians.
func (q question) compare(ctx context.Context, people *people, registers [2]*register, n int) (LookupResult, error) {
	var took [2][]float64
	for range n {
		for i, r := range registers {
			s, err := r.draw(ctx, people)
			if err != nil {
				return LookupResult{}, err
			}
			began := time.Now()
			found, err := q.ask(ctx, r, s)
			took[i] = append(took[i], float64(time.Since(began).Nanoseconds())/1000)
			if err == nil && found == 0 {
				err = errors.New("nothing found")
			}
			if err != nil {
				return LookupResult{}, err
			}
		}
	}
	small, large := middle(took[0]), middle(took[1])
	return LookupResult{Name: q.name, Small: small, Large: large, Ratio: large / small}, nil
}

func middle(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
