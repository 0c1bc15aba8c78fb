package archtest

import (
	"slices"
	"strings"
	"testing"
)

// layer is a set of packages and the layers they may import. Paths are
// relative to the module; "x/..." is x and all beneath it, and the most exact
// pattern wins, so an adapter can be told from its port.
type layer struct {
	name     string
	packages []string
	imports  []string
}

// layers is the house, from the ground up. A layer imports what is named and
// nothing else; its own name there lets its packages import one another.
func layers() []layer {
	domain := []string{"base", "domain"}
	mechanisms := append(slices.Clone(domain), "readers", "wording", "ports", "document", "signature")
	useCases := append(slices.Clone(mechanisms), "formats", "use cases", "organisations", "own data", "intake", "batches", "verify", "registers", "changes", "approval", "telling")
	surfaces := append(slices.Clone(useCases), "settings", "telemetry")
	everything := append(slices.Clone(surfaces), "surfaces", "adapters", "timestamps", "app")

	return []layer{
		{"base", internal("fault", "civil"), nil},
		{"domain", internal("cert", "person"), domain},

		// What verify stands on: usable without any of the rest. cms is the
		// layout of our own CMS, which verify lays out anew to compare.
		{"readers", internal("signature/statement", "signature/cms", "signature/pdfread", "signature/addition", "signature/cmsread", "signature/chain", "signature/tspread",
			"signature/der", "signature/digest/...", "signature/sm2key", "signature/x509cert", "signature/sesread"),
			[]string{"base", "readers"}},
		{"verify", []string{"verify/..."}, []string{"base", "readers", "verify"}},
		{"client", []string{"client/..."}, []string{"client"}},

		{"wording", internal("locale"), domain},
		{"settings", internal("config"), domain},
		{"telemetry", internal("telemetry"), domain},

		{"ports", internal("store", "blob", "queue", "messages", "vault", "audit", "pieces", "leased"),
			append(slices.Clone(domain), "wording", "ports")},
		{"document", internal("document/..."), append(slices.Clone(domain), "readers", "document")},
		{"signature", internal("signature/..."), append(slices.Clone(domain), "readers", "signature")},
		// The timestamp authorities that an operator names, asked over HTTP.
		{"timestamps", internal("timestamps"), []string{"base", "readers", "signature"}},
		{"adapters", internal("store/...", "blob/...", "queue/...", "messages/..."),
			append(slices.Clone(domain), "wording", "ports", "adapters")},
		{"suites", internal("store/storetest", "blob/blobtest", "queue/queuetest"),
			append(slices.Clone(domain), "ports")},

		// The second pair of eyes, which every use case may ask for.
		{"approval", internal("approval"), mechanisms},

		// What holders and those who watch are told of it, in the transaction of
		// what it tells of.
		{"telling", internal("telling", "watching"), mechanisms},

		// What deliveries come in.
		{"formats", internal("delivery/workbook"), []string{"base"}},

		// What may be delivered and what may be sealed: the other use cases ask.
		{"registers", internal("catalogue", "seals"), append(slices.Clone(mechanisms), "approval")},
		// What becomes of certificates: who sets identities right asks for it.
		{"changes", internal("issuing"), append(slices.Clone(mechanisms), "registers", "approval", "telling")},
		{"use cases", internal("apikeys", "captcha", "delivery", "holding", "sealing", "checking", "signin", "auditing", "identity", "requests", "passkeys", "overview", "revocation", "tsa"),
			append(slices.Clone(mechanisms), "formats", "registers", "changes", "verify", "approval", "telling")},
		// Who signs in for whom.
		// All that is stored about a person, whichever use case stored it.
		{"own data", internal("owndata"), append(slices.Clone(mechanisms), "use cases", "telling")},
		{"organisations", internal("organisations"), append(slices.Clone(mechanisms), "use cases", "telling")},
		// Many checks at once, of which checking one and reading a table are steps.
		{"batches", internal("batches"), append(slices.Clone(mechanisms), "use cases", "registers", "verify")},
		// A delivery's way, of which reading and checking it is a step.
		{"intake", internal("intake"), append(slices.Clone(mechanisms), "use cases", "telling")},

		{"surfaces", internal("web/...", "work/..."), append(slices.Clone(surfaces), "surfaces")},
		{"app", internal("app"), everything},
		{"runners", internal("demo", "bench"), everything},
		{"journeys", internal("journey"), append(slices.Clone(everything), "runners", "workshop")},
		{"cli", internal("cli/..."), append(slices.Clone(everything), "runners", "cli")},
		{"commands", []string{"cmd/..."}, []string{"cli"}},

		// Beside the house: nothing in it may import these.
		{"workshop", append(internal("archtest", "testenv/..."), "conformance/..."), append(slices.Clone(everything), "runners", "workshop")},
	}
}

// internal puts the names under internal/.
func internal(names ...string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = "internal/" + name
	}
	return paths
}

// refusals are single imports that the layers would allow and that we do not.
func refusals() []struct{ from, to, why string } {
	return []struct{ from, to, why string }{
		{"internal/person", "internal/cert", "a certificate has a person, not the other way round"},
		{"internal/fault", "internal/civil", "fault stands on the standard library alone"},
	}
}

// layerOf finds the layer whose pattern names the package most exactly.
func layerOf(all []layer, pkg string) (layer, bool) {
	var found layer
	best := -1
	for _, l := range all {
		for _, pattern := range l.packages {
			under, subtree := strings.CutSuffix(pattern, "/...")
			exact := pkg == pattern || pkg == under && subtree
			beneath := subtree && strings.HasPrefix(pkg, under+"/")
			weight := len(under)
			if exact {
				weight += 1000
			}
			if (exact || beneath) && weight > best {
				found, best = l, weight
			}
		}
	}
	return found, best >= 0
}

// objection says why from may not import to, "" when it may.
func objection(all []layer, from, to string) string {
	for _, r := range refusals() {
		if r.from == from && r.to == to {
			return r.why
		}
	}
	source, placed := layerOf(all, from)
	if !placed {
		return "" // told once, by TestEveryPackageIsPlaced
	}
	target, placed := layerOf(all, to)
	if !placed || slices.Contains(source.imports, target.name) {
		return ""
	}
	return "layer " + source.name + " may import only " + strings.Join(source.imports, ", ") +
		"; " + to + " is of layer " + target.name
}

func TestEveryPackageIsPlaced(t *testing.T) {
	all := layers()
	for _, pkg := range readTree(t) {
		if _, placed := layerOf(all, pkg.path); !placed {
			t.Errorf("%s is in no layer: place it in layers() of internal/archtest/layers_test.go", pkg.path)
		}
	}
}

func TestImportsRunOneWay(t *testing.T) {
	all := layers()
	for _, pkg := range readTree(t) {
		for _, imported := range pkg.imports() {
			to, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			if why := objection(all, pkg.path, to); why != "" {
				t.Errorf("%s imports %s: %s", pkg.path, to, why)
			}
		}
	}
}

// The table itself is held to what docs/architecture.md promises.
func TestLayersKeepTheirPromises(t *testing.T) {
	tests := []struct {
		from, to string
		allowed  bool
	}{
		{"cmd/yinxin", "internal/cli", true},
		{"cmd/yinxin", "internal/app", false},
		{"internal/cli", "internal/app", true},
		{"internal/app", "internal/store/sqlite", true},
		{"internal/app", "internal/web", true},
		{"internal/web", "internal/holding", true},
		{"internal/web/certificates", "internal/web/view", true},
		{"internal/web", "internal/store/postgres", false},
		{"internal/web", "internal/app", false},
		{"internal/work", "internal/sealing", true},
		{"internal/holding", "internal/store", true},
		{"internal/holding", "internal/store/sqlite", false},
		{"internal/holding", "internal/web", false},
		{"internal/holding", "internal/signin", false},
		{"internal/sealing", "internal/signature/tsp", true},
		{"internal/sealing", "internal/timestamps", false},
		{"internal/delivery", "internal/catalogue", true},
		{"internal/intake", "internal/delivery", true},
		{"internal/delivery", "internal/intake", false},
		{"internal/checking", "verify", true},
		{"internal/store", "internal/cert", true},
		{"internal/store/postgres", "internal/store", true},
		{"internal/store/postgres", "internal/vault", true},
		{"internal/store", "internal/store/sqlite", false},
		{"internal/cert", "internal/store", false},
		{"internal/cert", "internal/person", true},
		{"internal/person", "internal/cert", false},
		{"internal/civil", "internal/cert", false},
		{"internal/document/pdf", "internal/document/page", true},
		{"internal/document/pdf", "internal/signature/statement", true},
		{"internal/document/pdf", "internal/signature/pades", false},
		{"internal/signature/pades", "internal/signature/cms", true},
		{"verify", "internal/signature/pdfread", true},
		{"verify", "internal/signature/key", false},
		{"verify", "internal/cert", false},
		{"client", "internal/fault", false},
		{"internal/app", "internal/testenv", false},
		{"internal/app", "internal/store/storetest", false},
		{"internal/locale", "internal/web", false},
	}
	all := layers()
	for _, test := range tests {
		if why := objection(all, test.from, test.to); (why == "") != test.allowed {
			t.Errorf("%s -> %s: allowed = %v, want %v (%s)", test.from, test.to, why == "", test.allowed, why)
		}
	}
}
