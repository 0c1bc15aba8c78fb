package verify

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"yinxin.example/yinxin/internal/signature/pdfread"
)

// byteRange is a signature's ByteRange [0 a b c]: it covers [0,a) and [b,b+c).
type byteRange [4]int

func (r byteRange) gapStart() int { return r[1] }
func (r byteRange) gapEnd() int   { return r[2] }
func (r byteRange) end() int      { return r[2] + r[3] }

// sane reports whether the four numbers make one range with one gap.
func (r byteRange) sane() bool {
	return r[0] == 0 && r[1] > 0 && r[2] > r[1]+1 && r[3] > 0 && r[3] <= math.MaxInt-r[2]
}

// rangeOf reads a signature's ByteRange: four direct integers.
func rangeOf(d pdfread.Dict) (byteRange, bool) {
	array, ok := d["ByteRange"].(pdfread.Array)
	if !ok || len(array) != 4 {
		return byteRange{}, false
	}
	var r byteRange
	for i, o := range array {
		n, ok := o.(int64)
		if !ok || n < 0 || n > 1<<40 {
			return byteRange{}, false
		}
		r[i] = int(n)
	}
	return r, r.sane()
}

// checkRange holds a signature's ByteRange against its Contents and against
// the revision that wrote it; it returns the revision's index. The reason is
// "" where all is well.
func checkRange(pdf *pdfread.File, s signature) (r byteRange, revision int, reason string) {
	contents, ok := s.contents()
	if !ok {
		return r, 0, reasonSignatureMalformed
	}
	r, ok = rangeOf(s.dict)
	if !ok {
		return r, 0, reasonByterangeMalformed
	}
	if r.gapStart() != contents.Start || r.gapEnd() != contents.End {
		return r, 0, reasonByterangeGap
	}
	revisions := pdf.Revisions()
	revision = slices.IndexFunc(revisions, func(v *pdfread.Revision) bool { return v.End == r.end() })
	if revision < 0 {
		if r.end() > len(pdf.Data()) {
			return r, 0, reasonFileCut
		}
		return r, 0, reasonByterangeEnd
	}
	if s.first > revision {
		return r, 0, reasonSignatureNotReached
	}
	if pdf.View(revision).Origin(s.owner) != revision || contents.Start < revisions[revision].Start {
		return r, 0, reasonByterangeEnd
	}
	return r, revision, ""
}

// rawRanges finds ByteRange arrays in bytes that nothing leads through.
func rawRanges(file []byte) []byteRange {
	var out []byteRange
	rest := file
	for len(out) < maxSignatures {
		at := bytes.Index(rest, []byte("/ByteRange"))
		if at < 0 {
			break
		}
		rest = rest[at+len("/ByteRange"):]
		if r, ok := rawRange(rest[:min(len(rest), 200)]); ok {
			out = append(out, r)
		}
	}
	return out
}

func rawRange(text []byte) (byteRange, bool) {
	text = bytes.TrimLeft(text, " \r\n\t")
	end := bytes.IndexByte(text, ']')
	if end < 0 || text[0] != '[' {
		return byteRange{}, false
	}
	numbers := bytes.Fields(text[1:end])
	if len(numbers) != 4 {
		return byteRange{}, false
	}
	var r byteRange
	for i, n := range numbers {
		v, err := strconv.Atoi(string(n))
		if err != nil || v < 0 || v > 1<<40 {
			return byteRange{}, false
		}
		r[i] = v
	}
	return r, r.sane()
}

// rangeEnds lists the ends of all ranges, the furthest first.
func rangeEnds(file []byte) []int {
	var out []int
	for _, r := range rawRanges(file) {
		out = append(out, r.end())
	}
	slices.Sort(out)
	out = slices.Compact(out)
	slices.Reverse(out)
	return out
}
