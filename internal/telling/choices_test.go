package telling_test

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
	"yinxin.example/yinxin/internal/testenv/world"
)

type ways = map[messages.Topic][]messages.Way

func TestHoldersChooseWhatTheyHear(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a, n := holder(t, w), &network{}
		beijing(w, w.Clock.Today().AddDays(1), 12, 0)
		must(t, w.Choices.Choose(t.Context(), a, store.MessageChoices{
			Language: messages.English, Ways: ways{messages.ChangedTopic: {messages.ByPhone}}, Quiet: messages.UsualQuiet(),
		}))
		tell(t, w, a, messages.CopyReady)
		tell(t, w, a, messages.CertificateChanged)
		tell(t, w, a, messages.PasswordChanged) // always told
		must(t, carrier(w, n, nil).Carry(t.Context()))
		kinds := map[messages.Kind]string{}
		for _, m := range n.took {
			kinds[m.Kind] = m.Body
		}
		if len(kinds) != 2 || kinds[messages.PasswordChanged] == "" || kinds[messages.CertificateChanged] == "" {
			t.Errorf("took %v", kinds)
		}
		for _, body := range kinds {
			for _, r := range body {
				if r > 0x2fff {
					t.Fatalf("not in English: %s", body)
				}
			}
		}
	})
}

func TestWhatCannotBeChosen(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a := holder(t, w)
		staff := a
		staff.Role = store.OfficerRole
		for name, c := range map[string]struct {
			by store.Account
			c  store.MessageChoices
		}{
			"language":    {a, store.MessageChoices{Language: "fr"}},
			"topic":       {a, store.MessageChoices{Ways: ways{"password": nil}}},
			"way":         {a, store.MessageChoices{Ways: ways{messages.ReadyTopic: {"post"}}}},
			"hour":        {a, store.MessageChoices{Quiet: messages.Quiet{From: 22, To: 24}}},
			"of a holder": {staff, store.MessageChoices{Ways: ways{messages.ReadyTopic: {messages.ByPhone}}}},
		} {
			if err := w.Choices.Choose(t.Context(), c.by, c.c); fault.ReasonOf(err) != "message_choice_unknown" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// withMail gives an account a mail address beside its telephone.
func withMail(t *testing.T, w *world.World, a store.Account) store.Account {
	t.Helper()
	a.Email = "lin@mail.example"
	must(t, w.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.UpdateAccount(ctx, a) }))
	return a
}

func TestEachTopicGoesItsWay(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a, n := withMail(t, w, holder(t, w)), &network{}
		beijing(w, w.Clock.Today().AddDays(1), 12, 0)
		must(t, w.Choices.Choose(t.Context(), a, store.MessageChoices{Ways: ways{
			messages.ReadyTopic: {messages.ByMail}, messages.ChangedTopic: {messages.ByPhone, messages.ByMail}, messages.RequestsTopic: {},
		}}))
		for _, kind := range []messages.Kind{messages.CopyReady, messages.CertificateChanged, messages.RequestAnswered, messages.PasswordChanged} {
			tell(t, w, a, kind)
		}
		must(t, carrier(w, n, nil).Carry(t.Context()))
		got := map[messages.Kind]map[string]int{}
		for _, m := range n.took {
			if got[m.Kind] == nil {
				got[m.Kind] = map[string]int{}
			}
			got[m.Kind][m.To]++
		}
		ready, changed, always := got[messages.CopyReady], got[messages.CertificateChanged], got[messages.PasswordChanged]
		if len(n.took) != 4 || ready[a.Email] != 1 || changed[a.Email] != 1 || changed[a.Phone] != 1 || always[a.Phone] != 1 {
			t.Errorf("took %v", got)
		}
	})
}

func TestPlaces(t *testing.T) {
	const phone, mail = "19900007963", "a@mail.example"
	for _, c := range []struct {
		name string
		a    store.Account
		want string
	}{
		{"none", store.Account{}, ""},
		{"a telephone", store.Account{Phone: phone, PhoneConfirmed: true}, phone},
		{"one that nobody confirmed", store.Account{Phone: phone}, phone},
		{"mail", store.Account{Email: mail}, mail},
		{"both", store.Account{Phone: phone, PhoneConfirmed: true, Email: mail}, phone + mail},
		{"mail beside an unconfirmed telephone", store.Account{Phone: phone, Email: mail}, mail},
	} {
		got := ""
		for _, p := range telling.Places(c.a) {
			if p.Way != messages.WayOf(p.To) {
				t.Errorf("%s: %v", c.name, p)
			}
			got += p.To
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAWayThatIsGoneIsReplaced(t *testing.T) {
	phone := []telling.Place{{Way: messages.ByPhone, To: "1"}}
	c := store.MessageChoices{Ways: ways{messages.ReadyTopic: {messages.ByMail}, messages.ChangedTopic: {}}}
	for topic, want := range map[messages.Topic]int{messages.ReadyTopic: 1, messages.ChangedTopic: 0, messages.DeviceTopic: 1, "": 1} {
		if got := telling.Chosen(phone, c, topic); len(got) != want {
			t.Errorf("%s: %v", topic, got)
		}
	}
}

func TestQuietHoursAreOnesOwn(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a, n := holder(t, w), &network{}
		day := w.Clock.Today().AddDays(1)
		everything := ways{messages.ReadyTopic: {messages.ByPhone}}
		beijing(w, day, 13, 0)
		must(t, w.Choices.Choose(t.Context(), a, store.MessageChoices{Ways: everything, Quiet: messages.Quiet{From: 12, To: 14}}))
		tell(t, w, a, messages.CopyReady)
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 0 {
			t.Errorf("at one: %+v", n.took)
		}
		beijing(w, day, 14, 0)
		must(t, w.Choices.Choose(t.Context(), a, store.MessageChoices{Ways: everything, Quiet: messages.Quiet{From: 14, To: 15}}))
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 0 {
			t.Errorf("at two, quiet by then: %+v", n.took)
		}
		beijing(w, day, 15, 0)
		must(t, carrier(w, n, nil).Carry(t.Context()))
		if len(n.took) != 1 {
			t.Errorf("at three: %+v", n.took)
		}
	})
}
