package view

import "yinxin.example/yinxin/internal/person"

// Counter (/console/confirm) confirms in person that an account belongs to
// whoever shows the document: username, id_type, id_number, document_seen=yes.
// With reset=yes it sets a temporary password too.
type Counter struct {
	Desk
	Username string
	IDType   person.DocumentType
	IDNumber string
	Done     bool // confirmed just now; Username names the account
	// Temporary is the password just set, shown once; "" where none was.
	Temporary string
	Problems  Problems
}

func (Counter) file() string { return "console/counter.html" }
