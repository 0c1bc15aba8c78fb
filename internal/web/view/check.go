package view

// Checker is what surrounds every page of an organisation that checks; each
// embeds it.
type Checker struct {
	Chrome
	Organisation string     // as it registered itself
	Nav          []NavEntry // the text checker.KEY is the name of each
	Current      string     // key of the entry this page is of
	Token        string     // of the session, sent back by every form as its first field
}

func (c Checker) checker() Checker { return c }

// checkerOf is the frame of an organisation's page; nil for any other page.
func checkerOf(page any) *Checker {
	if p, ok := page.(interface{ checker() Checker }); ok {
		c := p.checker()
		return &c
	}
	return nil
}

// CheckHome (/check) is where an organisation begins.
type CheckHome struct {
	Checker
}

func (CheckHome) file() string { return "check/home.html" }
