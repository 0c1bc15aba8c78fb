package account

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/owndata"
	"yinxin.example/yinxin/internal/web/view"
)

// layout sets out what is handed out to be read by people: every code in words
// of their language.
type layout struct {
	*owndata.Handout
	lang locale.Lang
	name func(family, code string) string // the word for a code
	err  error                            // what ended a list early
}

func (l *layout) tables(ctx context.Context) []view.DataTable {
	return []view.DataTable{
		l.account(), l.sessions(), l.passkeys(), l.messages(), l.contacts(),
		l.certificates(), l.copies(), l.checks(ctx), l.requests(), l.trail(ctx),
	}
}

// word is the word for a code, "" for none.
func (l *layout) word(family, code string) string {
	if code == "" {
		return ""
	}
	return l.name(family, code)
}

func (l *layout) when(t time.Time) string { return locale.Moment(l.lang, t) }

func (l *layout) maybe(t *time.Time) string {
	if t == nil {
		return ""
	}
	return l.when(*t)
}

// day is a date, given as YYYY-MM-DD.
func (l *layout) day(iso string) string {
	d, err := civil.Parse(iso)
	if err != nil {
		return iso
	}
	return locale.Date(l.lang, d)
}

func (l *layout) document(kind, number string) string {
	return strings.TrimSpace(l.word("document.", kind) + " " + number)
}

// device is what a session was opened on: BROWSER/SYSTEM, or nothing known.
func (l *layout) device(device string) string {
	browser, system, _ := strings.Cut(device, "/")
	return strings.Trim(l.word("browser.", browser)+" · "+l.word("system.", system), " ·")
}

// table is a table with a row for each of some entries.
func table[T any](key string, columns []string, all []T, row func(T) []string) view.DataTable {
	return view.DataTable{Key: key, Columns: columns, Rows: func(yield func([]string) bool) {
		for _, one := range all {
			if !yield(row(one)) {
				return
			}
		}
	}}
}

// rows are the rows of entries that are read as they are written.
func rows[T any](l *layout, all iter.Seq2[T, error], row func(T) []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for one, err := range all {
			if err != nil {
				l.err = err
				return
			}
			if !yield(row(one)) {
				return
			}
		}
	}
}

func (l *layout) account() view.DataTable {
	a := l.Account
	t := view.DataTable{Key: "account"}
	for _, row := range [][2]string{
		{"username", a.Username}, {"role", l.word("role.", a.Role)}, {"name", a.Name}, {"document", l.document(a.DocumentType, a.DocumentNumber)},
		{"phone", a.Phone}, {"email", a.Email}, {"organisation", a.Authority + a.Organisation}, {"since", l.when(a.CreatedAt)},
		{"claimed", l.maybe(a.ClaimedAt)}, {"notice", strconv.Itoa(a.NoticeVersion)}, {"recovery", strconv.Itoa(a.RecoveryCodes)},
	} {
		t.Fields = append(t.Fields, view.DataField{Key: row[0], Value: row[1]})
	}
	return t
}

func (l *layout) sessions() view.DataTable {
	return table("sessions", []string{"device", "since", "used", "until"}, l.Sessions, func(s owndata.Session) []string {
		return []string{l.device(s.Device), l.when(s.OpenedAt), l.when(s.LastUsedAt), l.when(s.EndsAt)}
	})
}

func (l *layout) passkeys() view.DataTable {
	return table("passkeys", []string{"passkey", "since", "used"}, l.Passkeys, func(p owndata.Passkey) []string {
		return []string{p.Name, l.when(p.CreatedAt), l.maybe(p.LastUsedAt)}
	})
}

func (l *layout) messages() view.DataTable {
	return table("messages", []string{"topic", "ways"}, slices.Sorted(maps.Keys(l.Messages.Ways)), func(topic string) []string {
		var ways []string
		for _, way := range l.Messages.Ways[topic] {
			ways = append(ways, l.word("messages.way.", way))
		}
		return []string{l.word("messages.topic.", topic), strings.Join(ways, " · ")}
	})
}

func (l *layout) contacts() view.DataTable {
	return table("contacts", []string{"contact", "until"}, l.Contacts, func(c owndata.OldContact) []string {
		return []string{l.word("own.room.", c.Kind) + " " + c.Value, l.when(c.Until)}
	})
}

func (l *layout) certificates() view.DataTable {
	columns := []string{"qualification", "kind", "number", "name", "sex", "birth", "document", "phone", "approved", "issued", "authority", "state"}
	return table("certificates", columns, l.Certificates, func(c owndata.Certificate) []string {
		number := strings.TrimSpace(c.ManagementNumber + " " + c.QueryNumber)
		return []string{
			c.Qualification + " " + c.Level + " " + c.Specialty, l.word("kind.", c.Kind), number, c.Name, l.word("sex.", c.Sex), locale.Date(l.lang, c.BirthDate),
			l.document(c.DocumentType, c.DocumentNumber), c.Mobile, l.day(c.ApprovedOn), l.day(c.IssuedOn), c.Authority, l.word("state.", c.State),
		}
	})
}

func (l *layout) copies() view.DataTable {
	type copied struct {
		of string
		owndata.Copy
	}
	var all []copied
	for _, c := range l.Certificates {
		for _, one := range c.Copies {
			all = append(all, copied{c.Qualification, one})
		}
	}
	return table("copies", []string{"qualification", "code", "since", "scenario", "recipient", "until", "withdrawn", "state"}, all, func(c copied) []string {
		return []string{c.of, c.Code, l.when(c.RequestedAt), c.Scenario, c.Recipient, l.day(c.ValidUntil), l.maybe(c.WithdrawnAt), l.word("copy.", c.State)}
	})
}

func (l *layout) checks(ctx context.Context) view.DataTable {
	t := view.DataTable{Key: "checks", Columns: []string{"qualification", "when", "way", "code", "by"}}
	t.Rows = func(yield func([]string) bool) {
		for _, c := range l.Certificates {
			for row := range rows(l, l.Checks(ctx, c.ID), func(k owndata.Check) []string {
				return []string{c.Qualification, l.when(k.At), l.word("checks.way.", k.Way), k.Code, k.Office + k.Organisation}
			}) {
				if !yield(row) {
					return
				}
			}
		}
	}
	return t
}

func (l *layout) requests() view.DataTable {
	columns := []string{"since", "authority", "subject", "wrong", "right", "files", "state", "answer"}
	return table("requests", columns, l.Requests, func(q owndata.Request) []string {
		return []string{
			l.when(q.AskedAt), q.Authority, l.word("request.subject.", q.Subject), strings.TrimSpace(q.Wrong + q.Qualification + " " + q.Year), q.Right,
			strings.Join(q.Files, " · "), l.word("request.state.", q.State), q.Answer,
		}
	})
}

func (l *layout) trail(ctx context.Context) view.DataTable {
	return view.DataTable{Key: "trail", Columns: []string{"when", "action", "origin"}, Rows: rows(l, l.Trail(ctx), func(e owndata.Event) []string {
		return []string{l.when(e.At), l.word("action.", e.Action), e.Origin}
	})}
}
