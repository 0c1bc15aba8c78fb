package auditing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/auditing"
)

func TestAWholeTrail(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		if v := w.check(t, audit.Head{}); v != (auditing.Verdict{}) {
			t.Errorf("of an empty trail: %+v", v)
		}
		w.record(t, 0, 5)
		w.link(t)
		noted, err := w.Head(t.Context())
		if err != nil || noted.Position != 5 {
			t.Fatalf("head %v, %v", noted, err)
		}
		w.record(t, 5, 8)
		w.link(t)
		v := w.check(t, noted)
		if v.Finding != nil || v.Head.Position != 8 {
			t.Errorf("%+v, want 8 links and no finding", v)
		}
	})
}

// Whoever changes the tables behind the store's back is found, at the first
// position that is wrong.
func TestTampering(t *testing.T) {
	const last = 6
	type tampering struct {
		statements []string
		want       auditing.Finding
	}
	tests := map[string]tampering{
		"an instant changed": {
			[]string{"UPDATE audit_trail SET at = at + 1 WHERE sequence = 3"},
			auditing.Finding{Reason: auditing.RecordChanged, Position: 3, Sequence: 3},
		},
		"a record deleted":  {[]string{"DELETE FROM audit_trail WHERE sequence = 2"}, auditing.Finding{Reason: auditing.RecordMissing, Position: 2, Sequence: 2}},
		"the first deleted": {[]string{"DELETE FROM audit_trail WHERE sequence = 1", "DELETE FROM audit_chain WHERE sequence = 1"}, auditing.Finding{Reason: auditing.LinkMissing, Position: 1, Sequence: 2}},
		"record and link deleted": {
			[]string{"DELETE FROM audit_trail WHERE sequence = 4", "DELETE FROM audit_chain WHERE sequence = 4"},
			auditing.Finding{Reason: auditing.LinkMissing, Position: 4, Sequence: 5},
		},
		"record and link deleted, the gap closed": {
			[]string{
				"DELETE FROM audit_trail WHERE sequence = 4", "DELETE FROM audit_chain WHERE sequence = 4",
				"UPDATE audit_chain SET position = 4 WHERE position = 5", "UPDATE audit_chain SET position = 5 WHERE position = 6",
			},
			auditing.Finding{Reason: auditing.RecordChanged, Position: 4, Sequence: 5},
		},
		"two records in each other's place": {
			[]string{
				"UPDATE audit_chain SET sequence = 99 WHERE position = 2", "UPDATE audit_chain SET sequence = 2 WHERE position = 5",
				"UPDATE audit_chain SET sequence = 5 WHERE position = 2",
			},
			auditing.Finding{Reason: auditing.RecordChanged, Position: 2, Sequence: 5},
		},
		"links cut off": {
			[]string{"DELETE FROM audit_chain WHERE position > 4"},
			auditing.Finding{Reason: auditing.RecordUnknown, Sequence: 5},
		},
		"a record that nobody links": {
			[]string{
				"INSERT INTO audit_trail (at, actor, action, subject, detail) VALUES (1, 'x', 'x', 'x', '')",
				"DELETE FROM audit_waiting",
			},
			auditing.Finding{Reason: auditing.RecordUnknown, Sequence: last + 1},
		},
		"a record gone before it was linked": {
			[]string{
				"INSERT INTO audit_trail (at, actor, action, subject, detail) VALUES (1, 'x', 'x', 'x', '')",
				"DELETE FROM audit_trail WHERE sequence = 7",
			},
			auditing.Finding{Reason: auditing.RecordMissing, Sequence: last + 1},
		},
	}
	for _, column := range []string{
		"actor", "actor_role", "authority", "action", "subject", "state_before", "state_after", "reason", "origin", "detail",
	} {
		tests[column+" changed"] = tampering{
			[]string{"UPDATE audit_trail SET " + column + " = 'x' WHERE sequence = 3"},
			auditing.Finding{Reason: auditing.RecordChanged, Position: 3, Sequence: 3},
		}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, w *world) {
				w.record(t, 0, last)
				w.link(t)
				w.tamper(t, test.statements...)
				v := w.check(t, audit.Head{})
				if v.Finding == nil {
					t.Fatal("not found")
				}
				if diff := cmp.Diff(test.want, *v.Finding); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// What rewrites or shortens the whole chain is found by a head noted before.
func TestNotedHeads(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.record(t, 0, 4)
		w.link(t)
		noted := w.check(t, audit.Head{}).Head
		w.tamper(t, "DELETE FROM audit_chain WHERE position = 4", "DELETE FROM audit_trail WHERE sequence = 4")
		v := w.check(t, noted)
		if v.Finding == nil || *v.Finding != (auditing.Finding{Reason: auditing.HeadMissing, Position: 4}) {
			t.Errorf("cut off: %+v", v.Finding)
		}
		w.behind(t, "UPDATE audit_trail SET actor = 'x' WHERE sequence = 2")
		w.behind(t, "DELETE FROM audit_chain")
		w.behind(t, "INSERT INTO audit_waiting (sequence) SELECT sequence FROM audit_trail")
		w.record(t, 4, 5)
		w.link(t)
		if v := w.check(t, audit.Head{}); v.Finding != nil {
			t.Fatalf("made anew, and not noted: %+v", v.Finding)
		}
		v = w.check(t, noted)
		if v.Finding == nil || v.Finding.Reason != auditing.HeadDiffers || v.Finding.Position != 4 {
			t.Errorf("made anew: %+v", v.Finding)
		}
	})
}

// A record is given a few seconds to be linked.
func TestRecordsWait(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.record(t, 0, 3)
		w.Now = func() time.Time { return noon().Add(11 * time.Second) }
		v := w.check(t, audit.Head{})
		if v.Finding == nil || *v.Finding != (auditing.Finding{Reason: auditing.RecordUnknown, Sequence: 1}) {
			t.Errorf("after eleven seconds: %+v", v.Finding)
		}
		w.Now = noon
		if v := w.check(t, audit.Head{}); v.Finding != nil {
			t.Errorf("at once: %+v", v.Finding)
		}
	})
}

// More than a batch is linked and checked like less.
func TestManyBatches(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		const many = 1201
		w.recordTogether(t, many)
		w.link(t)
		if v := w.check(t, audit.Head{}); v.Finding != nil || v.Head.Position != many {
			t.Errorf("%+v", v)
		}
		w.tamper(t, "UPDATE audit_trail SET actor = 'x' WHERE sequence = 1100")
		if v := w.check(t, audit.Head{}); v.Finding == nil || v.Finding.Position != 1100 {
			t.Errorf("%+v", v.Finding)
		}
	})
}
