package checking

import (
	"context"
	"slices"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// How often the form may be used by one organisation.
const (
	formBurst = 60
	formEvery = time.Second
)

// attempts is how many wrong answers are given of one number before it is
// asked about no more, and how soon one comes back.
type attempts struct {
	key   string
	burst int
	every time.Duration
}

// attemptsAt are those that a question takes: of its document and of its
// number, by this organisation and by all. So neither a name can be guessed for
// a document and a number, nor a document for a number and a name. What was
// typed decides, not what is in the register, and a right answer takes none.
func attemptsAt(by Asker, q query) []attempts {
	// The first of the documents stands for all that the number may be of.
	document, number := "check-document:"+q.documents[0].Normal(), "check-number:"+q.number
	all := []attempts{
		{document, 20, time.Hour},
		{document + ":" + by.Organisation, 5, 2 * time.Hour},
		{number, 20, time.Hour},
		{number + ":" + by.Organisation, 5, 2 * time.Hour},
	}
	// All transactions hold throttles in one order.
	slices.SortFunc(all, func(a, b attempts) int { return strings.Compare(a.key, b.key) })
	return all
}

// takeAttempts takes them before anything is looked up, which also holds off
// every other transaction that asks about the same until this one ends: a
// thousand guesses at once are as many as one after the other.
func (l *Lookup) takeAttempts(ctx context.Context, tx store.Tx, by Asker, q query) error {
	var taken []attempts
	for _, a := range attemptsAt(by, q) {
		ok, err := tx.Allow(ctx, a.key, l.Now(), a.burst, a.every)
		if err != nil {
			return err
		}
		if ok {
			taken = append(taken, a)
			continue
		}
		// What is refused is no wrong answer: one organisation that goes on
		// asking leaves the others theirs.
		if err := l.giveBack(ctx, tx, taken); err != nil {
			return err
		}
		minutes := int(a.every.Minutes())
		return fault.New("checking.takeAttempts", fault.Throttled, "number_asked_too_often").With("minutes", minutes)
	}
	return nil
}

// giveBack returns attempts: the answer was right, or there was none.
func (l *Lookup) giveBack(ctx context.Context, tx store.Tx, taken []attempts) error {
	for _, a := range taken {
		if err := tx.GiveBack(ctx, a.key, a.every); err != nil {
			return err
		}
	}
	return nil
}
