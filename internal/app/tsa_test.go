package app_test

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/overview"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/testenv/world"
)

// Operators see how the installation's own authority stands: before it has a
// certificate, with one, and once that has ended.
func TestOwnAuthorityIsToldOf(t *testing.T) {
	t.Parallel()
	w := world.SealingUnder(t, func(c *config.Config) { c.Timestamps.Own.Policy = "2.25.1" })
	stands := func(name string, reason fault.Reason) overview.TSA {
		t.Helper()
		all := w.Overview.TSAs(t.Context())
		if len(all) != 1 || all[0].Name != name || all[0].Reason != reason {
			t.Fatalf("%+v, want %s with %q", all, name, reason)
		}
		return all[0]
	}
	stands("2.25.1", "tsa_missing")
	if err := w.Pipeline.Stamps.Able(t.Context()); fault.ReasonOf(err) != "tsa_unavailable" {
		t.Error(err)
	}

	now := w.Clock.Now().Truncate(time.Second)
	until := now.AddDate(1, 0, 0)
	private, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	root, err := pki.NewRoot(t.Context(), private, pki.RootParams{CommonName: "A Root", From: now.AddDate(-1, 0, 0), Until: until})
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := w.CreateTSA(t.Context(), cms.P256, "Our Clock", "")
	if err != nil {
		t.Fatal(err)
	}
	request, err := x509cert.ParseRequest(encoded)
	if err != nil {
		t.Fatal(err)
	}
	own, err := pki.IssueClock(t.Context(), root, request.PublicKey, pki.ClockParams{CommonName: "Our Clock", From: now.AddDate(0, 0, -1), Until: until})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ActivateTSA(t.Context(), pki.EncodeCertificates(own, root.Certificate)); err != nil {
		t.Fatal(err)
	}
	stands("Our Clock", "")
	w.Clock.Set(until.Add(time.Hour))
	if ended := stands("Our Clock", "tsa_expired"); !ended.Since.Equal(until) {
		t.Errorf("since %s, want %s", ended.Since, until)
	}
}
