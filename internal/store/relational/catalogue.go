package relational

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
)

type catalogueStatements struct {
	onDay, versions, of, next, add string
}

func newCatalogueStatements(m *Mapping) catalogueStatements {
	return catalogueStatements{
		// The rule of cert.VersionOn.
		onDay: m.sql("SELECT " + columns(offeringFields(), "o.") + " FROM catalogue_versions v" +
			" JOIN offerings o ON o.authority = v.authority AND o.version = v.number" +
			" WHERE v.effective_on <= $1 AND NOT EXISTS (SELECT 1 FROM catalogue_versions w WHERE w.authority = v.authority" +
			" AND w.effective_on <= $1 AND (w.effective_on, w.number) > (v.effective_on, v.number))" +
			" ORDER BY v.place, o.authority, o.position"),
		versions: m.sql("SELECT authority, number, effective_on, account, added_at, (SELECT COUNT(*) FROM offerings o" +
			" WHERE o.authority = v.authority AND o.version = v.number) FROM catalogue_versions v ORDER BY place, authority, number DESC"),
		of: m.sql("SELECT " + columns(offeringFields(), "") + " FROM offerings WHERE authority = $1 AND version = $2 ORDER BY position"),
		next: m.sql("SELECT (SELECT COALESCE(MAX(number), 0) + 1 FROM catalogue_versions WHERE authority = $1)," +
			" COALESCE((SELECT MIN(place) FROM catalogue_versions WHERE authority = $1), (SELECT COALESCE(MAX(place), 0) + 1 FROM catalogue_versions))"),
		add: m.sql(insertion("catalogue_versions", []string{"authority", "number", "place", "effective_on", "account", "added_at"})),
	}
}

// offeringFields are an offering's columns in the order of offeringRow and
// scanOffering.
func offeringFields() []string {
	return []string{"authority", "version", "position", "qualification", "english_name", "level", "specialty",
		"seal", "seal_from", "endorsed_from", "online_from", "online_until", "scenarios", "template"}
}

func offeringRow(o cert.Offering, version, position int) ([]any, error) {
	scenarios, err := document(o.Scenarios)
	return []any{o.Authority, int64(version), int64(position), o.Qualification, o.EnglishName, o.Level, o.Specialty,
		o.Seal, o.SealFrom.String(), o.EndorsedFrom.String(), int64(o.OnlineFrom), int64(o.OnlineUntil), scenarios, o.Template}, err
}

func scanOffering(rows Rows) (o cert.Offering, err error) {
	var version, position int
	err = rows.Scan(&o.Authority, &version, &position, &o.Qualification, &o.EnglishName, &o.Level, &o.Specialty,
		&o.Seal, toDate{&o.SealFrom}, toDate{&o.EndorsedFrom}, &o.OnlineFrom, &o.OnlineUntil, toDocument{&o.Scenarios}, &o.Template)
	return o, err
}

// Catalogue returns the offerings in force on a day.
func (r reader) Catalogue(ctx context.Context, day civil.Date) ([]cert.Offering, error) {
	return list(ctx, r, "store.Catalogue", scanOffering, r.m.catalogue.onDay, day.String())
}

// CatalogueVersions returns every version.
func (r reader) CatalogueVersions(ctx context.Context) ([]store.CatalogueVersion, error) {
	return list(ctx, r, "store.CatalogueVersions", func(rows Rows) (v store.CatalogueVersion, err error) {
		err = rows.Scan(&v.Authority, &v.Number, toDate{&v.EffectiveOn}, &v.Account, toInstant{&v.At}, &v.Rows)
		return v, err
	}, r.m.catalogue.versions)
}

// OfferingsOf returns the offerings of one version.
func (r reader) OfferingsOf(ctx context.Context, authority string, number int) ([]cert.Offering, error) {
	return list(ctx, r, "store.OfferingsOf", scanOffering, r.m.catalogue.of, authority, int64(number))
}

// AddCatalogueVersion adds an authority's next version.
func (t tx) AddCatalogueVersion(ctx context.Context, v store.CatalogueVersion, offerings []cert.Offering) (int, error) {
	const op = "store.AddCatalogueVersion"
	type next struct{ number, place int }
	n, err := one(ctx, t.reader, op, func(rows Rows) (n next, err error) {
		err = rows.Scan(&n.number, &n.place)
		return n, err
	}, t.m.catalogue.next, v.Authority)
	if err != nil {
		return 0, err
	}
	rows := make([][]any, len(offerings))
	for i, o := range offerings {
		if rows[i], err = offeringRow(o, n.number, i); err != nil {
			return 0, t.m.Fault(op, err)
		}
	}
	return n.number, t.whole(ctx, op, func() error {
		err := t.add(ctx, op, t.m.catalogue.add, v.Authority, int64(n.number), int64(n.place), v.EffectiveOn.String(), v.Account, instant(v.At))
		if err != nil {
			return err
		}
		return t.insert(ctx, op, "offerings", offeringFields(), rows)
	})
}
