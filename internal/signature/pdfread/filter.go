package pdfread

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"io"
)

var errFilter = errors.New("pdfread: a filter that is not read here")

// decode applies a stream's filters to raw bytes. Only filters of text and
// structure are known; images are never opened.
func (f *File) decode(s *Stream, raw []byte, view *View) ([]byte, error) {
	filters, params := asList(view.resolve(s.Dict["Filter"])), asList(view.resolve(s.Dict["DecodeParms"]))
	if len(filters) > 4 {
		return nil, errFilter
	}
	body := raw
	for i, o := range filters {
		name, _ := view.resolve(o).(Name)
		var dict Dict
		if i < len(params) {
			dict, _ = view.resolve(params[i]).(Dict)
		}
		var err error
		if body, err = f.filter(name, dict, body); err != nil {
			return nil, err
		}
	}
	return body, nil
}

func asList(o Object) Array {
	switch v := o.(type) {
	case nil:
		return nil
	case Array:
		return v
	}
	return Array{o}
}

func (f *File) filter(name Name, params Dict, body []byte) ([]byte, error) {
	switch name {
	case "FlateDecode", "Fl":
		out, err := f.inflate(body)
		if err != nil {
			return nil, err
		}
		return unpredict(out, params)
	case "ASCIIHexDecode", "AHx":
		p := &parser{data: append([]byte("<"), body...), file: f}
		o, err := p.hex()
		if err != nil {
			return nil, err
		}
		return o.(String).Bytes, nil
	case "ASCII85Decode", "A85":
		body = bytes.TrimPrefix(bytes.TrimSpace(body), []byte("<~"))
		if end := bytes.Index(body, []byte("~>")); end >= 0 {
			body = body[:end]
		}
		if err := f.spent.decode(int64(len(body))); err != nil {
			return nil, err
		}
		return io.ReadAll(ascii85.NewDecoder(bytes.NewReader(body)))
	case "Crypt":
		return body, nil
	}
	return nil, errFilter
}

// inflate opens zlib data in steps, so that a bomb is stopped while it opens.
func (f *File) inflate(body []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for {
		n, err := io.CopyN(&out, r, 64<<10)
		if spent := f.spent.decode(n); spent != nil {
			return nil, spent
		}
		if errors.Is(err, io.EOF) {
			return out.Bytes(), nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// unpredict undoes the predictors of 7.4.4.4: none, TIFF with bytes, PNG.
func unpredict(body []byte, params Dict) ([]byte, error) {
	predictor := intOr(params["Predictor"], 1)
	if predictor <= 1 {
		return body, nil
	}
	colors, bits, columns := intOr(params["Colors"], 1), intOr(params["BitsPerComponent"], 8), intOr(params["Columns"], 1)
	if colors < 1 || colors > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<20 {
		return nil, errFilter
	}
	pixel := max(1, colors*bits/8)
	row := (colors*bits*columns + 7) / 8
	if predictor >= 10 {
		return unpredictPNG(body, row, pixel)
	}
	if predictor != 2 || bits != 8 {
		return nil, errFilter
	}
	out := bytes.Clone(body)
	for start := 0; start < len(out); start += row {
		line := out[start:min(start+row, len(out))]
		for i := pixel; i < len(line); i++ {
			line[i] += line[i-pixel]
		}
	}
	return out, nil
}

func unpredictPNG(body []byte, row, pixel int) ([]byte, error) {
	out := make([]byte, 0, len(body))
	above := make([]byte, row)
	for len(body) > 0 {
		kind := body[0]
		line := make([]byte, row)
		n := copy(line, body[1:])
		body = body[1+n:]
		for i := range line {
			var left, corner byte
			if i >= pixel {
				left, corner = line[i-pixel], above[i-pixel]
			}
			switch kind {
			case 0:
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			default:
				return nil, errFilter
			}
		}
		out = append(out, line[:n]...)
		above = line
	}
	return out, nil
}

// paeth is the predictor of PNG's filter 4 (ISO/IEC 15948, 9.4).
func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := distance(p, a), distance(p, b), distance(p, c)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func distance(p int, x byte) int {
	if d := p - int(x); d >= 0 {
		return d
	}
	return int(x) - p
}

func intOr(o Object, other int) int {
	if n, ok := o.(int64); ok && n > -1<<31 && n < 1<<31 {
		return int(n)
	}
	return other
}
