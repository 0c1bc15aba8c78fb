package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path in go.mod.
const module = "yinxin.example/yinxin"

// root is the module's folder as seen from this package's.
const root = "../.."

// source is one parsed Go file. Every file is read, whatever its build tags.
type source struct {
	path   string // relative to the module
	test   bool
	lines  int
	syntax *ast.File
	fset   *token.FileSet
}

// pkg is the files of one folder.
type pkg struct {
	path  string // relative to the module, "" never
	files []source
}

// name is the package's name, without the _test of external tests.
func (p pkg) name() string {
	return strings.TrimSuffix(p.files[0].syntax.Name.Name, "_test")
}

// code is the files that are not tests.
func (p pkg) code() []source {
	return slices.DeleteFunc(slices.Clone(p.files), func(f source) bool { return f.test })
}

// imports is what the files that are not tests import, sorted.
func (p pkg) imports() []string {
	var paths []string
	for _, file := range p.code() {
		for _, spec := range file.syntax.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// readTree parses every Go file of the module.
func readTree(t *testing.T) []pkg {
	t.Helper()
	byFolder := map[string][]source{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		if entry.IsDir() {
			return skipFolder(relative)
		}
		if !strings.HasSuffix(relative, ".go") {
			return nil
		}
		file, err := readSource(path, relative)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(relative))
		byFolder[folder] = append(byFolder[folder], file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(byFolder) == 0 {
		t.Fatal("no Go file found: the tree is not where this test looks for it")
	}
	var tree []pkg
	for folder, files := range byFolder {
		tree = append(tree, pkg{folder, files})
	}
	slices.SortFunc(tree, func(a, b pkg) int { return strings.Compare(a.path, b.path) })
	return tree
}

// skipFolder leaves out what the go tool leaves out, and what make builds.
func skipFolder(relative string) error {
	name := filepath.Base(relative)
	switch {
	case relative == ".":
		return nil
	case name == "testdata", name == "vendor", strings.HasPrefix(name, "."), strings.HasPrefix(name, "_"),
		relative == "build", relative == "bin", relative == "yinxin-data":
		return filepath.SkipDir
	}
	return nil
}

func readSource(path, relative string) (source, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return source{}, err
	}
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, relative, text, parser.ParseComments)
	if err != nil {
		return source{}, err
	}
	return source{
		path:   relative,
		test:   strings.HasSuffix(relative, "_test.go"),
		lines:  strings.Count(string(text), "\n"),
		syntax: syntax,
		fset:   fset,
	}, nil
}
