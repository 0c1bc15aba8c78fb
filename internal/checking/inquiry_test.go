package checking_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestAQuestionWaitsForItsOwnCode(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		l := lookup(w)
		q := checking.Question{DocumentNumber: "E76543210", Name: "示例", Number: "1"}
		session := checking.SessionOf("token")
		first, err := l.Ask(t.Context(), session, "a", q)
		if err != nil {
			t.Fatal(err)
		}
		second, err := l.Ask(t.Context(), session, "a", q)
		if err != nil || second == first {
			t.Fatalf("two questions are bound alike, %v", err)
		}
		gone := func(what string, err error) {
			t.Helper()
			if fault.ReasonOf(err) != "question_gone" {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err = l.Confirm(t.Context(), session, "a", first)
		gone("the question before", err)
		_, err = l.Confirm(t.Context(), session, "b", second)
		gone("another account", err)
		_, err = l.Confirm(t.Context(), checking.SessionOf("other"), "a", second)
		gone("another session", err)
		if until, err := l.ConfirmedUntil(t.Context(), session, "a"); err != nil || !until.IsZero() {
			t.Errorf("confirmed until %v without a code, %v", until, err)
		}
		got, err := l.Confirm(t.Context(), session, "a", second)
		if err != nil || got != q {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = l.Confirm(t.Context(), session, "a", second)
		gone("once more", err)

		minutes := time.Duration(w.Policy().LookupMinutes) * time.Minute
		for after, want := range map[time.Duration]bool{0: true, minutes - time.Second: true, minutes: false} {
			w.Clock.Set(w.Clock.Now().Add(after))
			until, err := l.ConfirmedUntil(t.Context(), session, "a")
			if err != nil || until.IsZero() == want {
				t.Errorf("after %s: until %v, %v", after, until, err)
			}
			w.Clock.Set(w.Clock.Now().Add(-after))
		}
		if until, err := l.ConfirmedUntil(t.Context(), session, "b"); err != nil || !until.IsZero() {
			t.Errorf("another account of the session until %v, %v", until, err)
		}

		late, err := l.Ask(t.Context(), session, "a", q)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(w.Clock.Now().Add(10 * time.Minute))
		_, err = l.Confirm(t.Context(), session, "a", late)
		gone("too late", err)
	})
}
