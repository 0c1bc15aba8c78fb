package view

import "fmt"

// input is a labelled text field of a form, as the partial "input" draws it.
type input struct {
	Name         string
	Label        string
	Value        string
	Problems     Problems // of this field only
	Type         string
	Hint         string
	Autocomplete string
	InputMode    string
	Min, Max     string
	Short        bool // as wide as a code or a date
	Optional     bool
}

// newInput makes a text field; problems are those of the whole form.
func newInput(name, label, value string, problems Problems) input {
	return input{Name: name, Label: label, Value: value, Problems: problems.At(name), Type: "text", Autocomplete: "off", InputMode: "text"}
}

// With returns the field with one more property, for use in templates.
func (i input) With(property, value string) (input, error) {
	switch property {
	case "type":
		i.Type = value
	case "hint":
		i.Hint = value
	case "autocomplete":
		i.Autocomplete = value
	case "inputmode":
		i.InputMode = value
	case "min":
		i.Min = value
	case "max":
		i.Max = value
	case "optional":
		i.Optional = value == "yes"
	case "width":
		i.Short = value == "short"
	default:
		return input{}, fmt.Errorf("view: a field has no property %q", property)
	}
	return i, nil
}

// DescribedBy lists the ids of the hint and the problems, for screen readers.
func (i input) DescribedBy() string {
	ids := ""
	if i.Hint != "" {
		ids = i.Name + "-hint"
	}
	if len(i.Problems) > 0 {
		if ids != "" {
			ids += " "
		}
		ids += i.Name + "-problem"
	}
	return ids
}
