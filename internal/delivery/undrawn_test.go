package delivery_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/delivery"
)

// A row whose name no font can draw waits; the same file takes it in once one
// can, and leaves the others as they are.
func TestARowWaitsForItsFont(t *testing.T) {
	rows := []row{good().with("管理号", "1"), good().with("管理号", "2", "姓名", "林\U00030EDE若\U00030EDE\U000323AF", "证件号码", "119978198805170525"), good().with("管理号", "3", "性别", "?")}
	for name, file := range map[string][]byte{"CSV": table(delivery.Columns(), rows...), "XLSX": saved(t, book(t, rows...))} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			i := newImporter(t, m)
			var faults []delivery.Fault
			_, refused := run(t, i, m, file, delivery.Options{Refused: func(f delivery.Fault) error {
				faults = append(faults, f)
				return nil
			}})
			if diff := cmp.Diff([]string{"3,姓名,name_unrenderable", "4,性别,sex_unknown"}, refused); diff != "" {
				t.Fatalf("refused (-want +got):\n%s", diff)
			}
			if r, waits := faults[0].Unrenderable(); !waits || r != 0x30EDE {
				t.Errorf("%U, %v", r, waits)
			}
			if _, waits := faults[1].Unrenderable(); waits {
				t.Error("a wrong sex waits for a font")
			}
			var got []delivery.Undrawn
			for u, err := range delivery.UndrawnNames(t.Context(), bytes.NewReader(file), delivery.DefaultLimits(), kept(t, faults...), i.Fonts) {
				must(t, err)
				got = append(got, u)
			}
			want := []delivery.Undrawn{{Line: 3, Name: "林\U00030EDE若\U00030EDE\U000323AF", Missing: []rune{0x30EDE, 0x323AF}}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("undrawn (-want +got):\n%s", diff)
			}
			i.Fonts = fonts(0x40000)
			later, refused := run(t, i, m, file, delivery.Options{})
			if later != (delivery.Summary{Rows: 3, Added: 1, Unchanged: 1, Refused: 1}) || len(refused) != 1 {
				t.Errorf("with a font: %+v, %v", later, refused)
			}
		})
	}
}
