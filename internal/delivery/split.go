package delivery

import (
	"bytes"
)

// outcome says what a stretch of CSV begins with.
type outcome int

const (
	whole  outcome = iota // a record
	broken                // a line whose quotes make no sense
	short                 // a record that goes on past the stretch
)

// fields collects the values of one record in a single buffer.
type fields struct {
	text []byte
	ends []int
}

func (f *fields) reset() { f.text, f.ends = f.text[:0], f.ends[:0] }

func (f *fields) end() { f.ends = append(f.ends, len(f.text)) }

// strings returns the values, which share one allocation, in dst.
func (f *fields) strings(dst []string) []string {
	text, from := string(f.text), 0
	dst = dst[:0]
	for _, to := range f.ends {
		dst = append(dst, text[from:to])
		from = to
	}
	return dst
}

// split reads the record that data begins with into f and returns how many
// bytes it takes, its line break included. Records are those of RFC 4180; a
// line may also end in a lone CR or LF, and a quote inside an unquoted value
// stands for itself. last says that nothing comes after data.
func split(data []byte, last bool, f *fields) (int, outcome) {
	f.reset()
	i := 0
	for {
		var what outcome
		if i < len(data) && data[i] == '"' {
			i, what = quoted(data, i+1, last, f)
		} else {
			i, what = unquoted(data, i, last, f)
		}
		if what != whole {
			return 0, what
		}
		f.end()
		switch {
		case i == len(data):
			return i, whole
		case data[i] == ',':
			i++
		case data[i] == '\n':
			return i + 1, whole
		case i+1 < len(data):
			if data[i+1] == '\n' {
				return i + 2, whole
			}
			return i + 1, whole
		case last:
			return i + 1, whole
		default: // a CR whose LF may follow
			return 0, short
		}
	}
}

// quoted takes a value from behind its opening quote and returns the place
// behind its closing one.
func quoted(data []byte, i int, last bool, f *fields) (int, outcome) {
	for {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return 0, short
		}
		f.text = append(f.text, data[i:i+n]...)
		i += n + 1
		switch {
		case i == len(data) && last:
			return i, whole
		case i == len(data):
			return 0, short
		case data[i] == '"':
			f.text = append(f.text, '"')
			i++
		case data[i] == ',' || data[i] == '\n' || data[i] == '\r':
			return i, whole
		default:
			return 0, broken
		}
	}
}

// unquoted takes a value up to its comma or line break.
func unquoted(data []byte, i int, last bool, f *fields) (int, outcome) {
	end := i
	for end < len(data) && data[end] != ',' && data[end] != '\n' && data[end] != '\r' {
		end++
	}
	if end == len(data) && !last {
		return 0, short
	}
	f.text = append(f.text, data[i:end]...)
	return end, whole
}
