package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// bind sets the fields of the struct from the keys of n, by their key tags. It
// joins every fault: unknown keys with the nearest known one, and values of
// the wrong type. A key without a value leaves the default.
func bind(n *yaml.Node, path string, into reflect.Value) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: %s has keys of its own; write them indented beneath it", n.Line, path)
	}
	fields := map[string]reflect.Value{}
	known := make([]string, 0, into.NumField())
	for i := range into.NumField() {
		key := into.Type().Field(i).Tag.Get("key")
		fields[key] = into.Field(i)
		known = append(known, key)
	}
	var faults []error
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, ok := fields[key.Value]
		switch {
		case !ok:
			faults = append(faults, fmt.Errorf("line %d: unknown key %s; did you mean %s?",
				key.Line, join(path, key.Value), join(path, nearest(key.Value, known))))
		case value.ShortTag() != "!!null":
			faults = append(faults, set(value, join(path, key.Value), field))
		}
	}
	return errors.Join(faults...)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func set(n *yaml.Node, path string, field reflect.Value) error {
	if text, ok := field.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if n.Kind != yaml.ScalarNode || text.UnmarshalText([]byte(n.Value)) != nil {
			return fmt.Errorf("line %d: %s: %q is not a value it can have", n.Line, path, n.Value)
		}
		return nil
	}
	switch field.Kind() {
	case reflect.Struct:
		return bind(n, path, field)
	case reflect.Slice:
		return setList(n, path, field)
	case reflect.Map:
		return setMap(n, path, field)
	}
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: %s takes one value", n.Line, path)
	}
	return setScalar(n, path, field)
}

func setScalar(n *yaml.Node, path string, field reflect.Value) error {
	switch field.Interface().(type) {
	case time.Duration:
		d, err := time.ParseDuration(n.Value)
		if err != nil {
			return fmt.Errorf("line %d: %s: %q is not a duration such as 12h or 30m", n.Line, path, n.Value)
		}
		field.SetInt(int64(d))
	case string:
		if n.Style == 0 && truthValue(n.Value) {
			return fmt.Errorf("line %d: %s: put %s in quotes; without them YAML reads no text", n.Line, path, n.Value)
		}
		field.SetString(n.Value)
	case int:
		v, err := strconv.Atoi(n.Value)
		if err != nil || n.ShortTag() != "!!int" {
			return fmt.Errorf("line %d: %s: %q is not a whole number", n.Line, path, n.Value)
		}
		field.SetInt(int64(v))
	default:
		return fmt.Errorf("config: %s is of a type that no file can set", path)
	}
	return nil
}

// truthValue reports whether a plain scalar is true or false to some reader:
// yes, no, on and off are in YAML 1.1.
func truthValue(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off":
		return true
	}
	return false
}

// setMap replaces the default, as setList does: its keys are the file's own.
func setMap(n *yaml.Node, path string, field reflect.Value) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: %s has keys of its own; write them indented beneath it, or {}", n.Line, path)
	}
	entries := reflect.MakeMapWithSize(field.Type(), len(n.Content)/2)
	var faults []error
	for i := 0; i < len(n.Content); i += 2 {
		value := reflect.New(field.Type().Elem()).Elem()
		faults = append(faults, set(n.Content[i+1], join(path, n.Content[i].Value), value))
		entries.SetMapIndex(reflect.ValueOf(n.Content[i].Value), value)
	}
	field.Set(entries)
	return errors.Join(faults...)
}

// setList replaces the default: a list in a file is the whole list.
func setList(n *yaml.Node, path string, field reflect.Value) error {
	if n.Kind != yaml.SequenceNode {
		return fmt.Errorf("line %d: %s is a list; write \"- \" before each item, or []", n.Line, path)
	}
	list := reflect.MakeSlice(field.Type(), len(n.Content), len(n.Content))
	var faults []error
	for i, item := range n.Content {
		faults = append(faults, set(item, fmt.Sprintf("%s[%d]", path, i), list.Index(i)))
	}
	field.Set(list)
	return errors.Join(faults...)
}
