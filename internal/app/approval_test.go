package app_test

import (
	"testing"

	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/testenv/world"
)

// Whatever waits for a second pair of eyes is called by a name.
func TestEveryKindOfProposalHasAName(t *testing.T) {
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for kind := range world.Bare(t).Approval.Rules {
		if !texts.Has("proposal." + string(kind)) {
			t.Errorf("proposal.%s has no text", kind)
		}
	}
}
