package view_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/web/view"
)

// What is handed out is a file of its own: nothing of the site around it, and
// tables whose rows are read as they are written.
func TestADocumentIsAFileOfItsOwn(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	renderer, err := view.New(catalog)
	if err != nil {
		t.Fatal(err)
	}
	row := [][]string{{"<b>", "2"}}
	for _, lang := range locale.Langs() {
		var out bytes.Buffer
		err = renderer.Document(&out, lang, view.AccountData{Tables: []view.DataTable{
			{Key: "account", Fields: []view.DataField{{Key: "username", Value: "holder"}, {Key: "email"}}},
			{Key: "trail", Columns: []string{"when", "action"}, Rows: slices.Values(row)},
			{Key: "checks", Columns: []string{"when", "way"}, Rows: slices.Values(row[:0])},
		}})
		if err != nil {
			t.Fatal(err)
		}
		page := out.String()
		for _, part := range []string{"<!doctype html>", `<html lang="` + string(lang) + `">`, "holder", "<td>&lt;b&gt;</td><td>2</td>", `<td colspan="2">`} {
			if !strings.Contains(page, part) {
				t.Errorf("no %s in\n%s", part, page)
			}
		}
		for _, part := range []string{"/assets/", "<nav", "<script"} {
			if strings.Contains(page, part) {
				t.Errorf("%s in\n%s", part, page)
			}
		}
		if n := strings.Count(page, `<th scope="row">`); n != 1 {
			t.Errorf("%d values are shown", n)
		}
	}
}
