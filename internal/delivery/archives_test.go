package delivery_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
)

// pack makes an archive of names and contents, in turn.
func pack(t testing.TB, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: entries[i], Method: zip.Deflate})
		must(t, err)
		_, err = io.WriteString(w, entries[i+1])
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

// rowsOf is a table of the three good rows, the third a 证书电子文件.
func rowsOf() string {
	rows := three()
	rows[2].with("文书种类", "证书电子文件")
	return string(table(delivery.Columns(), rows...))
}

func TestArchive(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("照片/")
	must(t, err)
	tests := []struct {
		name    string
		entries []string
		photos  []string // by row
		file    string   // of the third row
		strays  []delivery.Stray
	}{
		{"a table alone", []string{"表.csv", rowsOf()}, []string{"", "", ""}, "", nil},
		{"a workbook under any name", []string{"data.bin", string(saved(t, book(t, three()...)))}, []string{"", "", ""}, "", nil},
		{"what systems leave", []string{"a/表.csv", rowsOf(), "__MACOSX/a/._表.csv", "\x00\x05", "Thumbs.db", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a/.DS_Store", "x"},
			[]string{"", "", ""}, "", nil},
		{"photos and an e-file, folders in GBK", []string{gbk + "1.jpg", "one", "表.csv", rowsOf(), gbk + "2.PNG", "two", gbk + "3.pdf", "three"},
			[]string{"kept one", "kept two", ""}, "three", nil},
		{"for nobody", []string{"表.csv", rowsOf(), "9.jpg", "x", "8.pdf", "x", "readme.txt", "hello"}, []string{"", "", ""}, "",
			[]delivery.Stray{{Name: "8.pdf", Reason: delivery.ReasonFileForNobody}, {Name: "9.jpg", Reason: delivery.ReasonPhotoForNobody}, {Name: "readme.txt", Reason: delivery.ReasonEnclosureUnknown}}},
		{"twice", []string{"表.csv", rowsOf(), "a/1.jpg", "x", "b/1.png", "y", "2.jpg", "two"}, []string{"", "kept two", ""}, "",
			[]delivery.Stray{{Name: "a/1.jpg", Reason: delivery.ReasonPhotoTwice}, {Name: "b/1.png", Reason: delivery.ReasonPhotoTwice}}},
		{"refused", []string{"表.csv", rowsOf(), "1.jpg", "broken", "3.pdf", "broken"}, []string{"", "", ""}, "",
			[]delivery.Stray{{Name: "1.jpg", Reason: "photo_unreadable"}, {Name: "3.pdf", Reason: "photo_unreadable"}}},
		{"an e-file for an e-certificate", []string{"表.csv", rowsOf(), "1.pdf", "x"}, []string{"", "", ""}, "",
			[]delivery.Stray{{Name: "1.pdf", Reason: delivery.ReasonFileNotAsked}}},
		{"too large a photo", []string{"表.csv", rowsOf(), "1.jpg", strings.Repeat("x", 9<<20)}, []string{"", "", ""}, "",
			[]delivery.Stray{{Name: "1.jpg", Reason: "photo_too_large"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, kept := newMemory(), shelf{}
			i := newImporter(t, m)
			i.Keeper.Blobs = kept
			var strays []delivery.Stray
			o := delivery.Options{Stray: func(s delivery.Stray) { strays = append(strays, s) }}
			summary, refused := run(t, i, m, pack(t, tt.entries...), o)
			if summary.Added != 3 || len(refused) > 0 {
				t.Fatalf("%+v, refused %v", summary, refused)
			}
			var photos []string
			for _, c := range m.all {
				photos = append(photos, string(kept[c.Photo]))
			}
			if diff := cmp.Diff(tt.photos, photos); diff != "" {
				t.Errorf("photos (-want +got):\n%s", diff)
			}
			if got := string(kept[m.all[2].File]); got != tt.file {
				t.Errorf("e-file %q, want %q", got, tt.file)
			}
			if diff := cmp.Diff(tt.strays, strays); diff != "" {
				t.Errorf("strays (-want +got):\n%s", diff)
			}
			for _, s := range strays {
				if delivery.ExplainStray(s, delivery.Chinese) == string(s.Reason) {
					t.Errorf("nothing explains %s", s.Reason)
				}
			}
			strays = nil
			if again, _ := run(t, i, m, pack(t, tt.entries...), o); again.Unchanged != 3 || len(strays) != len(tt.strays) {
				t.Errorf("again: %+v, %v", again, strays)
			}
		})
	}
}

// What came later is given to the stored certificate, which stays as it is.
func TestAPhotoMayFollow(t *testing.T) {
	m := newMemory()
	i := newImporter(t, m)
	run(t, i, m, []byte(rowsOf()), delivery.Options{})
	before := m.all[0]
	i.Beside = fstest.MapFS{"1.jpg": {Data: []byte("one")}, "3.pdf": {Data: []byte("file")}, "2.jpg/x": {Data: []byte("no")}}
	dry, _ := run(t, i, m, []byte(rowsOf()), delivery.Options{DryRun: true})
	if dry.Enclosed != 2 || m.all[0] != before {
		t.Errorf("dry run: %+v", dry)
	}
	later, refused := run(t, i, m, []byte(rowsOf()), delivery.Options{})
	if want := (delivery.Summary{Rows: 3, Enclosed: 2, Unchanged: 1}); later != want || len(refused) > 0 {
		t.Errorf("%+v, refused %v", later, refused)
	}
	after := m.all[0]
	if after.Photo == "" || m.all[2].File == "" {
		t.Error("no photo or file")
	}
	after.Photo = ""
	if after != before {
		t.Errorf("more than the photo has changed: %+v", after)
	}
	i.Beside = nil
	if again, _ := run(t, i, m, []byte(rowsOf()), delivery.Options{}); again.Unchanged != 3 || m.all[0].Photo == "" {
		t.Errorf("again without: %+v", again)
	}
	i.Beside = fstest.MapFS{"1.jpg": {Data: []byte("another")}}
	if other, _ := run(t, i, m, []byte(rowsOf()), delivery.Options{}); other.Enclosed != 1 {
		t.Errorf("another photo: %+v", other)
	}
}

func TestUnreadableArchives(t *testing.T) {
	csv := rowsOf()
	locked := pack(t, "表.csv", csv)
	for _, mark := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(locked, []byte(mark))
		locked[at+map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8}[mark]] |= 1
	}
	for _, tt := range []struct {
		name           string
		file           []byte
		problem, field string
	}{
		{"no table", pack(t, "1.jpg", "x"), "no_table", ""},
		{"empty", pack(t), "no_table", ""},
		{"two tables", pack(t, "a.csv", csv, "b.csv", csv), "several_tables", "b.csv"},
		{"an archive in it", pack(t, "a.csv", csv, "b.zip", string(pack(t, "a.csv", csv))), "nested", "b.zip"},
		{"an old workbook in it", pack(t, "a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "xls", "a.xls"},
		{"a bomb", pack(t, "表.csv", csv+strings.Repeat(" ", 64<<20)), "bomb", "表.csv"},
		{"a password", locked, "encrypted", "表.csv"},
		{"cut off", pack(t, "表.csv", csv)[:200], "damaged", ""},
	} {
		t.Run(tt.name, func(t *testing.T) { wantProblem(t, tt.file, delivery.ReasonArchive, tt.problem, tt.field) })
	}
	t.Run("a wrong header", func(t *testing.T) {
		_, err := delivery.Open(t.Context(), bytes.NewReader(pack(t, "a.csv", "甲,乙\n")), delivery.DefaultLimits())
		if fault.ReasonOf(err) != delivery.ReasonHeader {
			t.Error(err)
		}
	})
	t.Run("too many entries", func(t *testing.T) {
		limits := delivery.DefaultLimits()
		limits.Entries = 2
		_, err := delivery.Open(t.Context(), bytes.NewReader(pack(t, "a.csv", csv, "1.jpg", "", "2.jpg", "")), limits)
		if fault.ReasonOf(err) != delivery.ReasonArchive {
			t.Error(err)
		}
		limits = delivery.DefaultLimits()
		limits.Directory = 100
		_, err = delivery.Open(t.Context(), bytes.NewReader(pack(t, "a.csv", csv, "1.jpg", "", "2.jpg", "")), limits)
		if fault.ReasonOf(err) != delivery.ReasonArchive {
			t.Error(err)
		}
	})
}

// huge claims two gigabytes and counts what is read of them.
type huge struct{ read int }

func (h *huge) Read(p []byte) (int, error) { h.read += len(p); return len(p), nil }

func (h *huge) Seek(_ int64, whence int) (int64, error) {
	if whence == io.SeekEnd {
		return 2 << 30, nil
	}
	return 0, nil
}

func TestAHugeFileIsNotRead(t *testing.T) {
	h := &huge{}
	_, err := delivery.Open(t.Context(), h, delivery.DefaultLimits())
	if fault.ReasonOf(err) != delivery.ReasonTooLarge || h.read > 0 {
		t.Errorf("%v after %d bytes", err, h.read)
	}
}
