package checking_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func lookup(w *world.World) *checking.Lookup {
	return &checking.Lookup{Store: w.Store, Policy: w.Policy(), Now: w.Clock.Now}
}

// asker registers an organisation.
func asker(t *testing.T, w *world.World, id string) checking.Asker {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddOrganisation(ctx, store.Organisation{
			ID: id, Name: "示例建筑公司", Number: strings.ToUpper(rand.Text()[:18]), ConfirmedAt: w.Clock.Now(), CreatedAt: w.Clock.Now(),
		})
	})
	return checking.Asker{Organisation: id, Actor: "account-of-" + id, Way: store.CheckedByData}
}

// about is the question whose answer is the certificate.
func about(c cert.Certificate) checking.Question {
	return checking.Question{DocumentNumber: c.Holder.Document.Number, Name: c.Holder.Name, Number: c.Number()}
}

func TestAllThreeMustBelongTogether(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		other := w.Certificate(t, func(c *cert.Certificate) { c.Holder = stranger() })
		unnumbered := w.Certificate(t, func(c *cert.Certificate) { c.ManagementNumber, c.QueryNumber = "", "查2024-001" })
		hidden := w.Certificate(t, func(c *cert.Certificate) { c.Delivery = "not-public" })
		a := w.Holder(t, c.Holder)
		made, err := w.Holding.MakeQueryNumber(t.Context(), a, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		l := lookup(w)
		with := func(edit func(*checking.Question)) checking.Question {
			q := about(c)
			edit(&q)
			return q
		}
		for name, test := range map[string]struct {
			question checking.Question
			finds    cert.ID
		}{
			"all right":                 {about(c), c.ID},
			"the authority's number":    {about(unnumbered), unnumbered.ID},
			"the holder's number":       {with(func(q *checking.Question) { q.Number = made.Number.String() }), c.ID},
			"typed as people do":        {with(func(q *checking.Question) { q.Number = strings.ToLower(string(made.Number)) }), c.ID},
			"wide digits and spaces":    {with(func(q *checking.Question) { q.DocumentNumber = "１１９９４５ 19880517 ８９２５" }), c.ID},
			"of a stated kind":          {with(func(q *checking.Question) { q.DocumentType = person.ResidentCard }), c.ID},
			"a padded name":             {with(func(q *checking.Question) { q.Name = " 林\u3000若溪 " }), c.ID},
			"another's name":            {with(func(q *checking.Question) { q.Name = other.Holder.Name }), ""},
			"another's document":        {with(func(q *checking.Question) { q.DocumentNumber = other.Holder.Document.Number }), ""},
			"another's number":          {with(func(q *checking.Question) { q.Number = other.ManagementNumber }), ""},
			"a homophone in the name":   {with(func(q *checking.Question) { q.Name = "林若[西]" }), ""},
			"part of the name":          {with(func(q *checking.Question) { q.Name = "林若" }), ""},
			"part of the number":        {with(func(q *checking.Question) { q.Number = c.ManagementNumber[1:] }), ""},
			"a pattern for a number":    {with(func(q *checking.Question) { q.Number = "%" }), ""},
			"a document of other kind":  {with(func(q *checking.Question) { q.DocumentType = person.Passport; q.DocumentNumber = "E12345678" }), ""},
			"nobody at all":             {checking.Question{DocumentNumber: "E99999999", Name: "无名", Number: "none"}, ""},
			"what is not yet public":    {about(hidden), ""},
			"a number drawn by nobody":  {with(func(q *checking.Question) { q.Number = string(cert.NewQueryNumber()) }), ""},
			"the holder's own way back": {about(c), c.ID},
		} {
			t.Run(name, func(t *testing.T) {
				by := asker(t, w, "org-"+strings.ReplaceAll(name, " ", "-"))
				got, err := l.ByData(t.Context(), by, test.question)
				if err != nil {
					t.Fatal(err)
				}
				if test.finds == "" {
					if got.Outcome != checking.NotFound || got.Certificate != (cert.Certificate{}) || got.Standing.State != "" {
						t.Errorf("%s: %+v", got.Outcome, got)
					}
				} else if got.Outcome != checking.Found || got.Certificate.ID != test.finds || got.Standing.State != cert.InForce || got.Certificate.Holder.Mobile != "" {
					t.Errorf("%s: %v", got.Outcome, got.Certificate.ID)
				}
			})
		}
		if err := w.Holding.WithdrawQueryNumber(t.Context(), a, c.ID); err != nil {
			t.Fatal(err)
		}
		got, err := l.ByData(t.Context(), asker(t, w, "later"), with(func(q *checking.Question) { q.Number = string(made.Number) }))
		if err != nil || got.Outcome != checking.NotFound {
			t.Errorf("by a number taken back: %s, %v", got.Outcome, err)
		}
	})
}

// stranger is another person than world.Person.
func stranger() person.Identity {
	return person.Identity{
		Name: "阿依古丽·买买提", Sex: person.Female, BirthDate: civil.MustParse("1990-01-02"),
		Document: person.Document{Type: person.Passport, Number: "E76543210"},
	}
}

// Of the spellings that may be one name those are taken for it that are the
// same characters by definition, and those that the authority has tied.
func TestNamesAreNeverGuessed(t *testing.T) {
	w := world.Found(t)
	l := lookup(w)
	tests := []struct {
		recorded, asked string
		same            bool
	}{
		{"阿依古丽·买买提", "阿依古丽•买买提", true},
		{"阿依古丽·买买提", "阿依古丽。买买提", true},
		{"阿依古丽·买买提", "阿依古丽买买提", false},
		{"王晓[沛]", "王晓［沛］", true},
		{"王晓[沛]", "王晓沛", false},
		{"王晓(同音字)", "王晓沛", false},
		{"王发", "王發", false},
		{"张\ue863", "张䶮", true},
		{"张䶮", "张\ue863", true},
		{"MARY ANN O'NEIL", "mary ann  o'neil", true},
		{"MARY ANN O'NEIL", "MARYANN ONEIL", false},
		{"珄(生)", "珄", false},
	}
	for i, test := range tests {
		by := asker(t, w, fmt.Sprint("names", i))
		c := w.Certificate(t, func(c *cert.Certificate) { c.Holder.Name = test.recorded })
		q := about(c)
		q.Name = test.asked
		got, err := l.ByData(t.Context(), by, q)
		if err != nil || (got.Outcome == checking.Found) != test.same {
			t.Errorf("%q for %q: %s, %v", test.asked, test.recorded, got.Outcome, err)
		}
	}

	c := w.Certificate(t, func(c *cert.Certificate) { c.Holder = stranger(); c.Holder.Name = "王晓[沛]" })
	renewed := person.Document{Type: person.Passport, Number: "E76543219"}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		tie := person.DocumentTie{Authority: c.Authority, Documents: [2]person.Document{c.Holder.Document, renewed}}
		if err := tx.TieDocuments(ctx, tie, "p1", w.Clock.Now()); err != nil {
			return err
		}
		return tx.TieNames(ctx, person.NameTie{Authority: c.Authority, Document: renewed, Recorded: "王晓[沛]", Name: "王晓沛"}, "p2", w.Clock.Now())
	})
	got, err := l.ByData(t.Context(), asker(t, w, "tied"), checking.Question{DocumentNumber: renewed.Number, Name: "王晓沛", Number: c.ManagementNumber})
	if err != nil || got.Outcome != checking.Found || got.Certificate.Holder.Document != renewed {
		t.Errorf("by what the authority tied: %s, %v", got.Outcome, err)
	}
}

func TestStatesAreTold(t *testing.T) {
	w := world.Found(t)
	l, by := lookup(w), asker(t, w, "states")
	for _, state := range []cert.State{cert.Suspended, cert.Revoked, cert.Cancelled, cert.Lapsed} {
		c := w.Certificate(t)
		w.SetState(t, c.ID, state)
		w.Update(t, func(ctx context.Context, tx store.Tx) error {
			return tx.AddChange(ctx, cert.Change{
				Certificate: c.ID, Kind: cert.Revocation, From: cert.InForce, To: state, Reason: "示例原因", LegalBase: "示例依据",
				EffectiveOn: civil.MustParse("2026-01-02"), At: w.Clock.Now(),
			})
		})
		got, err := l.ByData(t.Context(), by, about(c))
		if err != nil || got.Outcome != checking.Found || got.Standing.State != state || got.Standing.Reason != "示例原因" || got.Standing.LegalBase != "示例依据" {
			t.Errorf("%s: %s %+v, %v", state, got.Outcome, got.Standing, err)
		}
	}

	old := w.Certificate(t)
	newer := old
	newer.ID, newer.Version, newer.Holder.Name = "newer", 2, "林若曦"
	w.SetState(t, old.ID, cert.Corrected)
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddCertificates(ctx, []cert.Certificate{newer}); err != nil {
			return err
		}
		return tx.AddChange(ctx, cert.Change{
			Certificate: old.ID, Kind: cert.Correction, From: cert.InForce, To: cert.Corrected, Successor: newer.ID,
			Fields: []string{"name"}, EffectiveOn: civil.MustParse("2026-01-02"), At: w.Clock.Now(),
		})
	})
	got, err := l.ByData(t.Context(), by, about(old))
	if err != nil || got.Outcome != checking.Replaced || got.Certificate != (cert.Certificate{}) || got.Standing.Successor == nil || got.Standing.Successor.Version != 2 {
		t.Errorf("by the name that was corrected: %s %+v, %v", got.Outcome, got.Standing, err)
	}
	got, err = l.ByData(t.Context(), by, about(newer))
	if err != nil || got.Outcome != checking.Found || got.Certificate.ID != newer.ID {
		t.Errorf("by the name as corrected: %s %s, %v", got.Outcome, got.Certificate.ID, err)
	}
}

func TestEveryAnswerIsInTheHistoryAndTheTrail(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		l, by := lookup(w), asker(t, w, "history")
		wrong := about(c)
		wrong.Name = "林若曦"
		replies, err := l.ByDataMany(t.Context(), by, []checking.Question{about(c), wrong, {}})
		if err != nil || replies[0].Answer.Outcome != checking.Found || replies[1].Answer.Outcome != checking.NotFound || replies[2].Err == nil {
			t.Fatalf("%+v, %v", replies, err)
		}
		item, err := w.Holding.Find(t.Context(), w.Holder(t, c.Holder), c.ID)
		if err != nil || len(item.Checks) != 1 || item.Checks[0].Organisation != by.Organisation || item.Checks[0].Way != store.CheckedByData {
			t.Errorf("history: %+v, %v", item.Checks, err)
		}
		err = w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
			taken, err := r.LookupsTaken(ctx, by.Organisation, civil.Of(w.Clock.Now()))
			if taken != 2 {
				t.Errorf("%d look-ups taken", taken)
			}
			if err != nil {
				return err
			}
			records, err := r.SearchTrail(ctx, audit.Filter{Action: "certificate.look_up"}, audit.Place{}, 10)
			if len(records) != 2 {
				t.Errorf("%d records", len(records))
			}
			for _, record := range records {
				if text := fmt.Sprint(record); strings.Contains(text, wrong.Name) || strings.Contains(text, wrong.DocumentNumber) || strings.Contains(text, wrong.Number) {
					t.Errorf("the trail tells what was asked: %s", text)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestLookupsAreLimited(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		l, by, other := lookup(w), asker(t, w, "guesser"), asker(t, w, "bystander")
		wrong := about(c)
		refused := 0
		for i := range 40 {
			wrong.Name = fmt.Sprint("林若", i)
			if _, err := l.ByData(t.Context(), by, wrong); fault.ReasonOf(err) == "number_asked_too_often" {
				refused++
			}
		}
		if refused != 35 {
			t.Errorf("%d of 40 names were refused unread", refused)
		}
		if _, err := l.ByData(t.Context(), by, about(c)); !fault.Is(err, fault.Throttled) {
			t.Errorf("the right name after them: %v", err)
		}
		if got, err := l.ByData(t.Context(), other, about(c)); err != nil || got.Outcome != checking.Found {
			t.Errorf("another organisation is held up by it: %s, %v", got.Outcome, err)
		}
		nobody := checking.Question{DocumentNumber: "E99999999", Name: "无名", Number: "none"}
		var outcomes []string
		for range 6 {
			got, err := l.ByData(t.Context(), other, nobody)
			outcomes = append(outcomes, string(got.Outcome)+string(fault.ReasonOf(err)))
		}
		if !slices.Equal(outcomes, append(slices.Repeat([]string{"not_found"}, 5), "number_asked_too_often")) {
			t.Errorf("of nobody: %v", outcomes)
		}
		w.Clock.Set(w.Clock.Now().Add(3 * time.Hour))
		if got, err := l.ByData(t.Context(), by, about(c)); err != nil || got.Outcome != checking.Found {
			t.Errorf("three hours later: %s, %v", got.Outcome, err)
		}
		for range 100 { // right answers take no attempts
			if _, err := l.ByDataMany(t.Context(), checking.Asker{Organisation: "bystander", Way: store.CheckedByAPI}, []checking.Question{about(c)}); err != nil {
				t.Fatal(err)
			}
		}

		l.Policy.LookupsPerDay = 2
		few := checking.Asker{Organisation: asker(t, w, "few").Organisation, Way: store.CheckedByAPI}
		if _, err := l.ByDataMany(t.Context(), few, []checking.Question{about(c), about(c), about(c)}); fault.ReasonOf(err) != "lookups_used_up" {
			t.Errorf("three of two look-ups: %v", err)
		}
		if _, err := l.ByDataMany(t.Context(), few, []checking.Question{about(c), about(c)}); err != nil {
			t.Errorf("two of two, none having been taken: %v", err)
		}
		if _, err := l.ByDataMany(t.Context(), few, make([]checking.Question, checking.MaxQuestions+1)); !fault.Is(err, fault.Invalid) {
			t.Errorf("too many at once: %v", err)
		}
	})
}

func TestQuestionsThatCannotBeAnsweredSayWhere(t *testing.T) {
	fields := func(q checking.Question) (all []string) {
		err := q.Check()
		var joined interface{ Unwrap() []error }
		if errors.As(err, &joined) {
			for _, one := range joined.Unwrap() {
				var f *fault.Error
				if errors.As(one, &f) {
					all = append(all, f.Field+" "+string(f.Reason))
				}
			}
		}
		return all
	}
	long := strings.Repeat("九", 101)
	for _, test := range []struct {
		question checking.Question
		want     []string
	}{
		{checking.Question{}, []string{"id_number id_empty", "name name_empty", "number number_missing"}},
		{checking.Question{DocumentType: person.Passport}, []string{"id_number id_empty", "name name_empty", "number number_missing"}},
		{checking.Question{DocumentNumber: "119945198805178926", Name: "林", Number: "1"}, []string{"id_number id_check_digit"}},
		{checking.Question{DocumentType: "学生证", DocumentNumber: "E12345678", Name: "林", Number: "1"}, []string{"id_number id_type_unknown"}},
		{checking.Question{DocumentNumber: "E12345678", Name: long, Number: long}, []string{"name name_too_long", "number number_too_long"}},
		{checking.Question{DocumentNumber: "E12345678", Name: "\xff", Number: "\xff"}, []string{"name name_empty", "number number_missing"}},
		{checking.Question{DocumentNumber: "E12345678", Name: "林", Number: "1"}, nil},
	} {
		if got := fields(test.question); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v, want %v", test.question, got, test.want)
		}
	}
}
