package journey_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/testenv"
)

// registered is every route that the site's packages register, as their source
// says it: the tests that ask for each route by each role cannot forget one.
type registered struct {
	mux   *http.ServeMux
	asked map[string]bool // by pattern
}

func registeredRoutes(t *testing.T) *registered {
	t.Helper()
	all := &registered{http.NewServeMux(), map[string]bool{}}
	root := filepath.Join(testenv.Root(t), "internal", "web")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		for _, pattern := range patternsOf(t, path) {
			all.mux.Handle(pattern, http.NotFoundHandler())
			all.asked[pattern] = false
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ask notes that a path was asked for.
func (r *registered) ask(t *testing.T, method, path string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, pattern := r.mux.Handler(request); pattern != "" {
		r.asked[pattern] = true
	}
}

// requireAll fails for every route of a method that nobody asked for.
func (r *registered) requireAll(t *testing.T, method string) {
	t.Helper()
	for pattern, asked := range r.asked {
		if strings.HasPrefix(pattern, method+" ") && !asked {
			t.Errorf("no row asks for %s: say who gets what of it", pattern)
		}
	}
}

// patternsOf are the patterns in a folder's source: strings that begin with a
// method and a path, put together from literals and the package's constants.
func patternsOf(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	constants, trees := map[string]string{}, []*ast.File{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		trees = append(trees, tree)
		ast.Inspect(tree, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == 1 && len(spec.Values) == 1 {
				constants[spec.Names[0].Name] = text(spec.Values[0], constants)
			}
			return true
		})
	}
	pattern := regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE) /`)
	var found []string
	for _, tree := range trees {
		ast.Inspect(tree, func(n ast.Node) bool {
			expression, ok := n.(ast.Expr)
			if !ok || !pattern.MatchString(text(expression, constants)) {
				return true
			}
			found = append(found, text(expression, constants))
			return false // not the parts of it
		})
	}
	return found
}

// text is what a string expression says, "" for any other.
func text(e ast.Expr, constants map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			value, _ := strconv.Unquote(e.Value)
			return value
		}
	case *ast.Ident:
		return constants[e.Name]
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return text(e.X, constants) + text(e.Y, constants)
		}
	}
	return ""
}
