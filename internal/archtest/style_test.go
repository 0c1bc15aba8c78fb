package archtest

import (
	"go/ast"
	"testing"
)

// longestFile is what can be read at a sitting, in lines.
const longestFile = 500

func TestFilesCanBeReadAtASitting(t *testing.T) {
	for _, pkg := range readTree(t) {
		for _, file := range pkg.code() {
			if file.lines > longestFile && !ast.IsGenerated(file.syntax) {
				t.Errorf("%s has %d lines, more than %d: give each of its subjects a file", file.path, file.lines, longestFile)
			}
		}
	}
}

func TestNothingRunsBeforeMain(t *testing.T) {
	for _, pkg := range readTree(t) {
		for _, file := range pkg.files {
			for _, decl := range file.syntax.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s: init function: let the caller say when", file.fset.Position(fn.Pos()))
				}
			}
		}
	}
}

// A skipped test is one that cannot fail, and a sleeping one fails on a slow
// machine; neither is a test.
func TestTestsNeitherSkipNorSleep(t *testing.T) {
	for _, pkg := range readTree(t) {
		for _, file := range pkg.files {
			if !file.test {
				continue
			}
			ast.Inspect(file.syntax, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if isCallOf(call, "time", "Sleep") {
					t.Errorf("%s: time.Sleep in a test: wait for the event itself", file.fset.Position(call.Pos()))
				}
				if skips(call) {
					t.Errorf("%s: a skipped test: make deps installs what it needs", file.fset.Position(call.Pos()))
				}
				return true
			})
		}
	}
}

// skips reports whether the call is Skip, Skipf or SkipNow of a test.
func skips(call *ast.CallExpr) bool {
	for _, test := range []string{"t", "tb", "b", "f"} {
		for _, name := range []string{"Skip", "Skipf", "SkipNow"} {
			if isCallOf(call, test, name) {
				return true
			}
		}
	}
	return false
}

// Code that asks the machine for the time cannot be tested at a midnight; it
// is given its clock. Measuring how long something took is no such question.
func TestTimeIsGiven(t *testing.T) {
	// The outermost packages hand the clock in, or time real work with it.
	outside := []string{"cmd/...", "internal/app", "internal/cli/...", "internal/demo", "internal/bench",
		"internal/testenv/...", "conformance/...", "internal/telemetry", "client/..."}
	for _, pkg := range readTree(t) {
		if coversAny(outside, pkg.path) {
			continue
		}
		for _, file := range pkg.code() {
			stopwatches := startedStopwatches(file.syntax)
			ast.Inspect(file.syntax, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if ok && isCallOf(call, "time", "Now") && !stopwatches[call] {
					t.Errorf("%s: time.Now: take a clock", file.fset.Position(call.Pos()))
				}
				return true
			})
		}
	}
}

// startedStopwatches is every time.Now() put into a name that time.Since reads.
func startedStopwatches(file *ast.File) map[*ast.CallExpr]bool {
	read := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && isCallOf(call, "time", "Since") && len(call.Args) == 1 {
			if name, ok := call.Args[0].(*ast.Ident); ok {
				read[name.Name] = true
			}
		}
		return true
	})
	started := map[*ast.CallExpr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
			return true
		}
		name, named := assign.Lhs[0].(*ast.Ident)
		call, called := assign.Rhs[0].(*ast.CallExpr)
		if named && called && read[name.Name] {
			started[call] = true
		}
		return true
	})
	return started
}

// isCallOf reports whether the call is pkg.name(...).
func isCallOf(call *ast.CallExpr, pkg, name string) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != name {
		return false
	}
	on, ok := selector.X.(*ast.Ident)
	return ok && on.Name == pkg
}
