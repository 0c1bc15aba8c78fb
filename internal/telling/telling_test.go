package telling_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestMain(m *testing.M) { testenv.Main(m) }

func holder(t *testing.T, w *world.World) store.Account {
	t.Helper()
	return w.Holder(t, w.Certificate(t).Holder)
}

// network takes messages, or fails as it is told.
type network struct {
	mu   sync.Mutex
	took []messages.Message
	fail error
	held func() // called while a message is on its way
}

func (n *network) Send(_ context.Context, m messages.Message) error {
	if n.held != nil {
		n.held()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fail != nil {
		return n.fail
	}
	n.took = append(n.took, m)
	return nil
}

func carrier(w *world.World, n *network, counts map[telling.Outcome]int) *telling.Carrier {
	var mu sync.Mutex
	return &telling.Carrier{
		Store: w.Store, Desk: w.Desk, Sender: n, Log: slog.New(slog.DiscardHandler), Now: w.Clock.Now,
		Count: func(_ messages.Kind, o telling.Outcome) {
			mu.Lock()
			defer mu.Unlock()
			if counts != nil {
				counts[o]++
			}
		},
	}
}

func tell(t *testing.T, w *world.World, a store.Account, kind messages.Kind) {
	t.Helper()
	must(t, w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return w.Desk.Tell(ctx, tx, a, kind) }))
}

func waiting(t *testing.T, w *world.World) (n int) {
	t.Helper()
	must(t, w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		n, err = r.CountMessages(ctx)
		return err
	}))
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// beijing sets the clock of a day that comes.
func beijing(w *world.World, day civil.Date, hour, minute int) {
	w.Clock.Set(day.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute))
}

func TestAMessageIsSentOnceAndOnlyWithItsChange(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a, n := holder(t, w), &network{}
		beijing(w, w.Clock.Today().AddDays(1), 12, 0)
		undone := errors.New("undone")
		err := w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return errors.Join(w.Desk.Tell(ctx, tx, a, messages.PasswordChanged), undone)
		})
		if !errors.Is(err, undone) || waiting(t, w) != 0 {
			t.Fatalf("%v, and %d messages wait", err, waiting(t, w))
		}
		tell(t, w, a, messages.PasswordChanged)
		// Two processes carry at the same time.
		var g errgroup.Group
		for range 4 {
			g.Go(func() error { return carrier(w, n, nil).Carry(t.Context()) })
		}
		must(t, g.Wait())
		if len(n.took) != 1 || n.took[0].To != a.Phone || n.took[0].ID == "" || waiting(t, w) != 0 {
			t.Errorf("took %+v; %d wait", n.took, waiting(t, w))
		}
	})
}

// A process that ends between handing over and noting it sends once more, under
// the same ID.
func TestACrashRepeatsAMessageUnderItsID(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a := holder(t, w)
		beijing(w, w.Clock.Today().AddDays(1), 12, 0)
		tell(t, w, a, messages.PasswordChanged)
		var lost []store.DueMessage
		must(t, w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
			lost, err = tx.ClaimMessages(ctx, w.Clock.Now(), 5*time.Minute, 9)
			return err
		}))
		n := &network{}
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 0 {
			t.Errorf("sent while another's lease ran: %+v", n.took)
		}
		w.Clock.Set(w.Clock.Now().Add(5 * time.Minute))
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 1 || n.took[0].ID != lost[0].ID {
			t.Errorf("took %+v, want %s", n.took, lost[0].ID)
		}
	})
}

func TestALeaseLostWhileSendingIsLeftToItsNewOwner(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a, counts := holder(t, w), map[telling.Outcome]int{}
		beijing(w, w.Clock.Today().AddDays(1), 12, 0)
		tell(t, w, a, messages.PasswordChanged)
		second := &network{}
		first := &network{held: func() {
			w.Clock.Set(w.Clock.Now().Add(6 * time.Minute))
			if err := carrier(w, second, counts).Carry(t.Context()); err != nil {
				t.Error(err)
			}
		}}
		must(t, carrier(w, first, counts).Carry(t.Context()))
		if counts[telling.Sent] != 1 || counts[telling.Doubtful] != 1 || first.took[0].ID != second.took[0].ID {
			t.Errorf("%v", counts)
		}
	})
}

func TestAFailureIsTriedAgainLessAndLessOftenAndGivenUp(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a, counts := holder(t, w), map[telling.Outcome]int{}
		beijing(w, w.Clock.Today().AddDays(1), 12, 0)
		tell(t, w, a, messages.PasswordChanged)
		n := &network{fail: errors.New("the network is down")}
		begun := w.Clock.Now()
		for waiting(t, w) > 0 && w.Clock.Now().Sub(begun) < 100*time.Hour {
			must(t, carrier(w, n, counts).Carry(t.Context()))
			w.Clock.Set(w.Clock.Now().Add(10 * time.Second))
			if counts[telling.Later] > 7 { // by then it waits an hour each time
				w.Clock.Set(w.Clock.Now().Add(time.Hour))
			}
		}
		if counts[telling.GivenUp] != 1 || counts[telling.Later] < 40 || counts[telling.Later] > 60 || w.Clock.Now().Sub(begun) > 50*time.Hour {
			t.Errorf("%v after %s", counts, w.Clock.Now().Sub(begun))
		}
		recorded(t, w, a, "message.give_up", "message_not_sent")
	})
}

func TestWhatNobodyTakesIsGivenUpAtOnce(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a := holder(t, w)
		beijing(w, w.Clock.Today().AddDays(1), 12, 0)
		tell(t, w, a, messages.PasswordChanged)
		must(t, carrier(w, &network{fail: fault.New("test", fault.Invalid, "message_refused")}, nil).Carry(t.Context()))
		if waiting(t, w) != 0 {
			t.Error("a refused message waits")
		}
		recorded(t, w, a, "message.give_up", "message_refused")
	})
}

func recorded(t *testing.T, w *world.World, a store.Account, action, reason string) {
	t.Helper()
	must(t, w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		all, err := r.Trail(ctx, 1000)
		for _, e := range all {
			if e.Action == action && e.Subject == a.ID && e.Reason == reason && e.Actor == audit.System {
				return err
			}
		}
		return errors.Join(err, fmt.Errorf("no %s of %s in the trail", action, reason))
	}))
}

func TestNightsAreQuietButForWarnings(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a, n := holder(t, w), &network{}
		day := w.Clock.Today().AddDays(1)
		beijing(w, day, 21, 59)
		tell(t, w, a, messages.RequestAnswered) // written by day, and met at night
		beijing(w, day, 22, 0)
		tell(t, w, a, messages.CertificateChanged)
		tell(t, w, a, messages.NewDevice)
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 1 || n.took[0].Kind != messages.NewDevice {
			t.Errorf("at night: %+v", n.took)
		}
		beijing(w, day.AddDays(1), 7, 59)
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 1 {
			t.Errorf("before eight: %+v", n.took)
		}
		beijing(w, day.AddDays(1), 8, 0)
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 3 {
			t.Errorf("at eight: %+v", n.took)
		}
	})
}
