package statement_test

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/statement"
)

func complete() statement.Statement {
	return statement.Statement{
		Code: "0123456789ABC", Address: "https://yinxin.example/v/0123456789ABC", ManagementNumber: "M<1>&2", QueryNumber: "Q",
		Name: "  𠮷·A  ", Sex: "女", BirthDate: civil.MustParse("1990-02-28"), DocumentType: "护照", MaskedNumber: "E*",
		Qualification: "拍卖师", EnglishName: "Auctioneer", Level: "一级", Specialty: "艺术",
		ApprovedOn: civil.MustParse("2024-10-20"), IssuedOn: civil.MustParse("2024-12-17"), Authority: "示例协会",
		EndorsedFrom: civil.MustParse("2021-12-17"), Scenario: "本人调用",
		AppliedAt: time.Date(2026, 3, 4, 12, 0, 1, 0, civil.Shanghai()), ValidUntil: civil.MustParse("2026-05-31"),
		MadeAt:             time.Date(2026, 3, 4, 12, 0, 2, 0, civil.Shanghai()),
		CertificateVersion: 2, Policy: 3, Template: "certificate/1", FontSet: "ff", Demo: true,
	}
}

func packet(s statement.Statement) string {
	var b strings.Builder
	b.WriteString(`<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<r:Description r:about="" xmlns:yx="` + statement.Namespace + `">` + "\n")
	for _, p := range s.Properties() {
		if p.Value != "" {
			b.WriteString("<yx:" + p.Name + ">")
			_ = xml.EscapeText(&b, []byte(p.Value))
			b.WriteString("</yx:" + p.Name + ">\n")
		}
	}
	b.WriteString("</r:Description></r:RDF></x:xmpmeta><?xpacket end=\"r\"?>")
	return b.String()
}

func TestParseGivesBackWhatPropertiesSay(t *testing.T) {
	bare := complete()
	bare.Scenario, bare.AppliedAt, bare.ValidUntil, bare.Demo = "", time.Time{}, civil.Date{}, false
	for _, want := range []statement.Statement{complete(), bare} {
		got, err := statement.Parse([]byte(packet(want)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Properties(), got.Properties()); diff != "" {
			t.Error(diff)
		}
	}
}

// A Reader says of every packet what Parse says, whatever it read before: of
// packets with one beginning, with a part of it, and with another.
func TestReaderReadsWhatParseReads(t *testing.T) {
	var r statement.Reader
	description := `<r:Description r:about="" xmlns:d="urn:d"><d:a>%</d:a></r:Description>`
	head := func(parts ...string) string {
		out := ""
		for _, p := range parts {
			out += strings.Replace(description, "%", p, 1)
		}
		return strings.Replace(packet(complete()), "<r:Description", out+"<r:Description", 1)
	}
	for _, text := range []string{
		head("1", "2"), head("1", "2"), head("1", "3"), head("1", "3"), head("1", "4"), head("5"), head("1"), head(),
		strings.Replace(head("1", "2"), "<yx:sex>", "<yx:rank/><yx:sex>", 1), head("1", "2")[:300], head("1", "<"), head("1", "2"), "\ufeff" + head("1", "2"),
	} {
		want, wantErr := statement.Parse([]byte(text))
		got, err := r.Parse([]byte(text))
		if diff := cmp.Diff(want, got); diff != "" || !errors.Is(err, wantErr) {
			t.Errorf("%v, want %v: %s", err, wantErr, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	good := packet(complete())
	replace := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("no %q", from)
		}
		return strings.Replace(good, from, to, 1)
	}
	for name, c := range map[string]struct {
		packet string
		want   error
	}{
		"another namespace":    {strings.ReplaceAll(good, statement.Namespace, "urn:other"), statement.ErrAbsent},
		"not XML":              {"plain text", statement.ErrAbsent},
		"a document type":      {replace("<x:xmpmeta", "<!DOCTYPE x [<!ENTITY a \"b\">]><x:xmpmeta"), statement.ErrMalformed},
		"an unknown property":  {replace("<yx:sex>", "<yx:rank>1</yx:rank><yx:sex>"), statement.ErrMalformed},
		"a property twice":     {replace("<yx:sex>", "<yx:sex>男</yx:sex><yx:sex>"), statement.ErrMalformed},
		"a property attribute": {replace(`r:about=""`, `r:about="" yx:rank="1"`), statement.ErrMalformed},
		"a nested property":    {replace("<yx:sex>女</yx:sex>", "<r:Bag><yx:sex>女</yx:sex></r:Bag>"), statement.ErrMalformed},
		"structure in a value": {replace(">女<", "><b/>女<"), statement.ErrMalformed},
		"a comment in a value": {replace(">女<", "><!-- -->女<"), statement.ErrMalformed},
		"no such day":          {replace("1990-02-28", "1990-02-30"), statement.ErrMalformed},
		"another zone":         {replace("2026-03-04T12:00:01+08:00", "2026-03-04T04:00:01Z"), statement.ErrMalformed},
		"a padded number":      {replace(">3<", ">03<"), statement.ErrMalformed},
		"another version":      {replace("<yx:v>1<", "<yx:v>2<"), statement.ErrMalformed},
		"half an endorsement":  {replace("<yx:validUntil>2026-05-31</yx:validUntil>", ""), statement.ErrMalformed},
		"no name":              {replace("<yx:name>  𠮷·A  </yx:name>", ""), statement.ErrMalformed},
		"a long value":         {replace(">女<", ">"+strings.Repeat("女", 2000)+"<"), statement.ErrMalformed},
		"a long packet":        {good + strings.Repeat(" ", 256<<10), statement.ErrMalformed},
		"cut":                  {good[:len(good)-40], statement.ErrMalformed},
		"not UTF-8":            {replace(">女<", ">\xff<"), statement.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := statement.Parse([]byte(c.packet)); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// However the namespace is written, it is claimed.
func TestClaims(t *testing.T) {
	hidden := strings.Replace(packet(complete()), "https://yinxin", "https:&#x2f;&#47;yinxin", 1)
	if !statement.Claims([]byte(hidden)) || statement.Claims([]byte("<x/>")) {
		t.Error("claims are misread")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(packet(complete())))
	f.Add([]byte("<x:xmpmeta"))
	var r statement.Reader
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := statement.Parse(data)
		if same, sameErr := r.Parse(data); !errors.Is(sameErr, err) || cmp.Diff(s, same) != "" {
			t.Errorf("a Reader says %v, %v, Parse %v, %v", same, sameErr, s, err)
		}
		if err != nil {
			return
		}
		again, err := statement.Parse([]byte(packet(s)))
		if err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
		if diff := cmp.Diff(s.Properties(), again.Properties()); diff != "" {
			t.Error(diff)
		}
	})
}
