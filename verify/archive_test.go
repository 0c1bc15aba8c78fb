package verify_test

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/pki"
)

// revision is one appended to a file, written as it is described, whether or
// not that is allowed.
type revision struct {
	objects map[int]string
	trailer string // after Size; "" is what belongs there
	ranges  func(at, back, end int) string
	digits  func(string) string // what becomes of the timestamp's digits
}

const stampRoom = 8000 // hexadecimal digits

// next is the first object number a file leaves free.
func next(tb testing.TB, file []byte) int {
	tb.Helper()
	all := regexp.MustCompile(`/Size (\d+)`).FindAllSubmatch(file, -1)
	return must(strconv.Atoi(string(all[len(all)-1][1])))(tb)
}

// body gives an object as the file's last revision has it.
func body(tb testing.TB, file []byte, number int) string {
	tb.Helper()
	return strings.TrimSpace(newest(tb, file, strconv.Itoa(number)))
}

// with writes the revision behind a file and has the clock stamp it, where an
// object holds the mark of a hole.
func (r revision) with(tb testing.TB, file []byte, c clock, at time.Time) []byte {
	tb.Helper()
	size := next(tb, file)
	numbers := make([]int, 0, len(r.objects))
	for n := range r.objects {
		numbers = append(numbers, n)
		size = max(size, n+1)
	}
	slices.Sort(numbers)
	prev := regexp.MustCompile(`startxref\n(\d+)`).FindAllSubmatch(file, -1)
	text := string(file)
	table := "xref\n0 1\n0000000000 65535 f \n"
	for _, n := range numbers {
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", n, len(text))
		text += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", n, strings.Replace(r.objects[n], holeMark, strings.Repeat("0", stampRoom), 1))
	}
	trailer := r.trailer
	if trailer == "" {
		trailer = "/Root 3 0 R /ID [ <00> <01> ]"
	}
	text += table + fmt.Sprintf("trailer\n<< /Size %d %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", size, trailer, prev[len(prev)-1][1], len(text))
	return r.stamp(text, len(file), c, at)
}

func (r revision) stamp(text string, from int, c clock, when time.Time) []byte {
	at := strings.Index(text[from:], "<000000000000")
	if at < 0 {
		return []byte(text)
	}
	at += from
	back := at + stampRoom + 2
	ranges := fmt.Sprintf("0 %d %d %d", at, back, len(text)-back)
	if r.ranges != nil {
		ranges = r.ranges(at, back, len(text))
	}
	text = text[:from] + strings.Replace(text[from:], blankRange, "["+ranges+"]"+strings.Repeat(" ", len(blankRange)-2-len(ranges)), 1)
	digits := hex.EncodeToString(c.stamp([]byte(text[:at]+text[back:]), when))
	digits += strings.Repeat("0", stampRoom-len(digits))
	if r.digits != nil {
		digits = r.digits(digits)
	}
	return []byte(text[:at+1] + digits + text[back-1:])
}

const blankRange = "[@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@]"

// stampFields are the objects of a document timestamp: field, dictionary, and
// the catalog and page that name the field.
func stampFields(tb testing.TB, file []byte) map[int]string {
	tb.Helper()
	n := next(tb, file)
	return map[int]string{
		3: grow1(tb, body(tb, file, 3), "/Fields", n),
		5: grow1(tb, body(tb, file, 5), "/Annots", n),
		n: fmt.Sprintf("<< /FT /Sig /T (stamp-%d) /Type /Annot /Subtype /Widget /F 132 /Rect [ 0 0 0 0 ] /P 5 0 R /V %d 0 R >>", n, n+1),
		n + 1: "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange " + blankRange +
			" /Contents <" + holeMark + "> >>",
	}
}

// grow1 adds a reference to the array of a key.
func grow1(tb testing.TB, dict, key string, number int) string {
	tb.Helper()
	array := regexp.MustCompile(regexp.QuoteMeta(key) + ` \[[^\]]*`)
	if !array.MatchString(dict) {
		tb.Fatalf("no %s in %s", key, dict)
	}
	return array.ReplaceAllStringFunc(dict, func(s string) string { return s + fmt.Sprintf("%d 0 R ", number) })
}

// storeFields are the objects of a document security store: its dictionary, its
// streams, and the catalog that names it. Those of an older store stay in it.
func storeFields(tb testing.TB, file []byte, certs, crls [][]byte) map[int]string {
	tb.Helper()
	n := next(tb, file)
	catalog := body(tb, file, 3)
	old := map[string]string{}
	if at := strings.Index(catalog, " /DSS "); at >= 0 {
		number := must(strconv.Atoi(strings.Fields(catalog[at:])[1]))(tb)
		for _, key := range []string{"Certs", "CRLs"} {
			if m := regexp.MustCompile("/" + key + ` \[([^\]]*)\]`).FindStringSubmatch(body(tb, file, number)); m != nil {
				old[key] = m[1]
			}
		}
		catalog = catalog[:at] + " >>"
	}
	catalog = strings.TrimSuffix(catalog, ">>") + fmt.Sprintf("/DSS %d 0 R >>", n)
	objects := map[int]string{3: catalog}
	number := n
	list := func(key string, ders [][]byte) string {
		refs := old[key]
		for _, der := range ders {
			number++
			objects[number] = fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(der), der)
			refs += fmt.Sprintf("%d 0 R ", number)
		}
		return " /" + key + " [ " + refs + "]"
	}
	objects[n] = "<<" + list("Certs", certs) + list("CRLs", crls) + " >>"
	return objects
}

// goodList is a list of the root's, of the day after noon, that revokes what
// it is told.
func goodList(tb testing.TB, by *pki.Issuer, at time.Time, revoked ...pki.Revocation) []byte {
	tb.Helper()
	return must(pki.CRL(tb.Context(), by, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: at, NextUpdate: at.AddDate(5, 0, 0), Revoked: must(pki.EntriesOf(revoked...))(tb)}))(tb)
}

// stored appends a store, timed a document timestamp.
func stored(tb testing.TB, file []byte, certs, crls [][]byte) []byte {
	tb.Helper()
	return revision{objects: storeFields(tb, file, certs, crls)}.with(tb, file, clock{}, time.Time{})
}

func timed(tb testing.TB, file []byte, c clock, at time.Time) []byte {
	tb.Helper()
	return revision{objects: stampFields(tb, file)}.with(tb, file, c, at)
}

// lasting is a copy with a store and a timestamp of an hour later.
func (w world) lasting(tb testing.TB, c clock) []byte {
	tb.Helper()
	file := stored(tb, w.copyOf(tb, said()), [][]byte{w.root.Certificate.Raw}, [][]byte{goodList(tb, w.root, noon())})
	return timed(tb, file, c, noon().Add(time.Hour))
}

// replaced is a map with some of its values changed.
func replaced(objects map[int]string, number int, from, to string) map[int]string {
	if !strings.Contains(objects[number], from) {
		panic(fmt.Sprintf("object %d has no %q: %s", number, from, objects[number]))
	}
	objects[number] = strings.Replace(objects[number], from, to, 1)
	return objects
}

func joined(parts ...map[int]string) map[int]string {
	out := map[int]string{}
	for _, p := range parts {
		for n, b := range p {
			out[n] = b
		}
	}
	return out
}
