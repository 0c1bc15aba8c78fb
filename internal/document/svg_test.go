package document_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	b, err := press.SVG(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	ids, uses := map[string]bool{}, map[string]bool{}
	d, inside := xml.NewDecoder(bytes.NewReader(b)), ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			inside = e.Name.Local
			if inside == "text" || inside == "script" {
				t.Errorf("a <%s> stands in the preview", inside)
			}
			for _, a := range e.Attr {
				switch {
				case a.Name.Local == "id":
					ids[a.Value] = true
				case a.Name.Local == "href" && strings.HasPrefix(a.Value, "#"):
					uses[a.Value[1:]] = true
				case a.Name.Local == "href" && !strings.HasPrefix(a.Value, "data:image/jpeg;base64,"):
					t.Errorf("the preview refers to %.40s", a.Value)
				}
			}
		case xml.CharData:
			words[inside] += string(e)
		}
	}
	for id := range uses {
		if !ids[id] {
			t.Errorf("#%s is used and not defined", id)
		}
	}
	for _, want := range []string{"林若溪", "注册城乡规划师", "1199**********8925", "1988年5月17日", "本人调用", "2027年2月19日", "YX7K-4M2Q-9TWH-C"} {
		if !strings.Contains(words["desc"], want) {
			t.Errorf("the text alternative lacks %s: %s", want, words["desc"])
		}
	}
	if !strings.Contains(words["title"], "预览") {
		t.Errorf("title is %q", words["title"])
	}
}

func TestPreviewEscapes(t *testing.T) {
	t.Parallel()
	d := sample(t)
	d.Statement.Name = `A<script>&"B`
	b, err := press.SVG(d)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("<script>")) || !bytes.Contains(b, []byte("A&lt;script&gt;&amp;")) {
		t.Error("a name stands in the preview unescaped")
	}
	file := draw(t, d)
	if !bytes.Contains(file, []byte("<yx:name>A&lt;script&gt;&amp;\"B</yx:name>")) {
		t.Error("a name stands in the metadata unescaped")
	}
}
