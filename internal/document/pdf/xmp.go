package pdf

import (
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/statement"
)

// xmpSchema declares our properties for PDF/A (ISO 19005-2, 6.6.2.3).
func xmpSchema() []byte {
	return schemaOf("What a copy of a certificate says", statement.Namespace, statement.Prefix, (statement.Statement{}).Properties())
}

func schemaOf(what, namespace, prefix string, properties []statement.Property) []byte {
	b := []byte(`<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>` + what + `</pdfaSchema:schema>
<pdfaSchema:namespaceURI>` + namespace + `</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>` + prefix + `</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
`)
	for _, p := range properties {
		b = append(b, `<rdf:li rdf:parseType="Resource"><pdfaProperty:name>`...)
		b = append(b, p.Name...)
		b = append(b, `</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>`...)
		b = append(b, p.Name...)
		b = append(b, "</pdfaProperty:description></rdf:li>\n"...)
	}
	return append(b, "</rdf:Seq></pdfaSchema:property>\n</rdf:li></rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n"...)
}

// The statement's part of the packet is filled up with spaces to a room of
// whole steps. Nearly every copy has the least, so that its metadata begins as
// all others' do and the hash of the beginning holds for it too.
const (
	leastRoom = 3584
	roomStep  = 1024

	xmpBegin = "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance></rdf:Description>
`
	xmpEnd = "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
)

// appendMetadataHead begins the metadata's object up to what all copies say:
// the packet's first descriptions, with room for so many bytes behind them.
func appendMetadataHead(b, schema []byte, room int) []byte {
	b = append(appendInt(b, objMetadata), " 0 obj\n<< /Type /Metadata /Subtype /XML /Length "...)
	b = appendInt(b, len(xmpBegin)+len(schema)+room)
	b = append(append(b, " >>\nstream\n"...), xmpBegin...)
	return append(b, schema...)
}

// roomFor is the room for a text of n bytes and the packet's end.
func roomFor(n int) int {
	room := leastRoom
	for room < n+len(xmpEnd) {
		room += roomStep
	}
	return room
}

// appendXMP writes the rest of the metadata packet (ISO 16684-1) but for its
// end: what archives ask for, and the statement. Empty properties are left out.
func appendXMP(b []byte, s *statement.Statement, properties []statement.Property) []byte {
	b = append(b, `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">`...)
	b = appendTitle(b, s)
	b = append(b, `</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>`...)
	b = appendXML(b, s.Authority)
	b = append(b, `</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language><xmp:CreatorTool>Yinxin</xmp:CreatorTool>`...)
	for _, name := range [...]string{"CreateDate", "ModifyDate", "MetadataDate"} {
		b = append(append(b, "<xmp:"...), name...)
		b = s.MadeAt.In(civil.Shanghai()).AppendFormat(append(b, '>'), time.RFC3339)
		b = append(append(append(b, "</xmp:"...), name...), '>')
	}
	return appendProperties(append(b, "</rdf:Description>\n"...), statement.Namespace, statement.Prefix, properties)
}

// appendProperties writes a description that has the properties of ours.
func appendProperties(b []byte, namespace, prefix string, properties []statement.Property) []byte {
	b = append(b, "<rdf:Description rdf:about=\"\" xmlns:"+prefix+"=\""+namespace+"\">\n"...)
	for i := range properties {
		p := &properties[i]
		if p.Value == "" {
			continue
		}
		b = append(append(append(b, "<"+prefix+":"...), p.Name...), '>')
		b = appendXML(b, p.Value)
		b = append(append(append(b, "</"+prefix+":"...), p.Name...), ">\n"...)
	}
	return append(b, "</rdf:Description>\n"...)
}

// appendTitle names the file; a demonstration's says so first.
func appendTitle(b []byte, s *statement.Statement) []byte {
	if s.Demo {
		b = append(b, "演示 "...)
	}
	b = append(b, "职业资格证书 "...)
	b = appendXML(b, s.Qualification)
	return appendXML(append(b, ' '), s.Name)
}

// appendXML escapes the characters that XML text cannot hold. Controls never
// get here: no font draws them.
func appendXML(b []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
