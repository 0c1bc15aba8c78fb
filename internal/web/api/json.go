package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
)

const (
	// maxDepth is how deep values may lie within one another.
	maxDepth = 16
	// unkept are characters that would not come back as they were sent:
	// PostgreSQL stores no NUL, and U+FFFD stands for what was lost before, half
	// a surrogate pair among others.
	unkept = "\x00\ufffd"
)

// checkJSON refuses what is no single JSON value in UTF-8 (RFC 8259), or one
// nested too deep, or with null or a character that cannot be kept. What it refuses is never repeated in the error: it may be a
// person's.
func checkJSON(body []byte) error {
	const op = "api.checkJSON"
	if !utf8.Valid(body) {
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
		switch token := token.(type) {
		case json.Delim:
			if token == '}' || token == ']' {
				depth--
			} else if depth++; depth > maxDepth {
				return fault.New(op, fault.Invalid, "body_too_deep").With("limit", maxDepth)
			}
		case string:
			if strings.ContainsAny(token, unkept) {
				return fault.New(op, fault.Invalid, "body_text_lossy")
			}
		case nil:
			return fault.New(op, fault.Invalid, "body_null")
		}
	}
}
