package view

import (
	"fmt"
	"html/template"
	tree "text/template/parse"
)

// assemble makes the template of one page: the layout and all that it leads to,
// the page's own before what pages share. What the page does not lead to stays
// out: the trees of a hundred pages, each with every partial, would be most of
// what the collector walks through when a server is busy.
func assemble(all template.FuncMap, own, shared *template.Template) (*template.Template, error) {
	page := template.New("").Option("missingkey=error").Funcs(all)
	added := map[string]bool{}
	var add func(name string) error
	add = func(name string) error {
		if added[name] {
			return nil
		}
		added[name] = true
		from := own.Lookup(name)
		if from == nil {
			from = shared.Lookup(name)
		}
		if from == nil {
			return fmt.Errorf("there is no template %q", name)
		}
		// The copy is this page's to escape.
		if _, err := page.AddParseTree(name, from.Tree.Copy()); err != nil {
			return err
		}
		for _, next := range leadsTo(nil, from.Tree.Root) {
			if err := add(next); err != nil {
				return err
			}
		}
		return nil
	}
	if own.Lookup("document") != nil { // it is a file of its own, too
		if err := add("document"); err != nil {
			return nil, err
		}
	}
	return page, add("layout")
}

// leadsTo adds the names of the templates that a node calls.
func leadsTo(names []string, n tree.Node) []string {
	switch n := n.(type) {
	case *tree.TemplateNode:
		names = append(names, n.Name)
	case *tree.ListNode:
		if n != nil {
			for _, one := range n.Nodes {
				names = leadsTo(names, one)
			}
		}
	case *tree.IfNode:
		names = leadsTo(leadsTo(names, n.List), n.ElseList)
	case *tree.WithNode:
		names = leadsTo(leadsTo(names, n.List), n.ElseList)
	case *tree.RangeNode:
		names = leadsTo(leadsTo(names, n.List), n.ElseList)
	}
	return names
}
