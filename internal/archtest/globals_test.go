package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// exempt names package variables that may change, each with its reason.
func exempt() map[string]string {
	return map[string]string{
		"internal/testenv.cluster": "one PostgreSQL for all tests of a process, which share nothing else",
	}
}

// A package variable is allowed when nothing can change it: a blank one, an
// embedded file, an error, or an unexported table that no code of its package
// writes to or takes the address of.
func TestNoGlobalThatChanges(t *testing.T) {
	for _, pkg := range readTree(t) {
		for _, fault := range globals(pkg.path, pkg.code()) {
			t.Error(fault)
		}
	}
}

// globals describes the package variables that could change.
func globals(path string, files []source) []string {
	written := writtenNames(files)
	var faults []string
	for _, file := range files {
		for _, decl := range file.syntax.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, spec := range group.Specs {
				faults = append(faults, faultsOf(path, file, group, spec.(*ast.ValueSpec), written)...)
			}
		}
	}
	return faults
}

func faultsOf(path string, file source, group *ast.GenDecl, spec *ast.ValueSpec, written map[string]bool) []string {
	var faults []string
	for i, name := range spec.Names {
		var value ast.Expr
		if i < len(spec.Values) {
			value = spec.Values[i]
		}
		why := ""
		switch {
		case name.Name == "_", embedded(group, spec), exempt()[path+"."+name.Name] != "":
		case isError(name.Name, value):
		case name.IsExported():
			why = "is exported, so anyone can change it: make it a constant or a function"
		case value == nil:
			why = "has no value of its own, so something must change it"
		case synchronised(spec.Type) || synchronised(value):
			why = "is there to be changed: put it in a struct"
		case written[name.Name]:
			why = "is written to: put it in a struct"
		}
		if why != "" {
			faults = append(faults, fmt.Sprintf("%s: package variable %s %s", file.fset.Position(name.Pos()), name.Name, why))
		}
	}
	return faults
}

// embedded reports whether the variable holds a //go:embed file.
func embedded(group *ast.GenDecl, spec *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{group.Doc, spec.Doc} {
		if doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
			return strings.HasPrefix(c.Text, "//go:embed ")
		}) {
			return true
		}
	}
	return false
}

// isError reports whether the variable is a sentinel made by errors.New or
// one of fault's constructors.
func isError(name string, value ast.Expr) bool {
	call, ok := value.(*ast.CallExpr)
	if !ok || !strings.HasPrefix(strings.ToLower(name), "err") {
		return false
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	on, ok := selector.X.(*ast.Ident)
	return ok && (on.Name == "errors" || on.Name == "fault")
}

// synchronised reports whether a type or value comes from sync or atomic:
// such a thing exists to be changed.
func synchronised(e ast.Expr) bool {
	found := false
	if e == nil {
		return false
	}
	ast.Inspect(e, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if on, ok := selector.X.(*ast.Ident); ok && (on.Name == "sync" || on.Name == "atomic") {
				// sync.OnceValue makes a table when it is first asked for.
				found = found || !strings.HasPrefix(selector.Sel.Name, "Once")
			}
		}
		return true
	})
	return found
}

// writtenNames is every package-level name that is assigned to, counted up or
// down, deleted from, or whose address is taken.
func writtenNames(files []source) map[string]bool {
	written := map[string]bool{}
	for _, file := range files {
		mark := func(e ast.Expr) {
			if name := rootName(e); name != nil && !local(file, name) {
				written[name.Name] = true
			}
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					for _, left := range n.Lhs {
						mark(left)
					}
				}
			case *ast.IncDecStmt:
				mark(n.X)
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					mark(n.X)
				}
			case *ast.CallExpr:
				if fn, ok := n.Fun.(*ast.Ident); ok && (fn.Name == "delete" || fn.Name == "clear") && len(n.Args) > 0 {
					mark(n.Args[0])
				}
			}
			return true
		})
	}
	return written
}

// rootName is x in x, x.f, x[i], *x and (x).
func rootName(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// local reports whether the name was declared inside a function: the parser
// resolved it, and not to a declaration of the file itself.
func local(file source, name *ast.Ident) bool {
	return name.Obj != nil && file.syntax.Scope.Lookup(name.Name) != name.Obj
}

func TestGlobalsAreFound(t *testing.T) {
	tests := []struct {
		name, code string
		faults     int
	}{
		{"blank", `var _ = 1`, 0},
		{"error", `var errNone = errors.New("none")`, 0},
		{"exported error", `var ErrNone = errors.New("none")`, 0},
		{"table", `var table = map[string]int{"a": 1}; func f() int { return table["a"] }`, 0},
		{"local of the same name", `var table = make(); func f() { table := 1; table++; _ = table }`, 0},
		{"exported table", `var Table = map[string]int{}`, 1},
		{"written table", `var table = map[string]int{}; func f() { table["a"] = 1 }`, 1},
		{"counter", `var n = 0; func f() { n++ }`, 1},
		{"address", `var n = 0; func f() *int { return &n }`, 1},
		{"deleted from", `var table = make(); func f() { delete(table, "a") }`, 1},
		{"no value", `var n int`, 1},
		{"mutex", `var mu = sync.Mutex{}`, 1},
		{"pool", `var pool = &sync.Pool{}`, 1},
		{"once value", `var table = sync.OnceValue(make)`, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fset := token.NewFileSet()
			syntax, err := parser.ParseFile(fset, "x.go", "package x\n"+test.code, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			got := globals("x", []source{{path: "x.go", syntax: syntax, fset: fset}})
			if len(got) != test.faults {
				t.Errorf("%d faults, want %d: %v", len(got), test.faults, got)
			}
		})
	}
}
