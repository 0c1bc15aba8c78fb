package auditing_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/auditing"
	"yinxin.example/yinxin/internal/fault"
)

func TestPagesOfOneAuthority(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.recordTogether(t, 5)
		w.behind(t, "INSERT INTO audit_trail (at, actor, action, subject, detail, authority) VALUES (1, 'x', 'x', 'x', '', 'another')")
		w.behind(t, "INSERT INTO audit_trail (at, actor, action, subject, detail) VALUES (1, 'x', 'x', 'x', '')")
		var subjects []string
		pages := 0
		for place := (audit.Place{}); pages == 0 || place != (audit.Place{}); pages++ {
			// Whatever the filter says, another authority's stay unseen.
			page, next, err := w.Search(t.Context(), "示例协会", audit.Filter{Authority: "another"}, place, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page {
				subjects = append(subjects, r.Subject)
			}
			place = next
		}
		if got := strings.Join(subjects, " "); pages != 3 || got != "subject-4 subject-3 subject-2 subject-1 subject-0" {
			t.Errorf("%d pages: %s", pages, got)
		}
	})
}

func TestNobodysAuthoritySeesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		_, _, err := w.Search(t.Context(), "", audit.Filter{}, audit.Place{}, 10)
		export := w.ExportOf(t.Context(), "", audit.Filter{}, auditing.CSV, new(bytes.Buffer))
		for _, err := range []error{err, export} {
			if !fault.Is(err, fault.Denied) || fault.ReasonOf(err) != "authority_missing" {
				t.Errorf("%v", err)
			}
		}
	})
}

func TestExports(t *testing.T) {
	const many = 1001 // two batches and one
	onEach(t, func(t *testing.T, w *world) {
		w.recordTogether(t, many)
		var table, lines bytes.Buffer
		if err := w.ExportOf(t.Context(), "示例协会", audit.Filter{Action: "copy."}, auditing.CSV, &table); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&table).ReadAll()
		if err != nil || len(rows) != 1+many {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		first := rows[1]
		if first[1] != "2026-11-22T12:16:40.000000+08:00" || first[6] != "subject-1000" || first[9] != "'=1+1" {
			t.Errorf("%q", first)
		}
		exports, _, err := w.Search(t.Context(), "示例协会", audit.Filter{Action: "trail.export"}, audit.Place{}, 2)
		if err != nil || len(exports) != 1 || exports[0].After != `{"action":"copy."}` {
			t.Errorf("the export itself is recorded as %+v, %v", exports, err)
		}
		if err := w.Export(t.Context(), audit.Filter{Subject: "subject-7"}, auditing.JSONLines, &lines); err != nil {
			t.Fatal(err)
		}
		var object map[string]any
		if err := json.Unmarshal(lines.Bytes(), &object); err != nil {
			t.Fatal(err)
		}
		if object["reason"] != "=1+1" || object["actor"] != "actor-7" {
			t.Errorf("%v", object)
		}
	})
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("full")

func TestExportTellsOfAFullDisk(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.record(t, 0, 2)
		for _, format := range []auditing.Format{auditing.CSV, auditing.JSONLines} {
			if err := w.Export(t.Context(), audit.Filter{}, format, full{}); !errors.Is(err, errFull) {
				t.Errorf("%s: %v", format, err)
			}
		}
	})
}
