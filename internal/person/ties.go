package person

import "slices"

// Ties are what authorities have said about who is who, where the documents and
// names themselves do not tell: each counts for that authority's certificates
// and for nobody else's.
type Ties struct {
	Documents []DocumentTie
	Names     []NameTie
}

// DocumentTie is an authority's word that two documents are one person's: the
// two forms of a foreigner's residence number, a passport and its renewal.
type DocumentTie struct {
	Authority string
	Documents [2]Document
}

// NameTie is an authority's word that what it recorded under a name, for the
// bearer of a document, is the bearer's who is called Name: 王晓[沛] is 王晓沛.
type NameTie struct {
	Authority string
	Document  Document
	Recorded  string
	Name      string
}

// SameDocument reports whether two documents are one person's for an authority:
// two notations of one number (Document.Normal), or tied by that authority, be
// it by way of others that it tied.
func (t Ties) SameDocument(authority string, a, b Document) bool {
	return slices.Contains(t.documents(authority, a), b.Normal())
}

// documents are the normal forms of the documents that are one person's for an
// authority, that of d first.
func (t Ties) documents(authority string, d Document) []string {
	known := []string{d.Normal()}
	for i := 0; i < len(known); i++ { // known grows while it is walked
		for _, tie := range t.Documents {
			if tie.Authority != authority {
				continue
			}
			a, b := tie.Documents[0].Normal(), tie.Documents[1].Normal()
			if a != known[i] {
				a, b = b, a
			}
			if a == known[i] && !slices.Contains(known, b) {
				known = append(known, b)
			}
		}
	}
	return known
}

// SameName reports whether a name that an authority recorded for a document is
// the name of someone who is called so: equal as SameName takes it, or tied by
// that authority for that document. Ties of names are not followed further: a
// name that an older one was corrected to is what was recorded since.
func (t Ties) SameName(authority string, d Document, name, recorded string) bool {
	if SameName(name, recorded) {
		return true
	}
	return slices.ContainsFunc(t.Names, func(tie NameTie) bool {
		return tie.Authority == authority && SameName(tie.Recorded, recorded) && SameName(tie.Name, name) &&
			t.SameDocument(authority, tie.Document, d)
	})
}

// Same reports whether what an authority recorded is the person's who goes by
// that name and has that document. Both must agree; neither alone says enough.
func (t Ties) Same(authority, name string, d Document, recorded Identity) bool {
	return t.SameDocument(authority, d, recorded.Document) && t.SameName(authority, d, name, recorded.Name)
}
