package holding_test

import (
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestEveryScenarioHasItsOwnLimits(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		today := w.Clock.Today()
		for _, s := range w.Policy().Scenarios {
			app := w.Application("")
			app.Scenario, app.ValidUntil = s.Name, today.AddDays(s.MaxDays)
			_, err := w.Holding.Endorse(t.Context(), a, c.ID, app)
			wantFault(t, err, fault.Invalid, "valid_until_too_late")
			app.ValidUntil = today.AddDays(s.MaxDays - 1)
			for range s.Quota {
				_, err = w.Holding.Endorse(t.Context(), a, c.ID, app)
				wantFault(t, err, fault.Other, "")
			}
			_, err = w.Holding.Endorse(t.Context(), a, c.ID, app)
			wantFault(t, err, fault.Exhausted, "quota_used_up")
		}
	})
}

func TestWhatAHolderMaySayOfACopy(t *testing.T) {
	w := world.Found(t)
	a := w.Holder(t, world.Person())
	for name, tt := range map[string]struct {
		recipient string
		number    cert.NumberForm
		kept      string
		reason    fault.Reason
	}{
		"nothing":           {"", "", "", ""},
		"a recipient":       {" 示例建设集团有限公司 ", cert.NumberLastFour, "示例建设集团有限公司", ""},
		"markup":            {"<b>&\"", cert.NumberFull, "<b>&\"", ""},
		"the longest":       {strings.Repeat("字", cert.MaxRecipient), "", strings.Repeat("字", cert.MaxRecipient), ""},
		"too long":          {strings.Repeat("字", cert.MaxRecipient+1), "", "", "recipient_too_long"},
		"a line break":      {"示例\n公司", "", "", "recipient_unrenderable"},
		"turned round":      {"示例\u202e公司", "", "", "recipient_unrenderable"},
		"private use":       {"示例\ue000公司", "", "", "recipient_unrenderable"},
		"no such form":      {"", "all", "", "number_not_offered"},
		"not a text at all": {"\xff\xfe", "", "", "recipient_unrenderable"},
	} {
		t.Run(name, func(t *testing.T) {
			c := w.Certificate(t)
			app := w.Application("")
			app.Scenario, app.Recipient, app.Number = "职称评审", tt.recipient, tt.number
			made, err := w.Holding.Endorse(t.Context(), a, c.ID, app)
			if tt.reason != "" {
				wantFault(t, err, fault.Invalid, tt.reason)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			kept := w.Copy(t, made.Code)
			if kept.Endorsement.Recipient != tt.kept || tt.number != "" && kept.Endorsement.Number != tt.number {
				t.Errorf("kept %+v", *kept.Endorsement)
			}
			if strings.Contains(kept.Snapshot.MaskedNumber, "19451988") {
				t.Errorf("the number lies open: %s", kept.Snapshot.MaskedNumber)
			}
		})
	}
}

func TestAWholeNumberOnlyWhereItIsOffered(t *testing.T) {
	w := world.Found(t)
	c := w.Certificate(t)
	app := w.Application("")
	app.Number = cert.NumberFull
	_, err := w.Holding.Endorse(t.Context(), w.Holder(t, c.Holder), c.ID, app)
	wantFault(t, err, fault.Invalid, "number_not_offered")
}
