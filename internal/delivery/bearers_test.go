package delivery_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

const (
	centre      = "示例人事考试中心"
	anothers    = "3,证件号码,document_of_another"
	association = "示例税务师协会"
)

// called is a row of the same document as good, for another certificate.
func called(number, name string) row { return good().with("管理号", number, "姓名", name) }

func documentOf(r row) string {
	return person.Document{Type: person.DocumentType(r["证件类型"]), Number: r["证件号码"]}.Normal()
}

// Each case is judged twice: both rows in one file, and the second in a file of
// its own once the first is stored.
func TestADocumentIsOnePersons(t *testing.T) {
	long := strings.Repeat("艾", 20)
	tests := []struct {
		name          string
		first, second row
		ties          []person.NameTie
		refused       bool
	}{
		{"two certificates of one person", called("1", "林若溪"), called("2", "林若溪"), nil, false},
		{"two people", called("1", "林若溪"), called("2", "林安"), nil, true},
		{"two of long names", called("1", long+"甲"), called("2", long+"乙"), nil, true},
		{"one of a long name", called("1", long), called("2", long), nil, false},
		{"forms of the interpunct", called("1", "迪丽努尔·艾合买提"), called("2", "迪丽努尔•艾合买提"), nil, false},
		{"another number", called("1", "林若溪"), called("2", "林安").with("证件号码", "119978198111170504", "出生日期", "1981-11-17"), nil, false},
		{
			"15 digits of one, 18 of another",
			called("1", "郭景行").with("性别", "男", "出生日期", "1969-08-03", "证件号码", "11990519690803713X"),
			called("2", "郭安").with("性别", "男", "出生日期", "1969-08-03", "证件号码", "119905690803713"), nil, true,
		},
		{"an older form, then the name", called("1", "林若[溪]"), called("2", "林若溪"), nil, false},
		{"the name, then an older form", called("1", "林若溪"), called("2", "林若(XI)"), nil, false},
		{"two older forms", called("1", "林若[溪]"), called("2", "林若(XI)"), nil, false},
		{"an older form of another name", called("1", "林若[溪]"), called("2", "王晓沛"), nil, true},
		{"two older forms of two names", called("1", "林若[溪]"), called("2", "王晓[沛]"), nil, true},
		{"a name that changed", called("1", "林若溪"), called("2", "林安"), []person.NameTie{{Authority: centre, Recorded: "林若溪", Name: "林安"}}, false},
		{"a name that changed, the old one delivered later", called("1", "林安"), called("2", "林若溪"), []person.NameTie{{Authority: centre, Recorded: "林若溪", Name: "林安"}}, false},
		{"another name that changed", called("1", "林若溪"), called("2", "林安"), []person.NameTie{{Authority: centre, Recorded: "林若溪", Name: "林平"}}, true},
		{"a row that is refused anyway", called("1", "林若溪").with("性别", "男"), called("2", "林安"), nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want []string
			if tt.refused {
				want = []string{anothers}
			}
			fresh := func() *memory {
				m := newMemory()
				m.ties = map[string]store.Bearing{documentOf(tt.second): {Ties: tt.ties}}
				return m
			}
			m := fresh()
			file := table(delivery.Columns(), tt.first, tt.second)
			for _, o := range []delivery.Options{{DryRun: true}, {}, {}} { // the third finds the rows stored
				_, refused := run(t, newImporter(t, m), m, file, o)
				if diff := cmp.Diff(want, onlyAnothers(refused)); diff != "" {
					t.Errorf("in one file, %+v (-want +got):\n%s", o, diff)
				}
			}
			m = fresh()
			run(t, newImporter(t, m), m, table(delivery.Columns(), tt.first), delivery.Options{})
			_, refused := run(t, newImporter(t, m), m, table(delivery.Columns(), good().with("文书种类", ""), tt.second), delivery.Options{})
			if diff := cmp.Diff(want, onlyAnothers(refused)); diff != "" {
				t.Errorf("against what is stored (-want +got):\n%s", diff)
			}
		})
	}
}

func onlyAnothers(refused []string) (list []string) {
	for _, r := range refused {
		if strings.Contains(r, "document_of_another") {
			list = append(list, r)
		}
	}
	return list
}

// A name in an older form lets one name that it may stand for pass, not two.
func TestAnOlderFormGivesWayToTheName(t *testing.T) {
	m := newMemory()
	_, refused := run(t, newImporter(t, m), m, table(delivery.Columns(), called("1", "林若[溪]"), called("2", "林若溪"), called("3", "林若汐")), delivery.Options{})
	if diff := cmp.Diff([]string{"4,证件号码,document_of_another"}, refused); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}

// Rows are judged in the file's order however far they are apart, and also
// where the documents are two that their authority tied.
func TestADocumentIsOnePersonsAcrossBatches(t *testing.T) {
	renewed := func(number, name, passport string) row {
		return called(number, name).with("证件类型", "护照", "证件号码", passport)
	}
	rows := []row{called("1", "林若溪"), renewed("2", "林若溪", "E12345678")}
	for i := range 2 * delivery.BatchSize {
		rows = append(rows, renewed(fmt.Sprintf("9%07d", i), "程宇", fmt.Sprintf("P%08d", i)))
	}
	rows = append(rows, called("3", "林安"), renewed("4", "林平", "E87654321"))
	m := newMemory()
	m.ties = map[string]store.Bearing{}
	for _, one := range []string{"passport:E12345678", "passport:E87654321"} {
		m.ties[one] = store.Bearing{Tied: map[string]string{centre: "least"}}
	}
	want := []string{
		fmt.Sprintf("%d,证件号码,document_of_another", len(rows)), fmt.Sprintf("%d,证件号码,document_of_another", len(rows)+1),
	}
	for _, o := range []delivery.Options{{DryRun: true}, {}} {
		if _, refused := run(t, newImporter(t, m), m, table(delivery.Columns(), rows...), o); !slices.Equal(refused, want) {
			t.Errorf("%+v: refused %v, want %v", o, refused, want)
		}
	}
}

// What others have recorded is not told by a refusal to who may not deliver
// for them; the operator's imports see everything. A tie of documents counts
// for the authority that made it alone.
func TestAnothersRecordsAreNotTold(t *testing.T) {
	for _, tt := range []struct {
		name    string
		stored  store.RecordedName
		mayHold func(string) bool
		want    []string
	}{
		{"another's, the operator", store.RecordedName{Authority: association, Name: "林安"}, nil, []string{"2,证件号码,document_of_another"}},
		{"another's, an office", store.RecordedName{Authority: association, Name: "林安"}, func(a string) bool { return a == centre }, nil},
		{"its own, an office", store.RecordedName{Authority: centre, Name: "林安"}, func(a string) bool { return a == centre }, []string{"2,证件号码,document_of_another"}},
		{"of a tied document", store.RecordedName{Authority: centre, Name: "林安", Tied: true}, nil, []string{"2,证件号码,document_of_another"}},
		{"of a document another tied", store.RecordedName{Authority: association, Name: "林安", Tied: true}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			m.ties = map[string]store.Bearing{documentOf(good()): {Names: []store.RecordedName{tt.stored}}}
			i := newImporter(t, m)
			i.MayHold = tt.mayHold
			if _, refused := run(t, i, m, table(delivery.Columns(), good()), delivery.Options{}); !slices.Equal(refused, tt.want) {
				t.Errorf("refused %v, want %v", refused, tt.want)
			}
		})
	}
}
