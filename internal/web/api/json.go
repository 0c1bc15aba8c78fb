package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
)

// maxDepth is how deep values may lie within one another.
const maxDepth = 16

// checkJSON refuses what is no single JSON value in UTF-8 (RFC 8259), or one
// nested too deep. What it refuses is never repeated in the error: it may be a
// person's.
func checkJSON(body []byte) error {
	const op = "api.checkJSON"
	if !utf8.Valid(body) || bytes.Contains(body, []byte(`\u0000`)) {
		return fault.New(op, fault.Invalid, reasonNotJSON)
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	depth, values := 0, 0
	for {
		token, err := in.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0 && values == 1:
			return nil
		case err != nil:
			return fault.New(op, fault.Invalid, reasonNotJSON)
		}
		if depth == 0 {
			values++
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth > maxDepth {
				return fault.New(op, fault.Invalid, "body_too_deep").With("limit", maxDepth)
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}
