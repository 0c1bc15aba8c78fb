package account

import (
	"net/http"
	"slices"
	"strconv"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Messages is where people choose what they are told, by which way, in which
// language and when not.
type Messages struct {
	*House
	Choices *telling.Preferences
}

// Entry is how the room stands among the others.
func (m *Messages) Entry() Entry { return Entry{Key: "messages", Path: "/account/messages"} }

// Routes adds the pages to the mux.
func (m *Messages) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET /account/messages":  m.show,
		"POST /account/messages": m.choose,
	})
}

func (m *Messages) show(w http.ResponseWriter, r *http.Request) error {
	choices, err := m.Choices.Of(r.Context(), Owner(r).ID)
	if err != nil {
		return err
	}
	page := m.page(r, choices)
	page.Done = r.URL.Query().Get("done") != ""
	return m.Page(w, r, http.StatusOK, page)
}

// choose takes language, quiet_from and quiet_to, and for each topic, under its
// name, the ways by which it is told.
func (m *Messages) choose(w http.ResponseWriter, r *http.Request) error {
	a := Owner(r)
	choices := store.MessageChoices{
		Language: messages.Language(r.PostFormValue("language")),
		Ways:     map[messages.Topic][]messages.Way{},
		Quiet:    messages.UsualQuiet(),
	}
	if r.PostForm.Has("quiet_from") || r.PostForm.Has("quiet_to") {
		choices.Quiet = messages.Quiet{From: hour(r.PostFormValue("quiet_from")), To: hour(r.PostFormValue("quiet_to"))}
	}
	for _, topic := range telling.Topics(a.Role) {
		for _, way := range r.PostForm["topic_"+string(topic)] {
			choices.Ways[topic] = append(choices.Ways[topic], messages.Way(way))
		}
	}
	if err := m.Choices.Choose(r.Context(), a, choices); err != nil {
		return m.Refused(w, r, err, func(problems view.Problems) view.Page {
			page := m.page(r, choices)
			page.Problems = problems
			return page
		})
	}
	return respond.SeeOther(w, r, "/account/messages?done=1")
}

// hour is an hour as it was sent, -1 for none.
func hour(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func (m *Messages) page(r *http.Request, choices store.MessageChoices) view.AccountMessages {
	a := Owner(r)
	page := view.AccountMessages{
		AccountFrame: m.Frame(r, "messages"), Language: string(choices.Language),
		QuietFrom: choices.Quiet.From, QuietTo: choices.Quiet.To, WithQuiet: a.Role == store.HolderRole,
	}
	places := telling.Places(a)
	for _, p := range places {
		shown := p.To
		if p.Way == messages.ByPhone {
			shown = view.MaskedPhone(p.To)
		}
		page.Places = append(page.Places, view.MessagePlace{Way: string(p.Way), To: shown, Unconfirmed: p.Way == messages.ByPhone && !a.PhoneConfirmed})
	}
	if len(places) == 0 {
		return page
	}
	language := messages.Chinese
	if respond.Language(r) == locale.English {
		language = messages.English
	}
	for _, topic := range telling.Topics(a.Role) {
		row := view.MessageTopic{Key: string(topic), Texts: messages.Samples(topic, language)}
		chosen := telling.Chosen(places, choices, topic)
		for _, p := range places {
			row.Ways = append(row.Ways, view.MessageWay{Way: string(p.Way), Chosen: slices.Contains(chosen, p)})
		}
		page.Topics = append(page.Topics, row)
	}
	return page
}
