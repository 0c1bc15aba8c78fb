package delivery_test

import (
	"bytes"
	"fmt"
	"testing"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
)

// small bounds what a fuzzer's file may cost.
func small() delivery.Limits {
	return delivery.Limits{Bytes: 1 << 20, Lines: 10_000, Unpacked: 1 << 20, Ratio: 250, Entries: 100, Directory: 64 << 10}
}

// steady imports a file twice: it is refused as a whole with nothing stored, or
// the second time changes nothing.
func steady(t *testing.T, rules delivery.Rules, file []byte) {
	t.Helper()
	m := newMemory()
	i := &delivery.Importer{Rules: rules, Limits: small(), Keeper: newImporter(t, m).Keeper}
	i.Stored = m
	first, err := i.Run(t.Context(), bytes.NewReader(file), m, delivery.Options{})
	if err != nil {
		if !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		return
	}
	again, err := i.Run(t.Context(), bytes.NewReader(file), m, delivery.Options{})
	if err != nil || again.Added+again.Enclosed != 0 || again.Unchanged != first.Added || first.Added != len(m.all) {
		t.Fatalf("%+v and then %+v, %v", first, again, err)
	}
}

// FuzzArchive reads hostile archives and workbooks.
func FuzzArchive(f *testing.F) {
	f.Add(pack(f, "表.csv", headerLine+"\n"+goodLine+"\n", "1.jpg", "x", "1.pdf", "y"))
	f.Add(saved(f, book(f, three()...)))
	f.Add(pack(f, "a.zip", string(pack(f, "b.csv", "x"))))
	rules := newImporter(f, nil).Rules
	f.Fuzz(func(t *testing.T, file []byte) { steady(t, rules, file) })
}

// FuzzSheet reads hostile sheets in sound archives.
func FuzzSheet(f *testing.F) {
	var cells string
	for i, c := range delivery.Columns() {
		cells += fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at(f, i+1, 1), c)
	}
	header := `<worksheet><sheetData><row r="1">` + cells + `</row>`
	f.Add(header+`<row r="2" hidden="1"><c t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst><si><t>1</t></si></sst>`, `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`)
	f.Add(header+`<row><c s="0"><v>44562</v></c><c><f>1+1</f><v>2</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`, `<sst><si><r><t>a</t></r><rPh><t>b</t></rPh></si></sst>`, ``)
	const kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	rules := newImporter(f, nil).Rules
	f.Fuzz(func(t *testing.T, sheet, texts, styles string) {
		steady(t, rules, pack(t,
			"[Content_Types].xml", "<Types/>",
			"_rels/.rels", `<Relationships><Relationship Id="1" Type="`+kind+`officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml", `<workbook><sheets><sheet name="1" r:id="1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="1" Type="`+kind+`worksheet" Target="sheet.xml"/>`+
				`<Relationship Id="2" Type="`+kind+`sharedStrings" Target="texts.xml"/><Relationship Id="3" Type="`+kind+`styles" Target="/xl/styles.xml"/></Relationships>`,
			"xl/sheet.xml", sheet, "xl/texts.xml", texts, "xl/styles.xml", styles))
	})
}
