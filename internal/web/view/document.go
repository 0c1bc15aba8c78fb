package view

import (
	"bufio"
	"fmt"
	"io"
	"iter"
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
	Fields  []DataField        // instead of rows: names and values
	Rows    iter.Seq[[]string] // read as they are written; nil for fields
}

// DataField is one value, named by the text data.column.KEY; "" is not shown.
type DataField struct{ Key, Value string }

func (AccountData) file() string { return "account/data.html" }

// Name is the word for a code of ours, the text FAMILY.CODE; the code itself
// where there is none.
func (r *Renderer) Name(lang locale.Lang, family, code string) string {
	return nameOf(r.catalog, lang, family, code)
}

// Document writes a page as a file of its own, as its rows come in.
func (r *Renderer) Document(w io.Writer, lang locale.Lang, page AccountData) error {
	t, ok := r.pages[lang][page.file()]
	if !ok {
		return fault.Wrap("view.Document", fmt.Errorf("no template %s in %s", page.file(), lang))
	}
	out := bufio.NewWriter(w)
	if err := t.ExecuteTemplate(out, "document", page); err != nil {
		return fault.Wrap("view.Document", err)
	}
	return fault.Wrap("view.Document", out.Flush())
}
