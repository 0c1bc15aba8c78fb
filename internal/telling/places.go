package telling

import (
	"slices"

	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// Place is where an account is told.
type Place struct {
	Way messages.Way
	To  string
}

// Places are where an account can be told: its confirmed telephone number and
// its mail address, first the one where it is reached. One that has neither, as
// its holder was proven by the number of a certificate, is told at the number it
// was registered with.
func Places(a store.Account) []Place {
	var all []Place
	if a.Phone != "" && (a.PhoneConfirmed || a.Email == "") {
		all = append(all, Place{messages.ByPhone, a.Phone})
	}
	if a.Email != "" {
		all = append(all, Place{messages.ByMail, a.Email})
	}
	return all
}

// Chosen are those of an account's places at which it is told of a topic, ""
// being what is always told. Where none of the ways chosen is left, it is told
// at the first: it wanted to hear of it.
func Chosen(places []Place, c store.MessageChoices, topic messages.Topic) []Place {
	if len(places) == 0 {
		return nil
	}
	ways, said := c.Ways[topic]
	if topic == "" || !said {
		return places[:1]
	}
	if len(ways) == 0 {
		return nil
	}
	var chosen []Place
	for _, p := range places {
		if slices.Contains(ways, p.Way) {
			chosen = append(chosen, p)
		}
	}
	if len(chosen) == 0 {
		return places[:1]
	}
	return chosen
}

// Topics lists what an account of the role may be told of, in the order of the
// page: certificates and requests are holders'.
func Topics(role store.Role) []messages.Topic {
	if role == store.HolderRole {
		return messages.Topics()
	}
	return []messages.Topic{messages.DeviceTopic}
}
