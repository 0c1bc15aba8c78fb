package delivery_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// sampleCatalogue answers from the rows of the sample catalogue.
type sampleCatalogue struct{ rows [][]string }

func newSampleCatalogue(t testing.TB) sampleCatalogue {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(file(t, "catalogue.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return sampleCatalogue{rows[1:]}
}

func (c sampleCatalogue) any(match func(row []string) bool) []string {
	for _, row := range c.rows {
		if match(row) {
			return row
		}
	}
	return nil
}

func (c sampleCatalogue) HasQualification(q string) bool {
	return c.any(func(r []string) bool { return r[0] == q }) != nil
}

func (c sampleCatalogue) HasLevel(q, level string) bool {
	return c.any(func(r []string) bool { return r[0] == q && r[2] == level }) != nil
}

func (c sampleCatalogue) HasSpecialty(q, level, specialty string) bool {
	return c.any(func(r []string) bool { return r[0] == q && r[2] == level && r[3] == specialty }) != nil
}

func (c sampleCatalogue) Issues(authority, q string) bool {
	return c.any(func(r []string) bool { return r[0] == q && r[4] == authority }) != nil
}

func (c sampleCatalogue) EnglishName(q, level, specialty string) string {
	if r := c.any(func(r []string) bool { return r[0] == q && r[2] == level && r[3] == specialty }); r != nil {
		return r[1]
	}
	return ""
}

// fonts draw everything below a code point: 0x30000 stands for a set without
// Ext G and H.
type fonts rune

func (f fonts) Missing(text string) (rune, bool) {
	for _, r := range text {
		if r >= rune(f) {
			return r, true
		}
	}
	return 0, false
}

// memory is a store of certificates: Sink and Stored. failAfter counts down
// the calls of Add until one fails; below zero none does.
type memory struct {
	mu        sync.Mutex
	all       []cert.Certificate
	byKey     map[delivery.Key]cert.Certificate
	ties      map[string]store.Bearing // by normal form of the document
	largest   int                      // most keys asked for at once
	failAfter int
	failure   error
}

func newMemory() *memory {
	return &memory{byKey: map[delivery.Key]cert.Certificate{}, failAfter: -1}
}

func (m *memory) Add(_ context.Context, list []cert.Certificate) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failAfter == 0 {
		return m.failure
	}
	m.failAfter--
	for _, c := range list {
		m.all = append(m.all, c)
		if c.ManagementNumber != "" {
			m.byKey[delivery.Key{Kind: delivery.ManagementNumber, Number: c.ManagementNumber}] = c
		}
		if c.QueryNumber != "" {
			m.byKey[delivery.Key{Kind: delivery.QueryNumber, Number: c.QueryNumber}] = c
		}
	}
	return nil
}

func (m *memory) Enclose(_ context.Context, list []delivery.Enclosing) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range list {
		i := slices.Index(m.all, e.Before)
		m.all[i] = e.After
		for _, k := range []delivery.Key{{Kind: delivery.ManagementNumber, Number: e.After.ManagementNumber}, {Kind: delivery.QueryNumber, Number: e.After.QueryNumber}} {
			if k.Number != "" {
				m.byKey[k] = e.After
			}
		}
	}
	return nil
}

func (m *memory) ByNumbers(_ context.Context, list []delivery.Key) (map[delivery.Key]cert.Certificate, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.largest = max(m.largest, len(list))
	found := map[delivery.Key]cert.Certificate{}
	for _, k := range list {
		if c, ok := m.byKey[k]; ok {
			found[k] = c
		}
	}
	return found, nil
}

// Bearings tells the names on its certificates, and ties.
func (m *memory) Bearings(_ context.Context, documents []person.Document) (map[string]store.Bearing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	asked, found := map[string]bool{}, map[string]store.Bearing{}
	for _, d := range documents {
		asked[d.Normal()] = true
		if b, ok := m.ties[d.Normal()]; ok {
			found[d.Normal()] = b
		}
	}
	for _, c := range m.all {
		if d := c.Holder.Document.Normal(); asked[d] {
			b := found[d]
			b.Names = append(slices.Clip(b.Names), store.RecordedName{Authority: c.Authority, Name: c.Holder.Name})
			found[d] = b
		}
	}
	return found, nil
}

func newImporter(t testing.TB, m *memory) *delivery.Importer {
	t.Helper()
	return &delivery.Importer{Rules: delivery.Rules{
		Catalogue: newSampleCatalogue(t),
		Fonts:     fonts(0x30000),
		Stored:    m,
		Now:       func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) },
	}, Keeper: delivery.Keeper{Blobs: shelf{}, Photo: notBroken, File: func(b []byte) error { _, err := notBroken(b); return err }}}
}

// run imports a text into m and returns the lines of its error file, header
// left out and explanations cut off.
func run(t testing.TB, i *delivery.Importer, m *memory, text []byte, o delivery.Options) (delivery.Summary, []string) {
	t.Helper()
	var out bytes.Buffer
	o.Errors = &out
	summary, err := i.Run(t.Context(), bytes.NewReader(text), m, o)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ","); got != "\ufeff行号,字段,原因,说明" {
		t.Fatalf("header of the error file: %q", got)
	}
	var lines []string
	for _, row := range rows[1:] {
		if row[3] == "" || row[3] == row[2] {
			t.Errorf("nothing explains %v", row)
		}
		lines = append(lines, strings.Join(row[:3], ","))
	}
	return summary, lines
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// shelf keeps blobs by key.
type shelf map[string][]byte

func (s shelf) Put(_ context.Context, key string, content []byte) error {
	s[key] = content
	return nil
}

// notBroken stands for the check of photos and files.
func notBroken(b []byte) ([]byte, error) {
	if string(b) == "broken" {
		return nil, fault.New("test.check", fault.Invalid, "photo_unreadable")
	}
	return append([]byte("kept "), b...), nil
}
