package relational

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// bearings asks for what is recorded of the bearers of the documents whose
// digests $1 has: document asked for, document found, authority, name, and the
// name that is meant. A row without names is a tie of documents, one with both
// a tie of names, another a certificate. CROSS JOIN has SQLite go from the
// digests to the index of the table, never through the table.
func bearings(d Dialect) string {
	const (
		certificates = " certificates c WHERE c.state <> '" + string(cert.Corrected) + "' AND c.document_index = "
		names        = " name_ties n WHERE n.document_index = "
	)
	return "WITH RECURSIVE wanted (document_index) AS MATERIALIZED (" + d.Each("$1") + ")," +
		" reach (wanted, authority, document_index) AS (" +
		"SELECT t.from_index, t.authority, t.to_index FROM wanted w CROSS JOIN document_ties t WHERE t.from_index = w.document_index" +
		" UNION SELECT r.wanted, r.authority, t.to_index FROM reach r CROSS JOIN document_ties t" +
		" WHERE t.from_index = r.document_index AND t.authority = r.authority)" +
		" SELECT w.document_index, w.document_index, c.authority, c.name, '' FROM wanted w CROSS JOIN" + certificates + "w.document_index" +
		" UNION SELECT r.wanted, r.document_index, c.authority, c.name, '' FROM reach r CROSS JOIN" + certificates + "r.document_index" +
		" AND c.authority = r.authority AND r.document_index <> r.wanted" +
		" UNION SELECT r.wanted, r.document_index, r.authority, '', '' FROM reach r" +
		" UNION SELECT w.document_index, w.document_index, n.authority, n.recorded, n.name FROM wanted w CROSS JOIN" + names + "w.document_index" +
		" UNION SELECT r.wanted, r.document_index, n.authority, n.recorded, n.name FROM reach r CROSS JOIN" + names + "r.document_index" +
		" AND n.authority = r.authority AND r.document_index <> r.wanted"
}

// bearingRow is a row of the answer to bearings.
type bearingRow struct {
	wanted, found          []byte
	authority, name, meant string
}

func scanBearing(rows Rows) (b bearingRow, err error) {
	err = rows.Scan(&b.wanted, &b.found, &b.authority, &b.name, &b.meant)
	return b, err
}

// Bearings returns what is recorded of the bearers of documents.
func (r reader) Bearings(ctx context.Context, documents []person.Document) (map[string]store.Bearing, error) {
	const op = "store.Bearings"
	if len(documents) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	normal := make(map[string]string, len(documents)) // by digest
	indexes := make([][]byte, 0, len(documents))
	for _, d := range documents {
		index := r.m.vault.documentIndex(d)
		if _, twice := normal[string(index)]; d.Number == "" || twice {
			continue
		}
		normal[string(index)] = d.Normal()
		indexes = append(indexes, index)
	}
	if len(indexes) == 0 {
		return nil, nil //nolint:nilnil // nothing is recorded of nobody
	}
	rows, err := list(ctx, r, op, scanBearing, r.m.identity.bearings, r.m.dialect.Digests(indexes))
	if err != nil {
		return nil, err
	}
	found := map[string]store.Bearing{}
	for _, row := range rows {
		of := normal[string(row.wanted)]
		found[of] = row.addTo(found[of])
	}
	return found, nil
}

func (b bearingRow) addTo(known store.Bearing) store.Bearing {
	switch {
	case b.name == "":
		if known.Tied == nil {
			known.Tied = map[string]string{}
		}
		// The least of the digests of all the documents is the same for each.
		if least, ok := known.Tied[b.authority]; !ok || string(b.found) < least {
			known.Tied[b.authority] = string(b.found)
		}
	case b.meant != "":
		known.Ties = append(known.Ties, person.NameTie{Authority: b.authority, Recorded: b.name, Name: b.meant})
	default:
		known.Names = append(known.Names, store.RecordedName{Authority: b.authority, Name: b.name, Tied: string(b.found) != string(b.wanted)})
	}
	return known
}
