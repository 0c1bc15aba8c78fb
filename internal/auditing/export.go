package auditing

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Format is how records are handed out.
type Format string

// The formats.
const (
	CSV       Format = "csv"   // UTF-8 with a byte order mark, for spreadsheets
	JSONLines Format = "jsonl" // one object a line, every value as it is kept
)

// ExportOf writes an authority's records that the filter chooses, newest
// first, and records that the context's actor had them. It fails as Search
// does.
func (s *Service) ExportOf(ctx context.Context, authority string, f audit.Filter, format Format, w io.Writer) error {
	const op = "auditing.ExportOf"
	f, err := within(op, authority, f)
	if err != nil {
		return err
	}
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.Record(ctx, audit.Entry{At: s.Now(), Authority: authority, Action: "trail.export", After: facts(f).JSON()})
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.Export(ctx, f, format, w)
}

// facts are what a filter asks for.
func facts(f audit.Filter) audit.Facts {
	asked := audit.Facts{}
	for name, value := range map[string]string{
		"actor": f.Actor, "action": f.Action, "subject": f.Subject, "reason": f.Reason, "from": bound(f.From), "to": bound(f.To),
	} {
		if value != "" {
			asked[name] = value
		}
	}
	return asked
}

func bound(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return moment(t)
}

// Export writes the whole installation's records that the filter chooses,
// newest first. It holds one page in memory and no transaction while w is
// slow; records added meanwhile are not in it.
func (s *Service) Export(ctx context.Context, f audit.Filter, format Format, w io.Writer) error {
	const op = "auditing.Export"
	out := newWriter(format, w)
	for after := (audit.Place{}); ; {
		page, err := s.page(ctx, f, after, batch)
		if err != nil {
			return fault.Wrap(op, err)
		}
		for _, r := range page {
			if err := out.write(r); err != nil {
				return fault.Wrap(op, err)
			}
		}
		if len(page) < batch {
			return fault.Wrap(op, out.flush())
		}
		after = end(page)
	}
}

type writer interface {
	write(r audit.Record) error
	flush() error
}

func newWriter(format Format, w io.Writer) writer {
	if format == JSONLines {
		return jsonLines{json.NewEncoder(w)}
	}
	out := csv.NewWriter(w)
	// The writer keeps its first failure for flush.
	_ = out.Write([]string{"\ufeff序号", "时间", "操作者", "角色", "单位", "操作", "对象", "变更前", "变更后", "理由", "来源", "说明"})
	return table{out}
}

// instantForm tells instants on Beijing's clock, to the microsecond kept.
const instantForm = "2006-01-02T15:04:05.000000Z07:00"

func moment(t time.Time) string { return t.In(civil.Shanghai()).Format(instantForm) }

type table struct{ out *csv.Writer }

func (t table) write(r audit.Record) error {
	line := []string{
		strconv.FormatInt(r.Sequence, 10), moment(r.At), r.Actor, r.ActorRole, r.Authority, r.Action, r.Subject,
		r.Before, r.After, r.Reason, r.Origin, r.Detail,
	}
	for i := range line {
		line[i] = person.Harmless(line[i])
	}
	return t.out.Write(line)
}

func (t table) flush() error {
	t.out.Flush()
	return t.out.Error()
}

type jsonLines struct{ out *json.Encoder }

func (j jsonLines) write(r audit.Record) error {
	return j.out.Encode(struct {
		Sequence  int64  `json:"sequence"`
		At        string `json:"at"`
		Actor     string `json:"actor"`
		Role      string `json:"role"`
		Authority string `json:"authority"`
		Action    string `json:"action"`
		Subject   string `json:"subject"`
		Before    string `json:"before"`
		After     string `json:"after"`
		Reason    string `json:"reason"`
		Origin    string `json:"origin"`
		Detail    string `json:"detail"`
	}{
		r.Sequence, moment(r.At), r.Actor, r.ActorRole, r.Authority, r.Action, r.Subject,
		r.Before, r.After, r.Reason, r.Origin, r.Detail,
	})
}

func (jsonLines) flush() error { return nil }
