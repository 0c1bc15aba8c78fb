package document_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/digest"
)

// parsed is a file taken apart by the grammar in package pdf, with no more
// tolerance than it has.
type parsed struct {
	offsets map[int]int
	order   []int
	dicts   map[int]string
	streams map[int][]byte
}

// parse takes every byte of a file by the grammar or fails.
func parse(b []byte) (*parsed, error) {
	p := &parsed{offsets: map[int]int{}, dicts: map[int]string{}, streams: map[int][]byte{}}
	header := []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	if !bytes.HasPrefix(b, header) {
		return nil, fmt.Errorf("header is %q", b[:min(len(b), 16)])
	}
	head := regexp.MustCompile(`^([1-9][0-9]*) 0 obj\n(<< [^\n]* >>)\n`)
	length := regexp.MustCompile(`/Length (0|[1-9][0-9]*) >>$`)
	at := len(header)
	for !bytes.HasPrefix(b[at:], []byte("xref\n")) {
		m := head.FindSubmatch(b[at:])
		if m == nil {
			return nil, fmt.Errorf("no object at %d: %q", at, b[at:min(len(b), at+60)])
		}
		n, _ := strconv.Atoi(string(m[1]))
		if p.offsets[n] != 0 {
			return nil, fmt.Errorf("object %d stands twice", n)
		}
		p.offsets[n], p.dicts[n], p.order = at, string(m[2]), append(p.order, n)
		at += len(m[0])
		if bytes.HasPrefix(b[at:], []byte("stream\n")) {
			l := length.FindSubmatch(m[2])
			if l == nil {
				return nil, fmt.Errorf("stream %d has no /Length at its end", n)
			}
			size, _ := strconv.Atoi(string(l[1]))
			at += len("stream\n")
			p.streams[n] = b[at : at+size]
			at += size
			if !bytes.HasPrefix(b[at:], []byte("\nendstream\n")) {
				return nil, fmt.Errorf("stream %d is not %d bytes long", n, size)
			}
			at += len("\nendstream\n")
		}
		if !bytes.HasPrefix(b[at:], []byte("endobj\n")) {
			return nil, fmt.Errorf("object %d does not end", n)
		}
		at += len("endobj\n")
	}
	return p, p.trailer(b[at:], at)
}

func (p *parsed) trailer(b []byte, at int) error {
	count := len(p.offsets) + 1
	want := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", count)
	for n := 1; n < count; n++ {
		if p.offsets[n] == 0 {
			return fmt.Errorf("no object %d", n)
		}
		want += fmt.Sprintf("%010d 00000 n \n", p.offsets[n])
	}
	id := regexp.MustCompile(`/ID \[ <([0-9a-f]{32})> <([0-9a-f]{32})> \]`).FindSubmatch(b)
	if id == nil || !bytes.Equal(id[1], id[2]) {
		return fmt.Errorf("trailer has no /ID of two equal parts")
	}
	want += fmt.Sprintf("trailer\n<< /Size %d /Root 3 0 R /ID [ <%s> <%s> ] >>\nstartxref\n%d\n%%%%EOF\n", count, id[1], id[1], at)
	if string(b) != want {
		return fmt.Errorf("cross-reference table and trailer are\n%s\nwant\n%s", b, want)
	}
	var order []int // 3, 4, ..., then 2 right before the page's resources, then 1
	own := regexp.MustCompile(`/Resources ([0-9]+) 0 R`).FindStringSubmatch(p.dicts[5])
	for n := 3; n < count; n++ {
		if own != nil && strconv.Itoa(n) == own[1] {
			order = append(order, 2)
		}
		order = append(order, n)
	}
	if order = append(order, 1); !slices.Equal(p.order, order) {
		return fmt.Errorf("the objects stand in the order %v, not %v", p.order, order)
	}
	return nil
}

func TestGrammar(t *testing.T) {
	t.Parallel()
	full := sample(t)
	bare := sample(t)
	bare.Photo, bare.Statement.Scenario = nil, ""
	rare := sample(t)
	rare.Statement.Name = "吴𪻐"
	long := sample(t)
	long.Statement.FontSet = strings.Repeat("f", 2000) // more metadata than the template has room for
	for name, d := range map[string]document.Draft{"full": full, "bare": bare, "rare": rare, "long": long} {
		t.Run(name, func(t *testing.T) {
			file := draw(t, d)
			p, err := parse(file)
			if err != nil {
				t.Fatal(err)
			}
			sig := regexp.MustCompile(`^<< /Type /Sig /Filter /Adobe\.PPKLite /SubFilter /ETSI\.CAdES\.detached /Name <FEFF[0-9A-F]+> /M \(D:20261122123107\+08'00'\) /Reference \[ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1\.2 >> >> \] /ByteRange \[0 (\d+) (\d+) (\d+)\] /Contents <(0+)> >>$`).FindStringSubmatch(p.dicts[1])
			if sig == nil {
				t.Fatalf("signature dictionary is %q", p.dicts[1])
			}
			var r [3]int
			for i := range r {
				r[i], _ = strconv.Atoi(sig[i+1])
			}
			if file[r[0]] != '<' || file[r[1]-1] != '>' || r[1]-r[0] != len(sig[4])+2 || r[1]+r[2] != len(file) {
				t.Errorf("/ByteRange [0 %d %d %d] does not fit a file of %d bytes", r[0], r[1], r[2], len(file))
			}
			if n := bytes.Count(file, []byte("/Contents <")); n != 1 {
				t.Errorf("%d signatures", n)
			}
		})
	}
}

func TestSumIsThatOfTheByteRange(t *testing.T) {
	t.Parallel()
	long := sample(t)
	long.Statement.FontSet = strings.Repeat("f", 2000)
	for _, d := range []document.Draft{sample(t), long} {
		for _, algorithm := range []digest.Algorithm{digest.SHA256, digest.SHA384, digest.SM3} {
			sumIsOfTheByteRange(t, d, algorithm)
		}
	}
}

func sumIsOfTheByteRange(t *testing.T, d document.Draft, algorithm digest.Algorithm) {
	t.Helper()
	u, err := press.PDF(d, 1024)
	if err != nil {
		t.Fatal(err)
	}
	got := u.Sum(algorithm)
	file, err := u.Fill(bytes.Repeat([]byte("a"), 1024))
	if err != nil {
		t.Fatal(err)
	}
	from := bytes.Index(file, []byte("/Contents <")) + len("/Contents ")
	h := algorithm.New()
	h.Write(file[:from])
	h.Write(file[from+1024+2:])
	if want := h.Sum(nil); !bytes.Equal(got, want) {
		t.Errorf("%s: %x, want %x", algorithm, got, want)
	}
}

func TestFillWantsTheHoleExactly(t *testing.T) {
	t.Parallel()
	for name, contents := range map[string][]byte{
		"short":      bytes.Repeat([]byte("a"), 1022),
		"long":       bytes.Repeat([]byte("a"), 1026),
		"upper case": bytes.Repeat([]byte("A"), 1024),
		"no digits":  bytes.Repeat([]byte(" "), 1024),
	} {
		u, err := press.PDF(sample(t), 1024)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := u.Fill(contents); err == nil {
			t.Errorf("%s contents were accepted", name)
		}
	}
}

func TestEqualDraftsGiveEqualFiles(t *testing.T) {
	t.Parallel()
	first := bytes.Clone(draw(t, sample(t)))
	other := sample(t)
	other.Statement.Name = "吴𪻐"
	draw(t, other)
	if !bytes.Equal(first, draw(t, sample(t))) {
		t.Error("the same draft gave another file")
	}
}

func TestDemonstrationsSaySo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*document.Draft){
		"both":           func(*document.Draft) {},
		"seal only":      func(d *document.Draft) { d.Statement.Demo = false },
		"statement only": func(d *document.Draft) { d.Seal.Demo = false },
	} {
		d := sample(t)
		change(&d)
		p, err := parse(draw(t, d))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`<rdf:li xml:lang="x-default">演示 `, "<yx:demo>true</yx:demo>"} {
			if !bytes.Contains(p.streams[2], []byte(want)) {
				t.Errorf("%s: the metadata lack %s", name, want)
			}
		}
	}
	d := sample(t)
	d.Statement.Demo, d.Seal.Demo = false, false
	p, err := parse(draw(t, d))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(p.streams[2], []byte("<yx:demo>")) || bytes.Contains(p.streams[2], []byte("演示")) {
		t.Error("a real copy calls itself a demonstration")
	}
}
