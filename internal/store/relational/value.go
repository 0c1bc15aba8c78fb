package relational

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

func placeholder(n int) string { return "$" + strconv.Itoa(n) }

// instant is t as a column holds it; the zero time is NULL.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// toInstant scans an instant, in UTC.
type toInstant struct{ t *time.Time }

// Scan implements sql.Scanner.
func (d toInstant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d.t = time.Time{}
	case int64:
		*d.t = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("relational: %T is not an instant", src)
	}
	return nil
}

// toDate scans a civil date.
type toDate struct{ d *civil.Date }

// Scan implements sql.Scanner.
func (d toDate) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return d.d.UnmarshalText([]byte(v))
	case []byte:
		return d.d.UnmarshalText(v)
	}
	return fmt.Errorf("relational: %T is not a date", src)
}

// document is v as JSON text. What is passed here always has a JSON form.
func document(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// toDocument scans JSON text.
type toDocument struct{ v any }

// Scan implements sql.Scanner.
func (d toDocument) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), d.v)
	case []byte:
		return json.Unmarshal(v, d.v)
	}
	return fmt.Errorf("relational: %T is not JSON text", src)
}
