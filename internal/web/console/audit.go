package console

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/auditing"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/view"
)

// Audit (审计记录) shows an authority what was done in its name.
type Audit struct {
	*Office
	Trail *auditing.Service
	Keep  int // days for which records are kept at least
}

const (
	auditPath     = "/console/audit"
	recordsAPage  = 50
	longestFilter = 200 // bytes of one field
)

// Entry implements Listed.
func (d *Audit) Entry() Entry { return Entry{"audit", auditPath, signin.ReadTrail} }

// Routes implements Desk.
func (d *Audit) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + auditPath:                 {signin.ReadTrail, d.show},
		"GET " + auditPath + "/export.csv": {signin.ReadTrail, d.export},
	})
}

// show has the form, and a page of what it finds.
func (d *Audit) show(w http.ResponseWriter, r *http.Request) error {
	page := view.Audit{Desk: d.desk(r, "audit"), Keep: d.Keep, Query: auditQuery(r)}
	filter, err := d.filter(r)
	if fault.Is(err, fault.Invalid) {
		page.Problems = view.ProblemsOf(err)
		return d.Page(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	authority := Staff(r).Authority
	records, next, err := d.Trail.Search(r.Context(), authority, filter, place(r.FormValue("after")), recordsAPage)
	if err != nil {
		return err
	}
	names, err := d.Trail.Usernames(r.Context(), authority, records)
	if err != nil {
		return err
	}
	for _, record := range records {
		page.Rows = append(page.Rows, auditRow(record, names))
	}
	fields := auditFields(r)
	page.ExportURL = auditPath + "/export.csv?" + fields.Encode()
	if next != (audit.Place{}) {
		fields.Set("after", placeText(next))
		page.NextURL = auditPath + "?" + fields.Encode()
	}
	return d.Page(w, r, http.StatusOK, page)
}

// auditFields are the form's fields that are filled in.
func auditFields(r *http.Request) url.Values {
	filled := url.Values{}
	for _, name := range []string{"actor", "action", "subject", "reason", "from", "to"} {
		if text := strings.TrimSpace(r.FormValue(name)); text != "" && len(text) <= longestFilter {
			filled.Set(name, text)
		}
	}
	return filled
}

func auditQuery(r *http.Request) view.AuditQuery {
	f := auditFields(r)
	return view.AuditQuery{
		Actor: f.Get("actor"), Action: f.Get("action"), Subject: f.Get("subject"), Reason: f.Get("reason"),
		From: f.Get("from"), To: f.Get("to"),
	}
}

func (d *Audit) filter(r *http.Request) (audit.Filter, error) {
	q := auditQuery(r)
	filter, err := auditing.Days(q.From, q.To)
	if err != nil {
		return filter, err
	}
	filter.Action, filter.Subject, filter.Reason = q.Action, q.Subject, q.Reason
	filter.Actor, err = d.Trail.ActorOf(r.Context(), Staff(r).Authority, q.Actor)
	return filter, err
}

// placeText is a place in an address: microseconds since 1970, a hyphen, and
// the sequence.
func placeText(p audit.Place) string {
	return strconv.FormatInt(p.At.UnixMicro(), 10) + "-" + strconv.FormatInt(p.Sequence, 10)
}

// place reads what placeText gives; anything else is the beginning.
func place(text string) audit.Place {
	at, sequence, _ := strings.Cut(text, "-")
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return audit.Place{}
	}
	n, err := strconv.ParseInt(sequence, 10, 64)
	if err != nil {
		return audit.Place{}
	}
	return audit.Place{At: time.UnixMicro(micros), Sequence: n}
}

func auditRow(r audit.Record, names map[string]string) view.AuditRow {
	return view.AuditRow{
		At: r.At, Actor: cmp.Or(names[r.Actor], r.Actor), Role: r.ActorRole, Action: r.Action, Subject: r.Subject,
		Changes: changes(r.Before, r.After), Reason: r.Reason, Origin: r.Origin, Detail: r.Detail,
	}
}

// changes sets the fields before and after beside each other, in order.
func changes(before, after string) []view.AuditChange {
	was, is := facts(before), facts(after)
	named := maps.Clone(was)
	maps.Copy(named, is)
	var all []view.AuditChange
	for _, field := range slices.Sorted(maps.Keys(named)) {
		all = append(all, view.AuditChange{Field: field, Before: was[field], After: is[field]})
	}
	return all
}

// facts reads audit.Facts; a value that is no text is shown as it is written,
// and what is no object has no fields to set beside each other.
func facts(text string) map[string]string {
	found := map[string]string{}
	var object map[string]json.RawMessage
	if text == "" || json.Unmarshal([]byte(text), &object) != nil {
		if text != "" {
			found[""] = text
		}
		return found
	}
	for field, raw := range object {
		var value string
		if json.Unmarshal(raw, &value) != nil {
			value = string(raw)
		}
		found[field] = value
	}
	return found
}
