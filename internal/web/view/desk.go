package view

// Desk is what surrounds every page of the console; each embeds it.
type Desk struct {
	Chrome
	Authority string
	Role      string     // officer, reviewer, …; the text role.ROLE is the word for it
	Nav       []NavEntry // what the role may see, in order
	Current   string     // key of the entry this page is of
	Token     string     // of the session, sent back by every form as its first field
}

// NavEntry leads to a desk of the console.
type NavEntry struct {
	Key  string // the text desk.KEY is its name, desk.KEY.about what is done there
	Path string
	// Count is how much waits there; 0 shows nothing.
	Count int
}

func (d Desk) desk() Desk { return d }

// deskOf is the frame of a console page; nil for any other page.
func deskOf(page any) *Desk {
	if p, ok := page.(interface{ desk() Desk }); ok {
		d := p.desk()
		return &d
	}
	return nil
}
