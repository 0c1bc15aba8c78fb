package account

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/owndata"
	"yinxin.example/yinxin/internal/web/view"
)

// tables sets out what is handed out to be read by people.
func tables(lang locale.Lang, d owndata.Data) []view.DataTable {
	when := func(t time.Time) string { return locale.Moment(lang, t) }
	maybe := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return when(*t)
	}
	a := d.Account
	account := view.DataTable{Key: "account", Columns: []string{"field", "value"}}
	for _, row := range [][2]string{
		{"username", a.Username}, {"name", a.Name}, {"document", a.DocumentType + " " + a.DocumentNumber}, {"phone", a.Phone}, {"email", a.Email},
		{"organisation", a.Authority + a.Organisation}, {"since", when(a.CreatedAt)}, {"claimed", maybe(a.ClaimedAt)},
		{"notice", strconv.Itoa(a.NoticeVersion)}, {"recovery", strconv.Itoa(a.RecoveryCodes)},
	} {
		account.Fields = append(account.Fields, view.DataField{Key: row[0], Value: row[1]})
	}
	sessions := view.DataTable{Key: "sessions", Columns: []string{"device", "since", "used", "until"}}
	for _, s := range d.Sessions {
		sessions.Rows = append(sessions.Rows, []string{s.Device, when(s.OpenedAt), when(s.LastUsedAt), when(s.EndsAt)})
	}
	passkeys := view.DataTable{Key: "passkeys", Columns: []string{"name", "since", "used"}}
	for _, p := range d.Passkeys {
		passkeys.Rows = append(passkeys.Rows, []string{p.Name, when(p.CreatedAt), maybe(p.LastUsedAt)})
	}
	messages := view.DataTable{Key: "messages", Columns: []string{"topic", "ways"}}
	for _, topic := range slices.Sorted(maps.Keys(d.Messages.Ways)) {
		messages.Rows = append(messages.Rows, []string{topic, strings.Join(d.Messages.Ways[topic], ", ")})
	}
	requests := view.DataTable{Key: "requests", Columns: []string{"since", "authority", "wrong", "right", "state", "answer"}}
	for _, q := range d.Requests {
		requests.Rows = append(requests.Rows, []string{when(q.AskedAt), q.Authority, q.Wrong, q.Right, q.State, q.Answer})
	}
	trail := view.DataTable{Key: "trail", Columns: []string{"when", "action", "origin"}}
	for _, e := range d.Trail {
		trail.Rows = append(trail.Rows, []string{when(e.At), e.Action, e.Origin})
	}
	return append([]view.DataTable{account, sessions, passkeys, messages}, append(certificateTables(when, d), requests, trail)...)
}

func certificateTables(when func(time.Time) string, d owndata.Data) []view.DataTable {
	certificates := view.DataTable{Key: "certificates", Columns: []string{"qualification", "number", "name", "document", "phone", "issued", "authority", "state"}}
	copies := view.DataTable{Key: "copies", Columns: []string{"qualification", "code", "since", "scenario", "recipient", "until", "state"}}
	checks := view.DataTable{Key: "checks", Columns: []string{"qualification", "when", "way", "code", "by"}}
	for _, c := range d.Certificates {
		number := c.ManagementNumber
		if number == "" {
			number = c.QueryNumber
		}
		certificates.Rows = append(certificates.Rows, []string{
			c.Qualification, number, c.Name, c.DocumentType + " " + c.DocumentNumber, c.Mobile, c.IssuedOn, c.Authority, c.State,
		})
		for _, copied := range c.Copies {
			copies.Rows = append(copies.Rows, []string{
				c.Qualification, copied.Code, when(copied.RequestedAt), copied.Scenario, copied.Recipient, copied.ValidUntil, copied.State,
			})
		}
		for _, k := range c.Checks {
			checks.Rows = append(checks.Rows, []string{c.Qualification, when(k.At), k.Way, k.Code, k.Office + k.Organisation})
		}
	}
	return []view.DataTable{certificates, copies, checks}
}
