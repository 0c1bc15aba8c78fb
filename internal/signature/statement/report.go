package statement

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"time"
)

// The namespace of what a report of checks says of itself. It is another than
// that of copies, so that neither can be taken for the other.
const (
	ReportNamespace = "https://yinxin.example/ns/check-report/1/"
	ReportPrefix    = "yxr"
	// ReportScope is what a seal's list must name for it to seal reports.
	ReportScope = "查验报告"
)

// CheckReport is what a report of many checks says to machines. It certifies
// nothing of those it names but that they were checked, and what came of it.
type CheckReport struct {
	Number             string // of the report, canonical
	Address            string // where the report itself can be checked
	Organisation       string // that asked, as it registered itself
	OrganisationNumber string
	InputDigest        string // SHA-256 of what was handed in, hexadecimal
	Rows               int
	Counts             []ReportCount // in the order they are told
	CheckedAt          time.Time     // when the last was checked
	MadeAt             time.Time
	Authority          string // that sealed it
	Demo               bool
}

// ReportCount is how many rows had an outcome.
type ReportCount struct {
	Outcome string // valid, indeterminate, invalid, not_found or unreadable
	Rows    int
}

func reportOutcomes() []string {
	return []string{"valid", "indeterminate", "invalid", "not_found", "unreadable"}
}

// Properties lists the report in the order it is written.
func (c CheckReport) Properties() []Property {
	all := []Property{
		{"v", Version}, {"number", c.Number}, {"address", c.Address}, {"organisation", c.Organisation},
		{"organisationNumber", c.OrganisationNumber}, {"inputDigest", c.InputDigest}, {"rows", number(c.Rows)},
	}
	for _, outcome := range reportOutcomes() {
		n := 0
		for _, count := range c.Counts {
			if count.Outcome == outcome {
				n = count.Rows
			}
		}
		all = append(all, Property{outcome, number(n)})
	}
	return append(all,
		Property{"checkedAt", instant(c.CheckedAt)}, Property{"madeAt", instant(c.MadeAt)},
		Property{"authority", c.Authority}, Property{"demo", flag(c.Demo)})
}

// ClaimsReport reports whether an XMP packet speaks in the reports' namespace.
func ClaimsReport(packet []byte) bool { return bytes.Contains(packet, []byte(ReportNamespace)) }

// ParseReport reads what a report says out of an XMP packet: each property
// once, known, and plain text. It fails with ErrAbsent and ErrMalformed.
func ParseReport(packet []byte) (CheckReport, error) {
	if !ClaimsReport(packet) {
		return CheckReport{}, ErrAbsent
	}
	if len(packet) > maxPacket {
		return CheckReport{}, ErrMalformed
	}
	found, err := reportValues(packet)
	if err != nil {
		return CheckReport{}, err
	}
	f := reportFields{values: found}
	c := CheckReport{
		Number: f.required("number"), Address: found["address"], Organisation: f.required("organisation"),
		OrganisationNumber: found["organisationNumber"], InputDigest: f.required("inputDigest"), Rows: f.number("rows"),
		CheckedAt: f.instant("checkedAt"), MadeAt: f.instant("madeAt"), Authority: f.required("authority"), Demo: found["demo"] == flag(true),
	}
	sum := 0
	for _, outcome := range reportOutcomes() {
		n := f.number(outcome)
		sum += n
		c.Counts = append(c.Counts, ReportCount{outcome, n})
	}
	if f.failed || found["v"] != Version || sum != c.Rows || c.MadeAt.IsZero() {
		return CheckReport{}, ErrMalformed
	}
	return c, nil
}

// reportValues collects the properties.
func reportValues(packet []byte) (map[string]string, error) {
	known := map[string]bool{}
	for _, p := range (CheckReport{}).Properties() {
		known[p.Name] = true
	}
	found := map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(packet))
	for range maxElements {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, ErrMalformed
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Space != ReportNamespace {
			continue
		}
		_, twice := found[start.Name.Local]
		var value struct {
			Text string   `xml:",chardata"`
			Any  []string `xml:",any"`
		}
		if err := d.DecodeElement(&value, &start); err != nil || twice || !known[start.Name.Local] || len(value.Any) > 0 || len(value.Text) > maxValue {
			return nil, ErrMalformed
		}
		found[start.Name.Local] = value.Text
	}
	return nil, ErrMalformed
}

// reportFields reads values one by one and remembers that one is wrong.
type reportFields struct {
	values map[string]string
	failed bool
}

func (f *reportFields) required(name string) string {
	f.failed = f.failed || f.values[name] == ""
	return f.values[name]
}

func (f *reportFields) number(name string) int {
	text := f.values[name]
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	f.failed = f.failed || err != nil || n < 0 || number(n) != text
	return n
}

func (f *reportFields) instant(name string) time.Time {
	t, err := time.Parse(time.RFC3339, f.values[name])
	f.failed = f.failed || err != nil || instant(t) != f.values[name]
	return t
}
