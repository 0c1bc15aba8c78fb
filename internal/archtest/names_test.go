package archtest

import (
	"path"
	"slices"
	"strings"
	"testing"
)

func TestNamesSayWhatAPackageIs(t *testing.T) {
	empty := []string{"util", "utils", "common", "model", "models", "types", "helper", "helpers", "misc", "base", "shared"}
	for _, pkg := range readTree(t) {
		if slices.Contains(empty, pkg.name()) {
			t.Errorf("%s: package %s says nothing of what is in it", pkg.path, pkg.name())
		}
	}
}

func TestNoPackageNameTwice(t *testing.T) {
	first := map[string]string{}
	for _, pkg := range readTree(t) {
		name := pkg.name()
		if name == "main" {
			continue
		}
		if other, taken := first[name]; taken {
			t.Errorf("package %s is both %s and %s", name, other, pkg.path)
		}
		first[name] = pkg.path
	}
}

func TestPackagesAreNamedAsTheirFolders(t *testing.T) {
	for _, pkg := range readTree(t) {
		if name := pkg.name(); name != "main" && name != path.Base(pkg.path) {
			t.Errorf("%s holds package %s", pkg.path, name)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, pkg := range readTree(t) {
		var docs []string
		for _, file := range pkg.code() {
			if file.syntax.Doc != nil {
				docs = append(docs, file.syntax.Doc.Text())
			}
		}
		want := "Package " + pkg.name() + " "
		if pkg.name() == "main" {
			want = "Command "
		}
		switch {
		case len(pkg.code()) == 0:
			// a folder of external tests
		case len(docs) == 0:
			t.Errorf("%s has no package comment", pkg.path)
		case len(docs) > 1:
			t.Errorf("%s has %d package comments: keep one", pkg.path, len(docs))
		case !strings.HasPrefix(docs[0], want):
			t.Errorf("%s: the package comment does not begin with %q", pkg.path, want)
		}
	}
}
