package view

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/locale"
)

// AccountData is what is stored about a person, in a file of its own: nothing
// around it, and no address in it.
type AccountData struct {
	Chrome
	At     time.Time
	Tables []DataTable
}

// DataTable is one kind of what is stored. Its name is the text data.KEY, that
// of a column data.column.NAME.
type DataTable struct {
	Key     string
	Columns []string
	Fields  []DataField // instead of rows: names and values
	Rows    [][]string
}

// DataField is one value, named by the text data.column.KEY; "" is not shown.
type DataField struct{ Key, Value string }

func (AccountData) file() string { return "account/data.html" }

// Document writes a page as a file of its own.
func (r *Renderer) Document(w io.Writer, lang locale.Lang, page AccountData) error {
	t, ok := r.pages[lang][page.file()]
	if !ok {
		return fault.Wrap("view.Document", fmt.Errorf("no template %s in %s", page.file(), lang))
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "document", page); err != nil {
		return fault.Wrap("view.Document", err)
	}
	_, err := b.WriteTo(w)
	return fault.Wrap("view.Document", err)
}
