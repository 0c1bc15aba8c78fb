package workbook

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// events gives the events of a text, texts joined.
func events(t *testing.T, s string) (string, error) {
	t.Helper()
	m := newMarkup(strings.NewReader(s))
	var b strings.Builder
	for {
		e, err := m.next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch e {
		case startTag:
			b.WriteString("<" + string(m.name) + ">")
		case endTag:
			b.WriteString("</" + string(m.name) + ">")
		case text:
			b.Write(m.body)
		}
	}
}

func TestMarkup(t *testing.T) {
	long := strings.Repeat("长", 40<<10)
	for _, tt := range []struct{ in, want string }{
		{`<a/>`, "<a></a>"},
		{`<?xml version="1.0"?><!-- <b> --><x:a y='>' z="'"><b>1</b></x:a>`, "<a><b>1</b></a>"},
		{`<a>&lt;&#20013;&#x6587;&amp;</a>`, "<a><中文&</a>"},
		{`<a><![CDATA[<b>]]></a>`, "<a><b></a>"},
		{`<a>` + long + `</a>`, "<a>" + long + "</a>"},
		{`<a b="` + long + `"/>`, "<a></a>"},
		{`<a><![CDATA[` + long + `]]></a>`, "<a>" + long + "</a>"},
	} {
		if got, err := events(t, tt.in); got != tt.want || err != nil {
			t.Errorf("%.60q: %.60q, %v", tt.in, got, err)
		}
	}
	for _, in := range []string{
		`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, `<a>&b;</a>`, `<a>&#x110000;</a>`, `<a>&lt</a>`, `<a`, `< a>`, `<!-- `,
		`<a>` + strings.Repeat("x", maxMarkup+1) + `</a>`,
	} {
		if got, err := events(t, in); err == nil {
			t.Errorf("%.40q: %.40q", in, got)
		}
	}
}

func TestAttributes(t *testing.T) {
	m := newMarkup(strings.NewReader(`<c r = 'B2' x:s="4" t="&quot;s&quot;" u=" a=b "/>`))
	if _, err := m.next(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"r": "B2", "s": "4", "t": `"s"`, "u": " a=b ", "a": "", "v": ""} {
		if got := m.attr(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

// FuzzMarkup compares with the standard library's reader wherever that is
// content.
func FuzzMarkup(f *testing.F) {
	f.Add(`<?xml version="1.0"?><a b="c"><d/>e&amp;<!-- f --><![CDATA[g]]></a>`)
	f.Add(`<x:row r="1" hidden='1'><c r="A1" t="s"><v>0</v></c></x:row>`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := events(t, s)
		want, ok := standard(s)
		if !ok {
			return
		}
		if err != nil || got != want {
			t.Fatalf("%q: %q, %v; the standard library %q", s, got, err, want)
		}
	})
}

func standard(s string) (string, bool) {
	d := xml.NewDecoder(strings.NewReader(s))
	var b strings.Builder
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), depth == 0
		}
		if err != nil {
			return "", false
		}
		switch v := token.(type) {
		case xml.StartElement:
			depth++
			b.WriteString("<" + v.Name.Local + ">")
		case xml.EndElement:
			depth--
			b.WriteString("</" + v.Name.Local + ">")
		case xml.CharData:
			if strings.ContainsRune(s, '\r') { // line ends are made one there
				return "", false
			}
			if depth > 0 {
				b.Write(v)
			} else if len(v) > 0 {
				return "", false
			}
		case xml.Directive:
			return "", false
		}
	}
}
