package sqlite

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/store/relational"
)

// Nothing that is asked of a million rows may read them all; the pending
// copies, and those to be raised, are few.
func TestStatementsUseIndexes(t *testing.T) {
	mapping := relational.New(dialect(), relational.Options{})
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), relational.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	large := regexp.MustCompile(`SCAN (certificates|certificate_changes|certificate_changes_due|copies|accounts|a|s|sessions|throttles|audit_trail|issued_certificates|lasting_copies|l)\b`)
	for _, statement := range mapping.Statements() {
		for _, step := range plan(t, s.DB(), statement) {
			if !large.MatchString(step) || strings.HasSuffix(step, "USING INDEX copies_pending") || strings.HasSuffix(step, "USING INDEX lasting_copies_waiting") || allowedToScan(statement) {
				continue
			}
			t.Errorf("%s\n\t%s", statement, step)
		}
	}
}

// An OCSP answer costs one descent, however many certificates were issued, and a
// list reads what was revoked and nothing else.
func TestIssuedCertificatesAreFoundAtOnce(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), relational.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	asked := 0
	for _, statement := range relational.New(dialect(), relational.Options{}).Statements() {
		if !strings.HasPrefix(statement, "SELECT") || !strings.Contains(statement, "FROM issued_certificates") {
			continue
		}
		asked++
		want := "SEARCH issued_certificates USING PRIMARY KEY (issuer=? AND serial=?)"
		if strings.Contains(statement, "revoked_at IS NOT NULL") {
			want = "SEARCH issued_certificates USING COVERING INDEX issued_certificates_revoked (issuer=? AND serial>?)"
		}
		if steps := plan(t, s.DB(), statement); len(steps) != 1 || steps[0] != want {
			t.Errorf("%s\n\t%q", statement, steps)
		}
	}
	if asked != 2 {
		t.Errorf("%d statements", asked)
	}
}

// A search of the trail stops at its limit, whatever it is for: it follows an
// index in the order of its answer and sorts nothing.
func TestTrailSearchesUseIndexes(t *testing.T) {
	mapping := relational.New(dialect(), relational.Options{})
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), relational.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	moment := time.Unix(1, 0)
	for index, f := range map[string]audit.Filter{
		"audit_trail_at":        {From: moment, To: moment},
		"audit_trail_authority": {Authority: "a", Action: "b", Reason: "c"},
		"audit_trail_actor":     {Actor: "a", From: moment},
		"audit_trail_subject":   {Subject: "a", Reason: "b"},
	} {
		statement, _ := mapping.TrailSearch(f, audit.Place{At: moment, Sequence: 1}, 10)
		for _, step := range plan(t, s.DB(), statement) {
			if !strings.Contains(step, "USING INDEX "+index+" ") {
				t.Errorf("%s\n\t%s", statement, step)
			}
		}
	}
}

// What an office looks at is asked of a million copies at every sign-in: each
// step follows an index made for it, and sorts nothing but a handful of groups.
func TestFiguresUseIndexes(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), relational.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	indexes := regexp.MustCompile(`USING (COVERING )?INDEX (copies_waiting|copies_failed|copy_counts_period|sqlite_autoindex_copy_counts_1|deliveries_open|deliveries_coming|proposals_waiting)\b`)
	found := map[string]bool{}
	for _, statement := range relational.New(dialect(), relational.Options{}).Figures() {
		for _, step := range plan(t, s.DB(), statement) {
			if index := indexes.FindStringSubmatch(step); index != nil {
				found[index[2]] = true
			} else if strings.HasPrefix(step, "SCAN c") || strings.HasPrefix(step, "SEARCH c") || strings.Contains(step, "deliveries") || strings.Contains(step, "proposals") {
				t.Errorf("%s\n\t%s", statement, step)
			}
		}
	}
	if len(found) != 7 {
		t.Errorf("indexes in use: %v", found)
	}
}

// allowedToScan: counting reads a whole index, and what is read from an end of
// one stops at its limit.
func allowedToScan(statement string) bool {
	return strings.HasPrefix(statement, "SELECT COUNT(*)") ||
		strings.Contains(statement, "ORDER BY sequence DESC LIMIT") ||
		strings.Contains(statement, "ORDER BY made_at DESC LIMIT")
}

func plan(t *testing.T, db *sql.DB, statement string) []string {
	t.Helper()
	var args []any
	for strings.Contains(statement, "?"+strconv.Itoa(len(args)+1)) {
		args = append(args, nil)
	}
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer func() { _ = rows.Close() }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
