package view

import (
	"bytes"
	"errors"
	"html/template"
	"testing"
	tree "text/template/parse"
)

// words stands for a language: texts by key, one of them hostile.
func words(key string, pairs ...any) (string, error) {
	texts := map[string]string{"plain": "证书", "hostile": `<b>"&'`, "count": "n"}
	text, ok := texts[key]
	if !ok {
		return "", errors.New("no text " + key)
	}
	if len(pairs) == 2 {
		text += pairs[0].(string)
	}
	return text, nil
}

func folded(t *testing.T, source string) (*template.Template, error) {
	t.Helper()
	functions := template.FuncMap{"t": words, "no": func() bool { return false }, "now": func() string { return "!" }}
	set := template.Must(template.New("page").Funcs(functions).Parse(source))
	return set, fold{map[string]any{"t": words, "no": functions["no"]}}.templates(set)
}

func TestFoldedPagesReadAlike(t *testing.T) {
	for _, source := range []string{
		`<p title="{{t "hostile"}}">{{t "plain"}} {{t "hostile"}}</p>`,
		`{{if no}}a{{t "plain"}}{{else}}b{{t "hostile"}}{{end}}{{if no}}gone{{end}}`,
		`{{range .}}{{t "count" "n" 1}}{{.}}{{else}}{{t "plain"}}{{end}}{{with .}}{{t "plain"}}{{end}}`,
		`{{now}}{{t "plain" | printf "%s"}}{{$x := t "plain"}}{{$x}}`,
		`{{define "part"}}{{t "hostile"}}{{end}}{{template "part" .}}`,
	} {
		plain := template.Must(template.New("page").Funcs(template.FuncMap{
			"t": words, "no": func() bool { return false }, "now": func() string { return "!" },
		}).Parse(source))
		quick, err := folded(t, source)
		if err != nil {
			t.Fatal(err)
		}
		var want, got bytes.Buffer
		if err := errors.Join(plain.Execute(&want, []string{"<i>"}), quick.Execute(&got, []string{"<i>"})); err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if got.String() != want.String() {
			t.Errorf("%s gives %q, want %q", source, got.String(), want.String())
		}
	}
}

func TestFoldingLeavesPlainText(t *testing.T) {
	set, err := folded(t, `a{{t "plain"}}b{{if no}}c{{end}}{{t "plain"}}`)
	if err != nil {
		t.Fatal(err)
	}
	if nodes := set.Tree.Root.Nodes; len(nodes) != 1 || nodes[0].Type() != tree.NodeText {
		t.Errorf("left %v", nodes)
	}
}

func TestFoldingFindsTextsThatAreMissing(t *testing.T) {
	if _, err := folded(t, `{{t "none"}}`); err == nil {
		t.Error("a text that is not there went unnoticed")
	}
}
