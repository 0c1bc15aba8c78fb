package view

import (
	"fmt"
	"html"
	"html/template"
	"reflect"
	"slices"
	tree "text/template/parse"
)

// fold puts what a page says in one language whatever it shows, the texts above
// all, into its templates as plain text: a page is full of them, and looking
// each up by reflection whenever the page is shown costs more than all else.
// It does so before html/template looks at the templates, and escapes what it
// puts in; constant functions therefore stand in texts and quoted attributes
// only, and give plain strings.
type fold struct {
	constant map[string]any // functions that give the same for the same arguments, in this language
}

// templates folds every template of a set.
func (f fold) templates(set *template.Template) error {
	for _, t := range set.Templates() {
		if t.Tree == nil {
			continue
		}
		if err := f.list(t.Tree.Root); err != nil {
			return fmt.Errorf("%s: %w", t.Name(), err)
		}
	}
	return nil
}

// list folds the nodes of a list and joins texts that have come to stand side
// by side.
func (f fold) list(l *tree.ListNode) error {
	if l == nil {
		return nil
	}
	folded := make([]tree.Node, 0, len(l.Nodes))
	for _, n := range l.Nodes {
		nodes, err := f.node(n)
		if err != nil {
			return err
		}
		for _, n := range nodes {
			folded = appendNode(folded, n)
		}
	}
	l.Nodes = folded
	return nil
}

func appendNode(nodes []tree.Node, n tree.Node) []tree.Node {
	text, ok := n.(*tree.TextNode)
	if ok && len(nodes) > 0 {
		if before, ok := nodes[len(nodes)-1].(*tree.TextNode); ok {
			before.Text = slices.Concat(before.Text, text.Text)
			return nodes
		}
	}
	return append(nodes, n)
}

// node gives what takes a node's place.
func (f fold) node(n tree.Node) ([]tree.Node, error) {
	switch n := n.(type) {
	case *tree.ActionNode:
		value, ok, err := f.evaluate(n.Pipe)
		if err != nil || !ok {
			return []tree.Node{n}, err
		}
		return []tree.Node{&tree.TextNode{NodeType: tree.NodeText, Pos: n.Pos, Text: []byte(html.EscapeString(fmt.Sprint(value)))}}, nil
	case *tree.IfNode:
		value, ok, err := f.evaluate(n.Pipe)
		if err != nil {
			return nil, err
		}
		if !ok {
			return []tree.Node{n}, f.branch(&n.BranchNode)
		}
		chosen := n.ElseList
		if truth, _ := template.IsTrue(value); truth {
			chosen = n.List
		}
		if chosen == nil {
			return nil, nil
		}
		return chosen.Nodes, f.list(chosen)
	case *tree.WithNode:
		return []tree.Node{n}, f.branch(&n.BranchNode)
	case *tree.RangeNode:
		return []tree.Node{n}, f.branch(&n.BranchNode)
	}
	return []tree.Node{n}, nil
}

func (f fold) branch(b *tree.BranchNode) error {
	if err := f.list(b.List); err != nil {
		return err
	}
	return f.list(b.ElseList)
}

// evaluate calls a pipeline that is one constant function of constants.
func (f fold) evaluate(p *tree.PipeNode) (value any, ok bool, err error) {
	if p == nil || len(p.Decl) > 0 || len(p.Cmds) != 1 {
		return nil, false, nil
	}
	args := p.Cmds[0].Args
	name, ok := args[0].(*tree.IdentifierNode)
	if !ok || f.constant[name.Ident] == nil {
		return nil, false, nil
	}
	var values []reflect.Value
	for _, arg := range args[1:] {
		switch arg := arg.(type) {
		case *tree.StringNode:
			values = append(values, reflect.ValueOf(arg.Text))
		case *tree.NumberNode:
			if !arg.IsInt {
				return nil, false, nil
			}
			values = append(values, reflect.ValueOf(int(arg.Int64)))
		default:
			return nil, false, nil
		}
	}
	out := reflect.ValueOf(f.constant[name.Ident]).Call(values)
	if len(out) == 2 && !out[1].IsNil() {
		return nil, false, fmt.Errorf("%s: %v", p, out[1])
	}
	return out[0].Interface(), true, nil
}
