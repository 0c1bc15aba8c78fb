package relational

import (
	"context"
	"fmt"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// namesakes is how many certificates CertificatesByName returns at most.
const namesakes = 100

type certificateStatements struct {
	byID, byManagement, byQuery, byDocument, byName, count, lock, setState, setPhoto, setFile string
}

func newCertificateStatements(m *Mapping) certificateStatements {
	selected := "SELECT " + certificateSelected() + " FROM certificates "
	current := " AND state <> '" + string(cert.Corrected) + "'"
	return certificateStatements{
		byID:         m.sql(selected + "WHERE id = $1"),
		byManagement: m.sql(selected + "WHERE management_number <> ''" + current + " AND management_number " + m.dialect.In("$1")),
		byQuery:      m.sql(selected + "WHERE query_number <> ''" + current + " AND query_number " + m.dialect.In("$1")),
		byDocument:   m.sql(selected + "WHERE document_index = $1 ORDER BY issued_on DESC, id"),
		byName: m.sql(selected + "WHERE birth_date = $1 AND match_key = $2 ORDER BY issued_on DESC, id LIMIT " +
			fmt.Sprint(namesakes)),
		count:    m.sql("SELECT COUNT(*) FROM certificates"),
		lock:     m.sql(selected + "WHERE id = $1 " + m.dialect.Lock),
		setState: m.sql("UPDATE certificates SET state = $2 WHERE id = $1"),
		setPhoto: m.sql("UPDATE certificates SET photo = $2 WHERE id = $1"),
		setFile:  m.sql("UPDATE certificates SET file = $2 WHERE id = $1"),
	}
}

// certificateFields are the columns a certificate is read from, in the order
// of scanCertificate.
func certificateFields() []string {
	return []string{
		"id", "management_number", "query_number", "name", "sex", "birth_date",
		"document_type", "document_sealed", "mobile_sealed",
		"qualification", "english_name", "level", "specialty", "approved_on", "issued_on",
		"authority", "kind", "photo", "file", "state", "version", "delivery",
	}
}

// certificateSelected is what scanCertificate reads of an unnamed certificates
// table: its fields, and when the delivery it came in becomes public. That is
// one value of one row, so a whole delivery appears, or is undone, at once.
func certificateSelected() string {
	return columns(certificateFields(), "") + ", CASE WHEN delivery = '' THEN NULL ELSE COALESCE((SELECT d.visible_from" +
		" FROM deliveries d WHERE d.id = certificates.delivery), " + fmt.Sprint(cert.NotYet().UnixMicro()) + ") END"
}

// certificateColumns are the columns a certificate is written to, in the
// order of certificateRow.
func certificateColumns() []string {
	return append(certificateFields(), "match_key", "document_index", "key_number")
}

func (m *Mapping) certificateRow(c cert.Certificate) []any {
	key := m.vault.current()
	return []any{
		string(c.ID), c.ManagementNumber, c.QueryNumber, c.Holder.Name, string(c.Holder.Sex), c.Holder.BirthDate.String(),
		string(c.Holder.Document.Type), m.vault.seal(purposeDocument, c.Holder.Document.Number), m.vault.seal(purposePhone, c.Holder.Mobile),
		c.Qualification, c.EnglishName, c.Level, c.Specialty, c.ApprovedOn.String(), c.IssuedOn.String(),
		c.Authority, string(c.Kind), c.Photo, c.File, string(c.State), int64(c.Version), c.Delivery,
		person.MatchKey(c.Holder.Name), m.vault.documentIndex(c.Holder.Document), key,
	}
}

func (m *Mapping) scanCertificate(rows Rows) (c cert.Certificate, err error) {
	err = rows.Scan(certificateTargets(&c, &c.Holder.Document.Type,
		m.vault.opened(purposeDocument, &c.Holder.Document.Number), m.vault.opened(purposePhone, &c.Holder.Mobile))...)
	return c, err
}

// certificateTargets are what a certificate's columns are scanned into, those
// of its document and mobile number given.
func certificateTargets(c *cert.Certificate, documentType, document, mobile any) []any {
	return []any{
		&c.ID, &c.ManagementNumber, &c.QueryNumber, &c.Holder.Name, &c.Holder.Sex, toDate{&c.Holder.BirthDate},
		documentType, document, mobile,
		&c.Qualification, &c.EnglishName, &c.Level, &c.Specialty, toDate{&c.ApprovedOn}, toDate{&c.IssuedOn},
		&c.Authority, &c.Kind, &c.Photo, &c.File, &c.State, &c.Version, &c.Delivery, toInstant{&c.VisibleFrom},
	}
}

// Certificate returns the certificate.
func (r reader) Certificate(ctx context.Context, id cert.ID) (cert.Certificate, error) {
	return one(ctx, r, "store.Certificate", r.m.scanCertificate, r.m.certificates.byID, string(id))
}

// CertificatesByNumber returns the current certificates that bear any number.
func (r reader) CertificatesByNumber(ctx context.Context, management, query []string) ([]cert.Certificate, error) {
	const op = "store.CertificatesByNumber"
	if len(management) > store.ListLimit || len(query) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	var found []cert.Certificate
	seen := map[cert.ID]bool{}
	for _, by := range []struct {
		statement string
		numbers   []string
	}{{r.m.certificates.byManagement, management}, {r.m.certificates.byQuery, query}} {
		if len(by.numbers) == 0 {
			continue
		}
		some, err := list(ctx, r, op, r.m.scanCertificate, by.statement, r.m.dialect.List(by.numbers))
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			if !seen[c.ID] {
				seen[c.ID] = true
				found = append(found, c)
			}
		}
	}
	return found, nil
}

// CertificatesByDocument returns a document's certificates, newest issue first.
func (r reader) CertificatesByDocument(ctx context.Context, d person.Document) ([]cert.Certificate, error) {
	if d.Number == "" {
		return nil, nil
	}
	return list(ctx, r, "store.CertificatesByDocument", r.m.scanCertificate, r.m.certificates.byDocument, r.m.vault.documentIndex(d))
}

// CertificatesByName returns the certificates of a name's bearers born that day.
func (r reader) CertificatesByName(ctx context.Context, name string, born civil.Date) ([]cert.Certificate, error) {
	key := person.MatchKey(name)
	if key == "" {
		return nil, nil
	}
	return list(ctx, r, "store.CertificatesByName", r.m.scanCertificate, r.m.certificates.byName, born.String(), key)
}

// CountCertificates returns how many certificates there are.
func (r reader) CountCertificates(ctx context.Context) (int, error) {
	return one(ctx, r, "store.CountCertificates", scanner[int], r.m.certificates.count)
}

// AddCertificates adds all or none.
func (t tx) AddCertificates(ctx context.Context, cs []cert.Certificate) error {
	const op = "store.AddCertificates"
	if len(cs) == 0 {
		return nil
	}
	rows := make([][]any, len(cs))
	for i, c := range cs {
		rows[i] = t.m.certificateRow(c)
	}
	insert := func() error { return t.insert(ctx, op, "certificates", certificateColumns(), rows) }
	var err error
	if t.m.dialect.Undoes {
		err = insert()
	} else {
		err = t.whole(ctx, op, insert)
	}
	if err == nil {
		err = t.cover(ctx, op, cs)
	}
	if fault.Is(err, fault.Conflict) {
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: reasonNumberTaken, Err: err}
	}
	return err
}

// LockCertificate returns the certificate, held until the transaction ends.
func (t tx) LockCertificate(ctx context.Context, id cert.ID) (cert.Certificate, error) {
	return one(ctx, t.reader, "store.LockCertificate", t.m.scanCertificate, t.m.certificates.lock, string(id))
}

// SetCertificateState changes the state.
func (t tx) SetCertificateState(ctx context.Context, id cert.ID, s cert.State) error {
	const op = "store.SetCertificateState"
	return t.whole(ctx, op, func() error {
		return t.touch(ctx, op, t.m.certificates.setState, string(id), string(s))
	})
}

// SetCertificatePhoto sets the blob key of the photo.
func (t tx) SetCertificatePhoto(ctx context.Context, id cert.ID, photo string) error {
	return t.touch(ctx, "store.SetCertificatePhoto", t.m.certificates.setPhoto, string(id), photo)
}

// SetCertificateFile sets the blob key of the delivered 证书电子文件.
func (t tx) SetCertificateFile(ctx context.Context, id cert.ID, file string) error {
	return t.touch(ctx, "store.SetCertificateFile", t.m.certificates.setFile, string(id), file)
}

// touch changes one row; none there is NotFound.
func (t tx) touch(ctx context.Context, op, statement string, args ...any) error {
	n, err := t.exec(ctx, op, statement, args...)
	if err == nil && n == 0 {
		err = notFound(op)
	}
	return err
}
