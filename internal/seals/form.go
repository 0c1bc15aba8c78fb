package seals

import (
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
)

// The forms in which a seal seals a copy. It is chosen when the seal is made.
const (
	// CAdES is a CMS under ETSI.CAdES.detached, which readers everywhere know.
	CAdES = "cades"
	// SM2Seal is an electronic seal of GB/T 38540 and no CMS, for readers that ask
	// for one.
	SM2Seal = "sm2seal"
	// SecondSM2Seal is an electronic seal in a revision behind a copy that another
	// of the authority's seals, of form CAdES, has sealed.
	SecondSM2Seal = "sm2seal-second"
)

// Forms lists them, the usual one first.
func Forms() []string { return []string{CAdES, SM2Seal, SecondSM2Seal} }

// FormName is the form of a seal, which an old one does not say.
func FormName(form string) string {
	if form == "" {
		return CAdES
	}
	return form
}

// FormText is a form for people to read.
func FormText(form string) string {
	switch FormName(form) {
	case SM2Seal:
		return "GB/T 38540 (SM2)"
	case SecondSM2Seal:
		return "GB/T 38540 (SM2), + PAdES"
	}
	return "PAdES (CMS)"
}

// Electronic reports whether a seal's form is that of an electronic seal.
func Electronic(form string) bool { return form == SM2Seal || form == SecondSM2Seal }

// isSecond reports whether a seal only ever stands beside another.
func isSecond(s store.Seal) bool { return s.Form == SecondSM2Seal }

// Stamped reports whether an electronic seal puts a timestamp of its signature
// into copies: that alone of what the levels of PAdES name goes with its form.
func Stamped(s store.Seal) bool {
	return s.Form == SM2Seal && LevelName(s.Level) == pades.BaselineT.String()
}

// goesWith reports whether seals of a form may have a level.
func goesWith(form string, level pades.Level) bool {
	return form == CAdES || level == pades.BaselineB || form == SM2Seal && level == pades.BaselineT
}

// checkForm holds what else a new seal is asked to be against its form.
// Electronic seals are of SM2, and seal certificates; one that stands alone may
// have a timestamp (b-t), and none has another level.
func checkForm(form, algorithm string, level pades.Level, scope cert.SealScope) error {
	const op = "seals.Propose"
	_, reports := scope.Find(statement.ReportScope)
	switch {
	case form == CAdES:
		return nil
	case !Electronic(form):
		return fault.New(op, fault.Invalid, "seal_form_unknown").At("form")
	case algorithm != cms.SM2.String():
		return fault.New(op, fault.Invalid, "seal_form_needs_sm2").At("algorithm")
	case !goesWith(form, level):
		return fault.New(op, fault.Invalid, "seal_form_without_level").At("level")
	case reports:
		return fault.New(op, fault.Invalid, "seal_form_not_for_reports").At("scope")
	}
	return nil
}
