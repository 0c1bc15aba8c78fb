package testenv

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeFile is where tools/axe puts axe-core, under build/.
const axeFile = "axe-core-4.14.1/axe.min.js"

// Violation is one accessibility rule that a page breaks.
type Violation struct {
	ID     string `json:"id"`     // axe's rule, such as "image-alt"
	Impact string `json:"impact"` // minor, moderate, serious or critical
	Help   string `json:"help"`
	Nodes  []struct {
		HTML   string `json:"html"`
		Target []any  `json:"target"`
	} `json:"nodes"`
}

// String names the rule and every element that breaks it.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, node := range v.Nodes {
		fmt.Fprintf(&b, "\n\t%v %s", node.Target, node.HTML)
	}
	return b.String()
}

// Axe runs axe-core on the tab's page, in full, and returns what it finds: the
// WCAG 2.2 A and AA rules and axe's best practices.
func Axe(t testing.TB, ctx context.Context) []Violation {
	t.Helper()
	source, err := os.ReadFile(Built(t, axeFile))
	if err != nil {
		t.Fatal(err)
	}
	// The debugger's own evaluation is not bound by the page's content policy.
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](string(source)+"; true")); err != nil {
		t.Fatalf("axe-core does not load: %v", err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]Violation](
		`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(
			v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => ({html: n.html, target: n.target}))})))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("axe-core: %v", err)
	}
	return found
}

// RequireAccessible fails the test for every rule the page breaks.
func RequireAccessible(t testing.TB, ctx context.Context) {
	t.Helper()
	for _, violation := range Axe(t, ctx) {
		t.Errorf("accessibility: %s", violation)
	}
}
