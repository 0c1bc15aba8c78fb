package cert

import "fmt"

// NumberForm is how much of the holder's identity number a copy shows.
type NumberForm string

// The forms.
const (
	NumberMasked   NumberForm = "masked"    // the first and last characters, as pages show it
	NumberLastFour NumberForm = "last_four" // at most the last four characters
	NumberFull     NumberForm = "full"      // the whole number
)

// NumberForms lists the forms, the usual one first.
func NumberForms() []NumberForm { return []NumberForm{NumberMasked, NumberLastFour, NumberFull} }

// UnmarshalText reads a form by its name.
func (f *NumberForm) UnmarshalText(text []byte) error {
	for _, known := range NumberForms() {
		if string(known) == string(text) {
			*f = known
			return nil
		}
	}
	return fmt.Errorf("cert: %q is no form of a number", text)
}
