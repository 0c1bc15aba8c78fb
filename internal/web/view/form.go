package view

import (
	"errors"

	"yinxin.example/yinxin/internal/fault"
)

// Problem is one thing to mend in a form: at a field, or in the whole form
// where Field is "". Its text is the locale's text for Reason, filled with Args.
type Problem struct {
	Field  string // name of the input, e.g. "id_number"
	Reason fault.Reason
	Args   map[string]any
}

// Problems are shown twice: together at the top of the page, and each at its
// field.
type Problems []Problem

// ProblemsOf turns a failed use case into what the form shows: one problem per
// *fault.Error joined in err, or one with the reason "unexpected" where err
// holds none. A nil err gives none.
func ProblemsOf(err error) Problems {
	if err == nil {
		return nil
	}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var all Problems
		for _, one := range joined.Unwrap() {
			all = append(all, ProblemsOf(one)...)
		}
		return all
	}
	var f *fault.Error
	if !errors.As(err, &f) || f.Reason == "" {
		return Problems{{Reason: "unexpected"}}
	}
	return Problems{{Field: f.Field, Reason: f.Reason, Args: f.Args}}
}

// At returns the problems of one field.
func (p Problems) At(field string) Problems {
	var at Problems
	for _, one := range p {
		if one.Field == field {
			at = append(at, one)
		}
	}
	return at
}
