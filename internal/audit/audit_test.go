package audit_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
)

func record() audit.Record {
	return audit.Record{Sequence: 7, Entry: audit.Entry{
		At: time.Unix(1, 0), Actor: "a", ActorRole: "b", Authority: "c", Action: "d", Subject: "e",
		Before: "f", After: "g", Reason: "h", Origin: "i", Detail: "j",
	}}
}

// Whatever of a record, its place or the links before it is another, the hash
// is another.
func TestEveryFieldIsHashed(t *testing.T) {
	var end audit.Head
	seen := map[audit.Hash]string{audit.Next(end, record()).Hash: "as it is"}
	wantNew := func(what string, h audit.Hash) {
		t.Helper()
		if same, ok := seen[h]; ok {
			t.Errorf("%s: the hash of %s", what, same)
		}
		seen[h] = what
	}
	entry := reflect.TypeFor[audit.Entry]()
	for i := range entry.NumField() {
		r := record()
		switch f := reflect.ValueOf(&r.Entry).Elem().Field(i); v := f.Interface().(type) {
		case string:
			f.SetString(v + "x")
		case time.Time:
			f.Set(reflect.ValueOf(v.Add(time.Microsecond)))
		default:
			t.Fatalf("%s: the hash knows no %T", entry.Field(i).Name, v)
		}
		wantNew(entry.Field(i).Name, audit.Next(end, r).Hash)
	}
	r := record()
	r.Sequence++
	wantNew("sequence", audit.Next(end, r).Hash)
	wantNew("position", audit.Next(audit.Head{Position: 1}, record()).Hash)
	wantNew("hash before", audit.Next(audit.Head{Hash: audit.Hash{1}}, record()).Hash)
	r = record()
	r.Actor, r.ActorRole = "ab", ""
	wantNew("a field moved into the one before", audit.Next(end, r).Hash)
}

// The serialisation is fixed: chains made by earlier versions stay checkable.
func TestHashStays(t *testing.T) {
	link := audit.Next(audit.Head{}, record())
	const want = "1:1c352efc67c6404051d71328c8478b414ec946df116c54a99a4263bf32db5c35"
	if got := link.Head().String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestHeads(t *testing.T) {
	head := audit.Next(audit.Head{Position: 41}, record()).Head()
	if got, err := audit.ParseHead(" " + head.String() + "\n"); err != nil || got != head {
		t.Errorf("%v, %v, want %v", got, err, head)
	}
	digits := head.Hash.String()
	for _, text := range []string{"", "1", "1:", ":" + digits, "-1:" + digits, "0:" + digits, "x:" + digits, "1:" + digits[1:], "1:" + digits + "00", "1:" + strings.Repeat("g", 64)} {
		if head, err := audit.ParseHead(text); err == nil {
			t.Errorf("%q was read as %v", text, head)
		}
	}
}

func TestFacts(t *testing.T) {
	for want, facts := range map[string]audit.Facts{
		"":                                nil,
		`{"state":"ready","version":"2"}`: {"version": "2", "state": "ready"},
	} {
		if got := facts.JSON(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestCompleted(t *testing.T) {
	ctx := audit.WithActor(audit.WithOrigin(t.Context(), "192.0.2.1"), audit.Actor{ID: "me", Role: "officer", Authority: "示例协会"})
	for name, test := range map[string]struct{ entry, want audit.Entry }{
		"by the visitor":     {audit.Entry{Actor: "me"}, audit.Entry{Actor: "me", ActorRole: "officer", Authority: "示例协会", Origin: "192.0.2.1"}},
		"by nobody named":    {audit.Entry{}, audit.Entry{Actor: "me", ActorRole: "officer", Authority: "示例协会", Origin: "192.0.2.1"}},
		"by another":         {audit.Entry{Actor: "you"}, audit.Entry{Actor: "you", Origin: "192.0.2.1"}},
		"what is said stays": {audit.Entry{Actor: "me", ActorRole: "x", Authority: "y", Origin: "z"}, audit.Entry{Actor: "me", ActorRole: "x", Authority: "y", Origin: "z"}},
	} {
		if got := audit.Completed(ctx, test.entry); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
	if got := audit.Completed(t.Context(), audit.Entry{}); got.Actor != audit.System || got.Origin != audit.System {
		t.Errorf("by nobody at all: %+v", got)
	}
	for _, actor := range []string{audit.CLI, audit.System, "x"} {
		want := audit.Entry{Actor: actor, Origin: actor}
		if actor == "x" {
			want.Origin = ""
		}
		if got := audit.Completed(t.Context(), audit.Entry{Actor: actor}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func TestReasonsKeepNoNumbers(t *testing.T) {
	for typed, want := range map[string]string{
		"证件11990519690803713X，电话19900002212":   "证件***，电话***",
		"证件１１９９０５１９６９０８０３７１３Ｘ":                 "证件***",
		"通行证 H1234567890、护照E12345678":          "通行证 ***、护照***",
		"AB12345678X c12345678":                "*** ***",
		"IDNO11990519690803713X":               "***",
		"11990519690803713X\xff":               "***\ufffd",
		"2026-11-22 起，第 31 号令，20261122，0104 室": "2026-11-22 起，第 31 号令，20261122，0104 室",
		"wrong_password":                       "wrong_password",
		"olcsc3w72264ji4myyg5dywdti":           "olcsc3w72264ji4myyg5dywdti",
		"DEED12345678":                         "DEED12345678",
	} {
		if got := audit.Completed(t.Context(), audit.Entry{Reason: typed}).Reason; got != want {
			t.Errorf("%q became %q, want %q", typed, got, want)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	f.Add(audit.Head{}.String())
	f.Add("1:zz")
	f.Fuzz(func(t *testing.T, text string) {
		head, err := audit.ParseHead(text)
		if err != nil {
			return
		}
		if again, err := audit.ParseHead(head.String()); err != nil || again != head {
			t.Errorf("%q: %v, then %v, %v", text, head, again, err)
		}
	})
}
