package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

func add(t *testing.T, s store.Store, cs ...cert.Certificate) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddCertificates(ctx, cs) })
}

func addErr(t *testing.T, s store.Store, cs ...cert.Certificate) error {
	t.Helper()
	return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.AddCertificates(ctx, cs) })
}

func count(t *testing.T, s store.Store) int {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) (int, error) { return r.CountCertificates(ctx) })
}

func testCertificates(t *testing.T, s store.Store) {
	full, bare := certificate(1), cert.Certificate{ID: cert.ID(id(2)), QueryNumber: "Q", State: cert.InForce}
	add(t, s)
	add(t, s, full, bare)
	wantSame(t, "count", count(t, s), 2)
	for _, want := range []cert.Certificate{full, bare} {
		got := read(t, s, func(ctx context.Context, r store.Reader) (cert.Certificate, error) {
			return r.Certificate(ctx, want.ID)
		})
		wantSame(t, "certificate", got, want)
	}
	full.State, full.Photo, full.File = cert.Suspended, "photo/other", "file/other"
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.SetCertificateState(ctx, full.ID, full.State); err != nil {
			return err
		}
		if err := tx.SetCertificatePhoto(ctx, full.ID, full.Photo); err != nil {
			return err
		}
		return tx.SetCertificateFile(ctx, full.ID, full.File)
	})
	got := read(t, s, func(ctx context.Context, r store.Reader) (cert.Certificate, error) {
		return r.Certificate(ctx, full.ID)
	})
	wantSame(t, "changed certificate", got, full)

	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Certificate(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		_, err = tx.LockCertificate(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		wantKind(t, tx.SetCertificateState(ctx, "none", cert.Revoked), fault.NotFound, "")
		wantKind(t, tx.SetCertificatePhoto(ctx, "none", ""), fault.NotFound, "")
		wantKind(t, tx.SetCertificateFile(ctx, "none", ""), fault.NotFound, "")
		return nil
	})
}

func byNumber(t *testing.T, s store.Store, management, query []string) map[cert.ID]cert.Certificate {
	t.Helper()
	found := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
		return r.CertificatesByNumber(ctx, management, query)
	})
	byID := map[cert.ID]cert.Certificate{}
	for _, c := range found {
		if _, twice := byID[c.ID]; twice {
			t.Errorf("certificate %s twice", c.ID)
		}
		byID[c.ID] = c
	}
	return byID
}

func testCertificateNumbers(t *testing.T, s store.Store) {
	both, managed, queried, other := certificate(1), certificate(2), certificate(3), certificate(4)
	managed.QueryNumber, queried.ManagementNumber = "", ""
	add(t, s, both, managed, queried, other)

	wantSame(t, "none asked for", byNumber(t, s, nil, nil), nil)
	wantSame(t, "empty numbers", byNumber(t, s, []string{""}, []string{""}), nil)
	wantSame(t, "the other kind of number", byNumber(t, s, []string{both.QueryNumber}, nil), nil)
	wantSame(t, "by any", byNumber(t, s,
		[]string{both.ManagementNumber, managed.ManagementNumber, "missing"}, []string{queried.QueryNumber, both.QueryNumber}),
		map[cert.ID]cert.Certificate{both.ID: both, managed.ID: managed, queried.ID: queried})

	long := make([]string, store.ListLimit+1)
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.CertificatesByNumber(ctx, long[:store.ListLimit], nil)
		if err != nil {
			return err
		}
		_, err = r.CertificatesByNumber(ctx, nil, long)
		return err
	})
	wantKind(t, err, fault.Invalid, "list_too_long")
}

func testSupersededCertificates(t *testing.T, s store.Store) {
	old := certificate(1)
	add(t, s, old)
	again := old
	again.ID, again.Version, again.Holder.Name = cert.ID(id(2)), 2, "示例·改"
	wantKind(t, addErr(t, s, again), fault.Conflict, "number_taken")

	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.SetCertificateState(ctx, old.ID, cert.Corrected); err != nil {
			return err
		}
		return tx.AddCertificates(ctx, []cert.Certificate{again})
	})
	old.State = cert.Corrected
	wantSame(t, "by number", byNumber(t, s, []string{old.ManagementNumber}, []string{old.QueryNumber}),
		map[cert.ID]cert.Certificate{again.ID: again})
	all := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
		return r.CertificatesByDocument(ctx, old.Holder.Document)
	})
	wantSame(t, "by document", all, []cert.Certificate{old, again})

	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.SetCertificateState(ctx, old.ID, cert.InForce), fault.Conflict, "")
		return nil
	})
}

func testCertificatesByDocument(t *testing.T, s store.Store) {
	// The 18-digit number is the example of GB 11643; the other is its older form.
	citizen := person.Document{Type: person.ResidentCard, Number: "11010519491231002X"}
	older := person.Document{Type: person.ResidentCard, Number: "110105491231002"}
	first, second, stranger := certificate(1), certificate(2), certificate(3)
	first.Holder.Document, second.Holder.Document = citizen, older
	second.IssuedOn = first.IssuedOn.AddDays(1)
	add(t, s, first, second, stranger)

	for _, d := range []person.Document{citizen, older, {Type: person.ResidentCard, Number: "11010519491231002x"}} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
			return r.CertificatesByDocument(ctx, d)
		})
		wantSame(t, "newest first", got, []cert.Certificate{second, first})
	}
	for _, d := range []person.Document{{}, {Type: person.Passport, Number: citizen.Number}} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
			return r.CertificatesByDocument(ctx, d)
		})
		wantSame(t, "another document", got, nil)
	}
}

func testCertificatesByName(t *testing.T, s store.Store) {
	born := civil.MustParse("1990-02-28")
	var cs []cert.Certificate
	for n := range 102 {
		c := certificate(n)
		c.IssuedOn = civil.MustParse("2020-01-01").AddDays(n)
		cs = append(cs, c)
	}
	cs[0].Holder.BirthDate = born.AddDays(1)
	cs[1].Holder.Name = "示例·别人"
	for n := range 101 {
		cs = append(cs, certificate(200+n))
		cs[len(cs)-1].Holder.Name = "某人"
	}
	add(t, s, cs...)
	ask := func(name string) []cert.Certificate {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]cert.Certificate, error) {
			return r.CertificatesByName(ctx, name, born)
		})
	}
	got := ask("示例・𰻝生") // another interpunct, the same name
	wantSame(t, "how many", len(got), 100)
	wantSame(t, "newest first", got[0], cs[101])
	wantSame(t, "at most 100", len(ask("某人")), 100)
	wantSame(t, "another name", ask("示例"), nil)
	wantSame(t, "no name", ask(""), nil)
}

func testNamesByteForByte(t *testing.T, s store.Store) {
	names := []string{
		"王\U00020BB7", "张\U0002A700", "李\U0002B740", "赵\U0002B820", "钱\U0002CEB0", // Ext B to F
		"孙\U00030EDE\U000323B0",       // Ext G and H
		"\uFA30侮\u4FAE\u4FAE\uFE00",   // compatibility ideograph, unified, and with a variation selector
		"葛\U000E0100", "é", "e\u0301", // composed and not
		"阿\u00B7\u2022\u30FB\u2027提", "王晓[沛]", "MARIA  DA SILVA", "\u3000全角", "O'Neil\"; --",
	}
	var cs []cert.Certificate
	for n, name := range names {
		c := certificate(n)
		c.Holder.Name = name
		cs = append(cs, c)
	}
	add(t, s, cs...)
	for _, want := range cs {
		got := read(t, s, func(ctx context.Context, r store.Reader) (cert.Certificate, error) {
			return r.Certificate(ctx, want.ID)
		})
		if got.Holder.Name != want.Holder.Name {
			t.Errorf("name %+q came back as %+q", want.Holder.Name, got.Holder.Name)
		}
	}
}

func testAllOrNone(t *testing.T, s store.Store) {
	add(t, s, certificate(1))
	for name, twin := range map[string]func(c *cert.Certificate){
		"management number": func(c *cert.Certificate) { c.QueryNumber = "" },
		"query number":      func(c *cert.Certificate) { c.ManagementNumber = "" },
		"identifier":        func(c *cert.Certificate) { c.ID, c.ManagementNumber, c.QueryNumber = cert.ID(id(1)), "", "" },
	} {
		t.Run(name, func(t *testing.T) {
			c := certificate(1)
			c.ID = cert.ID(id(99))
			twin(&c)
			update(t, s, func(ctx context.Context, tx store.Tx) error {
				err := tx.AddCertificates(ctx, []cert.Certificate{certificate(2), c, certificate(3)})
				wantKind(t, err, fault.Conflict, "number_taken")
				return nil // whoever lives with the conflict still adds none
			})
			wantSame(t, "count", count(t, s), 1)
		})
	}
	same := certificate(5)
	same.ID = cert.ID(id(6))
	wantKind(t, addErr(t, s, certificate(5), same), fault.Conflict, "number_taken")
}

func testBulk(t *testing.T, s store.Store) {
	const many = 10_000
	cs := make([]cert.Certificate, many)
	for n := range cs {
		cs[n] = certificate(n)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // a second or so is usual
	defer cancel()
	if err := s.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.AddCertificates(ctx, cs) }); err != nil {
		t.Fatalf("Update: %v", err)
	}
	wantSame(t, "count", count(t, s), many)
	got := byNumber(t, s, []string{fmt.Sprintf("M%08d", many-1)}, nil)
	wantSame(t, "the last one", got, map[cert.ID]cert.Certificate{cs[many-1].ID: cs[many-1]})
}
