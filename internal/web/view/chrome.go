package view

import "strings"

// Chrome is what surrounds every page: who is signed in, where the reader is,
// whom to telephone. Every page struct embeds it.
type Chrome struct {
	Name     string      // name of the account signed in, or on the way in; "" for nobody
	SignedIn bool        // all the way: the name leads to /account
	Staff    bool        // the account may use the console
	Checker  bool        // the account is an organisation's
	Path     string      // path and query of this page, as requested; the language link comes back to it
	Phones   []Telephone // from configuration; shown in the footer and on every error page
	Demo     bool        // a demonstration: a calm banner says so on every page
	NoIndex  bool        // ask search engines to leave the page out
}

// Telephone is where an authority answers.
type Telephone struct {
	Authority string
	Number    string // as printed, e.g. 000-00000000
	Hours     string // as configured; may be empty
}

// Section is the tab of the page: certificates, verify, help, console, check or "".
func (c Chrome) Section() string {
	path, _, _ := strings.Cut(c.Path, "?")
	for _, tab := range []struct{ prefix, section string }{
		{"/certificates", "certificates"},
		{"/endorsements", "certificates"},
		{"/corrections", "certificates"},
		{"/verify", "verify"},
		{"/v", "verify"},
		{"/help", "help"},
		{"/coverage", "help"},
		{"/sample", "help"},
		{"/console", "console"},
		{"/check", "check"},
	} {
		if path == tab.prefix || strings.HasPrefix(path, tab.prefix+"/") {
			return tab.section
		}
	}
	return ""
}

func (c Chrome) chrome() Chrome { return c }
