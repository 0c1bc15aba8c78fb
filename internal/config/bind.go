package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// bind sets the fields of the struct from the keys of n, by their key tags. It
// joins every fault: unknown keys with the nearest known one, and values of
// the wrong type.
func bind(n node, path string, into reflect.Value) error {
	if n.kind != mapKind {
		return fmt.Errorf("line %d: %s has keys of its own; write them indented beneath it", n.line, path)
	}
	fields := map[string]reflect.Value{}
	known := make([]string, 0, into.NumField())
	for i := range into.NumField() {
		key := into.Type().Field(i).Tag.Get("key")
		fields[key] = into.Field(i)
		known = append(known, key)
	}
	var faults []error
	for _, key := range n.keys {
		value := n.values[key]
		field, ok := fields[key]
		if !ok {
			faults = append(faults, fmt.Errorf("line %d: unknown key %s; did you mean %s?",
				value.line, join(path, key), join(path, nearest(key, known))))
			continue
		}
		faults = append(faults, set(value, join(path, key), field))
	}
	return errors.Join(faults...)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func set(n node, path string, field reflect.Value) error {
	if text, ok := field.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if n.kind != scalarKind || text.UnmarshalText([]byte(n.scalar)) != nil {
			return fmt.Errorf("line %d: %s: %q is not a value it can have", n.line, path, n.scalar)
		}
		return nil
	}
	switch field.Kind() {
	case reflect.Struct:
		return bind(n, path, field)
	case reflect.Slice:
		return setList(n, path, field)
	}
	if n.kind != scalarKind {
		return fmt.Errorf("line %d: %s takes one value", n.line, path)
	}
	if _, ok := field.Interface().(time.Duration); ok {
		d, err := time.ParseDuration(n.scalar)
		if err != nil {
			return fmt.Errorf("line %d: %s: %q is not a duration such as 12h or 30m", n.line, path, n.scalar)
		}
		field.SetInt(int64(d))
		return nil
	}
	switch field.Kind() {
	case reflect.String:
		if n.plain && otherwiseInYAML(n.scalar) {
			return fmt.Errorf("line %d: %s: put %s in quotes; without them it is no text in YAML", n.line, path, n.scalar)
		}
		field.SetString(n.scalar)
	case reflect.Int:
		v, err := strconv.Atoi(n.scalar)
		if err != nil || !n.plain {
			return fmt.Errorf("line %d: %s: %q is not a whole number", n.line, path, n.scalar)
		}
		field.SetInt(int64(v))
	default:
		return fmt.Errorf("config: %s is of a type that no file can set", path)
	}
	return nil
}

// otherwiseInYAML reports whether a plain scalar is a truth value or nothing to
// other readers (YAML 1.1, where yes and no are, and 1.2).
func otherwiseInYAML(s string) bool {
	switch strings.ToLower(s) {
	case "~", "null", "true", "false", "yes", "no", "on", "off":
		return true
	}
	return false
}

// setList replaces the default: a list in a file is the whole list.
func setList(n node, path string, field reflect.Value) error {
	if n.kind != listKind {
		return fmt.Errorf("line %d: %s is a list; write \"- \" before each item, or []", n.line, path)
	}
	list := reflect.MakeSlice(field.Type(), len(n.items), len(n.items))
	var faults []error
	for i, item := range n.items {
		faults = append(faults, set(item, fmt.Sprintf("%s[%d]", path, i), list.Index(i)))
	}
	field.Set(list)
	return errors.Join(faults...)
}

// nearest finds the known key that the fewest edits turn into key.
func nearest(key string, known []string) string {
	best, least := "", -1
	for _, candidate := range known {
		if d := distance(strings.ToLower(key), candidate); least < 0 || d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is Levenshtein's, of keys short enough for the plain method.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
