package archtest

import (
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// Whoever imports a public package must be able to name every type it hands
// out, so none may be of our internal packages or of a library.
func TestPublicPackagesSpeakTheirOwnTypes(t *testing.T) {
	var paths []string
	for _, public := range []string{"verify", "client"} {
		if slices.ContainsFunc(readTree(t), func(p pkg) bool { return p.path == public }) {
			paths = append(paths, module+"/"+public)
		}
	}
	if len(paths) == 0 {
		return
	}
	loaded, err := packages.Load(&packages.Config{
		Context: t.Context(),
		Dir:     root,
		Mode:    packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedSyntax | packages.NeedTypesInfo,
	}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range loaded {
		for _, e := range p.Errors {
			t.Errorf("%s: %s", p.PkgPath, e)
		}
		for name, foreign := range foreignTypes(p.Types) {
			t.Errorf("%s.%s shows %s", p.PkgPath, name, foreign)
		}
	}
}

// foreignTypes maps each exported thing of a package to a type in its
// signature that is neither the package's own nor the standard library's.
func foreignTypes(p *types.Package) map[string]string {
	found := map[string]string{}
	for _, name := range p.Scope().Names() {
		object := p.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		walk := &typeWalk{home: p, seen: map[types.Type]bool{}}
		walk.visit(object.Type())
		if named, ok := types.Unalias(object.Type()).(*types.Named); ok && named.Obj().Pkg() == p {
			walk.visit(named.Underlying())
			for method := range named.Methods() {
				if method.Exported() {
					walk.visit(method.Type())
				}
			}
		}
		if walk.foreign != "" {
			found[name] = walk.foreign
		}
	}
	return found
}

// typeWalk goes through all that a type is made of and a caller can see.
type typeWalk struct {
	home    *types.Package
	seen    map[types.Type]bool
	foreign string // the first type found that is neither home's nor std's
}

func (w *typeWalk) visit(typ types.Type) {
	if w.seen[typ] {
		return
	}
	w.seen[typ] = true
	switch typ := typ.(type) {
	case *types.Alias:
		w.visit(types.Unalias(typ))
	case *types.Named:
		if from := typ.Obj().Pkg(); from != nil && from != w.home && !standard(from.Path()) {
			w.foreign = typ.String()
		}
		for argument := range typ.TypeArgs().Types() {
			w.visit(argument)
		}
	case *types.Struct:
		for field := range typ.Fields() {
			if field.Exported() {
				w.visit(field.Type())
			}
		}
	case *types.Interface:
		for method := range typ.Methods() {
			w.visit(method.Type())
		}
	case *types.Signature:
		w.visit(typ.Params())
		w.visit(typ.Results())
	case *types.Tuple:
		for variable := range typ.Variables() {
			w.visit(variable.Type())
		}
	case *types.Map:
		w.visit(typ.Key())
		w.visit(typ.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		w.visit(typ.Elem())
	}
}

// standard reports whether an import path is the standard library's.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func TestForeignTypesAreFound(t *testing.T) {
	foreign := types.NewPackage(module+"/internal/secret", "secret")
	hidden := types.NewNamed(types.NewTypeName(token.NoPos, foreign, "Hidden", nil), types.NewStruct(nil, nil), nil)
	home := types.NewPackage(module+"/verify", "verify")
	insert := func(name string, typ types.Type) {
		home.Scope().Insert(types.NewVar(token.NoPos, home, name, typ))
	}
	insert("Shown", types.NewSlice(types.NewPointer(hidden)))
	insert("InAField", types.NewStruct([]*types.Var{types.NewField(token.NoPos, home, "Field", hidden, false)}, nil))
	insert("Unseen", types.NewStruct([]*types.Var{types.NewField(token.NoPos, home, "field", hidden, false)}, nil))
	insert("Plain", types.Typ[types.String])
	insert("unexported", hidden)

	found := foreignTypes(home)
	if len(found) != 2 || found["Shown"] == "" || found["InAField"] == "" {
		t.Errorf("found %v, want Shown and InAField", found)
	}
}
