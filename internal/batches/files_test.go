package batches_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// packed is a ZIP of files.
func packed(t *testing.T, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, NonUTF8: true})
		if err == nil {
			_, err = w.Write(f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesOfEveryKind(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		s := open(t, w)
		good, goodFile := s.sealed(t)
		revoked, revokedFile := s.sealed(t)
		s.SetState(t, revoked.Certificate, cert.Revoked)
		changed := bytes.Replace(goodFile, []byte("/MediaBox"), []byte("/MediaBax"), 1)
		old, err := simplifiedchinese.GB18030.NewEncoder().String("张三/证书.pdf")
		if err != nil {
			t.Fatal(err)
		}
		b := s.receive(t,
			file{"folder/林若溪.pdf", goodFile}, file{".DS_Store", []byte("x")}, file{"notes.txt", []byte("not a PDF")},
			file{"all.zip", packed(t, file{old, revokedFile}, file{"__MACOSX/._a.pdf", []byte("x")}, file{"changed.pdf", changed},
				file{"nested.zip", packed(t, file{"a.pdf", goodFile})}, file{"../../etc/passwd.pdf", goodFile})},
		)
		if b.State != store.BatchChecking || b.Rows != 6 || b.Source.Files != 3 || len(b.Source.Digest) != 64 {
			t.Errorf("received: %+v", b)
		}
		s.work(t)
		want := []string{
			"valid", "unreadable not_a_pdf", "invalid certificate_revoked", "invalid contents_not_canonical", "unreadable not_a_pdf", "valid",
		}
		got := s.outcomes(t, b.ID)
		for i := range got {
			if i == 3 && got[i][:7] == "invalid" {
				got[i] = want[i] // why a changed file is refused is package verify's matter
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("outcomes %q, want %q", got, want)
		}
		b = s.find(t, b.ID)
		if b.State != store.BatchDone || b.Done != 6 || b.Counts[batches.Valid] != 2 || b.Counts[batches.Invalid] != 2 || b.Counts[batches.Unreadable] != 2 {
			t.Errorf("done: %+v", b)
		}
		rows, _, err := s.Rows(t.Context(), "org-1", b.ID, "", 0, 10)
		if err != nil || rows[0].Result.Outcome != batches.Invalid || rows[5].Result.Outcome != batches.Valid {
			t.Errorf("problems do not come first: %v", err)
		}
		names := map[string]bool{}
		for _, r := range rows {
			names[r.Item.Name] = true
		}
		for _, name := range []string{"folder/林若溪.pdf", "all.zip/张三/证书.pdf", "all.zip/etc/passwd.pdf"} {
			if !names[name] {
				t.Errorf("no row is called %s: %v", name, names)
			}
		}
		checks := s.checks(t, good.Certificate)
		if len(checks) != 1 || checks[0].Way != store.CheckedInBatch || checks[0].Organisation != "org-1" || checks[0].Code != good.Code {
			t.Errorf("the holder's history: %+v", checks)
		}
		if left := w.Files(t, "batches/"+b.ID+"/in/"); len(left) > 0 {
			t.Errorf("what was handed in stays: %v", left)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	w := world.Found(t)
	s := open(t, w)
	zeros := make([]byte, 3<<20)
	copy(zeros, "%PDF-")
	var bomb []file
	for i := range 90 {
		bomb = append(bomb, file{fmt.Sprintf("%d.pdf", i), zeros})
	}
	for name, test := range map[string]struct {
		files  []file
		limits func(*batches.Limits)
		reason fault.Reason
	}{
		"nothing":           {nil, nil, "batch_empty"},
		"only what systems": {[]file{{"Thumbs.db", []byte("x")}}, nil, "batch_empty"},
		"a bomb":            {[]file{{"bomb.zip", packed(t, bomb...)}}, nil, "batch_bomb"},
		"too many":          {[]file{{"a.pdf", zeros}, {"b.pdf", zeros}}, func(l *batches.Limits) { l.Rows = 1 }, "batch_too_many"},
		"too many in a ZIP": {[]file{{"a.zip", packed(t, file{"a.pdf", nil}, file{"b.pdf", nil})}}, func(l *batches.Limits) { l.Rows = 1 }, "delivery_archive"},
		"too large":         {[]file{{"a.pdf", zeros}, {"b.pdf", zeros}}, func(l *batches.Limits) { l.Upload = 5 << 20 }, "batch_too_large"},
		"unpacks to much":   {[]file{{"a.zip", packed(t, bomb[:2]...)}}, func(l *batches.Limits) { l.Unpacked = 5 << 20 }, "batch_too_large"},
		"a broken archive":  {[]file{{"a.zip", []byte("PK\x03\x04 and no more")}}, nil, "delivery_archive"},
	} {
		t.Run(name, func(t *testing.T) {
			s.Limits = batches.DefaultLimits()
			if test.limits != nil {
				test.limits(&s.Limits)
			}
			_, err := s.ReceiveFiles(t.Context(), s.by, uploads(test.files...))
			if !fault.Is(err, fault.Invalid) || fault.ReasonOf(err) != test.reason {
				t.Errorf("error %v, want %s", err, test.reason)
			}
			s.work(t)
			if left := w.Files(t, "batches/"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if all, _, err := s.List(t.Context(), "org-1", ""); err != nil || len(all) > 0 {
				t.Errorf("%d batches are listed, %v", len(all), err)
			}
		})
	}
}

func TestAFileTooLargeIsARowWithoutAnAnswer(t *testing.T) {
	w := world.Found(t)
	s := open(t, w)
	s.Limits.File = 1000
	b := s.receive(t, file{"large.pdf", append([]byte("%PDF-"), make([]byte, 2000)...)})
	s.work(t)
	if got := s.outcomes(t, b.ID); !slices.Equal(got, []string{"unreadable limit_exceeded"}) {
		t.Errorf("%q", got)
	}
}

// broken fails in the middle of an upload.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the network went away") }

func TestAnUploadBrokenOffLeavesNothing(t *testing.T) {
	w := world.Found(t)
	s := open(t, w)
	half := func(yield func(batches.Upload, error) bool) {
		_ = yield(batches.Upload{Name: "a.pdf", Content: bytes.NewReader(append([]byte("%PDF-"), make([]byte, 5<<20)...))}, nil) &&
			yield(batches.Upload{Name: "b.pdf", Content: io.MultiReader(bytes.NewReader(make([]byte, 2000)), broken{})}, nil)
	}
	if _, err := s.ReceiveFiles(t.Context(), s.by, half); err == nil {
		t.Fatal("half an upload is taken")
	}
	s.work(t)
	if left := w.Files(t, "batches/"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestLookupsAreTakenForAllOrNone(t *testing.T) {
	w := world.Found(t)
	s := open(t, w)
	s.Lookups = 3
	pdf := []byte("%PDF-1.7\n")
	s.receive(t, file{"a.pdf", pdf}, file{"b.pdf", pdf}, file{"no.txt", []byte("takes none")})
	_, err := s.ReceiveFiles(t.Context(), s.by, uploads(file{"a.pdf", pdf}, file{"b.pdf", pdf}))
	if !fault.Is(err, fault.Exhausted) || fault.ReasonOf(err) != "lookups_used_up" {
		t.Errorf("error %v", err)
	}
	s.receive(t, file{"a.pdf", pdf})
}

// A number that a copy shows whole is for whoever was given the file: what is
// kept of it, listed and reported has it masked.
func TestAWholeNumberIsMasked(t *testing.T) {
	w := world.Sealing(t)
	s := open(t, w)
	c := s.Certificate(t)
	app := s.Application("")
	app.Scenario, app.Number = "职称评审", cert.NumberFull
	made, err := w.Holding.Endorse(t.Context(), s.Holder(t, c.Holder), c.ID, app)
	if err != nil {
		t.Fatal(err)
	}
	s.Seal(t)
	whole, err := w.Blobs.Get(t.Context(), s.Copy(t, made.Code).Blob)
	if err != nil {
		t.Fatal(err)
	}
	b := s.receive(t, file{"a.pdf", whole})
	s.work(t)
	rows, _, err := s.Rows(t.Context(), s.by.Organisation, b.ID, "", 0, 10)
	if err != nil || len(rows) != 1 || rows[0].Result.Outcome != batches.Valid {
		t.Fatalf("%+v, %v", rows, err)
	}
	if got := rows[0].Result.MaskedNumber; got != "1199**********8925" {
		t.Errorf("%q is listed", got)
	}
	var table bytes.Buffer
	if err := s.WriteVerdicts(t.Context(), s.by.Organisation, b.ID, delivery.UTF8, batches.Chinese, &table); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(table.Bytes(), []byte(c.Holder.Document.Number)) || !bytes.Contains(table.Bytes(), []byte("1199**********8925")) {
		t.Errorf("the spreadsheet:\n%s", table.Bytes())
	}
}
