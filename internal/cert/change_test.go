package cert_test

import (
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// Every change from every state: the state after it, and that of the new
// version; "" where it is not possible.
func TestChanges(t *testing.T) {
	type after struct{ to, successor cert.State }
	no := after{}
	states := []cert.State{cert.InForce, cert.Corrected, cert.Suspended, cert.Revoked, cert.Cancelled, cert.Lapsed}
	for kind, want := range map[cert.ChangeKind][]after{
		cert.Correction: {{cert.Corrected, cert.InForce}, no, {cert.Corrected, cert.Suspended},
			{cert.Corrected, cert.Revoked}, {cert.Corrected, cert.Cancelled}, {cert.Corrected, cert.Lapsed}},
		cert.Suspension:   {{to: cert.Suspended}, no, no, no, no, no},
		cert.Lifting:      {no, no, {to: cert.InForce}, no, no, no},
		cert.Revocation:   {{to: cert.Revoked}, no, {to: cert.Revoked}, no, {to: cert.Revoked}, {to: cert.Revoked}},
		cert.Cancellation: {{to: cert.Cancelled}, no, {to: cert.Cancelled}, no, no, {to: cert.Cancelled}},
		cert.Lapse:        {{to: cert.Lapsed}, no, {to: cert.Lapsed}, no, no, no},
		cert.Reissue: {no, no, no,
			{cert.Corrected, cert.InForce}, {cert.Corrected, cert.InForce}, {cert.Corrected, cert.InForce}},
		"melt": {no, no, no, no, no, no},
	} {
		for i, from := range states {
			to, successor, err := kind.Results(from)
			if got := (after{to, successor}); got != want[i] {
				t.Errorf("%s of %s: %v, want %v", kind, from, got, want[i])
			}
			if possible := want[i] != no; possible != (err == nil) || possible != slices.Contains(from.Possible(), kind) {
				t.Errorf("%s of %s: %v, offered %v", kind, from, err, from.Possible())
			}
			if err != nil && fault.ReasonOf(err) != "change_not_possible" {
				t.Errorf("%s of %s: %v", kind, from, err)
			}
			if kind.Replaces() != (successor != "") && err == nil {
				t.Errorf("%s replaces %v, but leaves %q", kind, kind.Replaces(), successor)
			}
		}
	}
}

func TestCheckEffectiveOn(t *testing.T) {
	c := cert.Certificate{IssuedOn: civil.MustParse("2022-03-01")}
	today := civil.MustParse("2026-11-22")
	for on, want := range map[string]fault.Reason{
		"2022-02-28": "effective_before_issue",
		"2022-03-01": "",
		"2026-11-22": "",
		"2027-11-23": "",
		"2027-11-24": "effective_too_late",
	} {
		if err := c.CheckEffectiveOn(today, civil.MustParse(on)); fault.ReasonOf(err) != want {
			t.Errorf("%s: %v, want %q", on, err, want)
		}
	}
	if err := c.CheckEffectiveOn(today, civil.Date{}); err != nil {
		t.Errorf("no date: %v", err)
	}
}

func TestDifferences(t *testing.T) {
	before := cert.Certificate{ManagementNumber: "M1", Qualification: "示例", IssuedOn: civil.MustParse("2022-03-01"), State: cert.InForce, Version: 1}
	after := before
	after.State, after.Version, after.ID = cert.Suspended, 2, "other"
	if found := cert.Differences(before, after); len(found) != 0 {
		t.Errorf("state and version are no correction: %v", found)
	}
	after.Holder.Name, after.IssuedOn = "林若曦", civil.MustParse("2022-03-02")
	want := []cert.Difference{{Field: cert.FieldName, After: "林若曦"}, {Field: cert.FieldIssuedOn, Before: "2022-03-01", After: "2022-03-02"}}
	got := cert.Differences(before, after)
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if names := cert.FieldNames(got); !slices.Equal(names, []string{"name", "issued_on"}) {
		t.Errorf("%v", names)
	}
}
