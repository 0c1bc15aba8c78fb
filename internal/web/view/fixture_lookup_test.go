package view_test

import (
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/web/view"
)

func lookupPages() map[string]view.Page {
	c := view.Checker{
		Chrome: holder("/check"), Organisation: "示例建筑公司", Nav: []view.NavEntry{{Key: "query", Path: "/check"}}, Current: "query", Token: "k",
	}
	data := view.CertificateData{
		FullName: "林若溪", Sex: "女", BirthDate: day("1988-05-17"), MaskedNumber: "1199**********8925",
		Qualification: "建造师", EnglishName: "Constructor", Level: "一级", Specialty: "建筑工程", ApprovedOn: day("2022-09-18"), IssuedOn: day("2022-12-01"),
		Authority: "示例人事考试中心", ManagementNumber: "20220911990000001234",
	}
	answered := func(state cert.State, kind cert.ChangeKind) view.CheckResult {
		return view.CheckResult{
			Checker: c, Outcome: "found", CheckedAt: at("2026-11-22T12:31:06+08:00"), State: state, Data: &data, Watchable: "certificate-a",
			Standing: &view.Standing{State: state, Kind: kind, Reason: "示例原因", LegalBase: "示例依据", Since: day("2026-01-02")},
		}
	}
	replaced := answered(cert.Corrected, cert.Correction)
	replaced.Outcome, replaced.Data, replaced.Watchable = "replaced", nil, ""
	replaced.Standing.Fields, replaced.Standing.Version, replaced.Standing.Newest = []string{"name"}, 2, cert.InForce
	offer := view.QueryNumber{
		Chrome: holder("/certificates/a/query-number"), Certificate: heads()[0], Data: data, State: cert.InForce,
		Address: "https://yinxin.example/check", Square: view.Square{Side: 21, Path: "M0 0h7v1h-7z"},
	}
	made, refused, superseded := offer, offer, offer
	made.Number, made.MadeAt = "7QXK-M2P9-4TWH-C8RD-0", at("2026-11-22T12:31:06+08:00")
	refused.Problems = view.Problems{{Reason: "too_many_attempts", Args: map[string]any{"minutes": 60}}}
	superseded.State = cert.Corrected
	return map[string]view.Page{
		"lookup": view.CheckQuery{Checker: c},
		"lookup-refused": view.CheckQuery{
			Checker: c, IDNumber: "119945198805178926", FullName: "林若溪", ConfirmedUntil: time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC),
			Problems: view.Problems{{Field: "id_number", Reason: "id_check_digit"}, {Field: "number", Reason: "number_missing"}, {Reason: "number_asked_too_often", Args: map[string]any{"minutes": 120}}},
		},
		"lookup-code":          view.CheckCode{Checker: c, To: "*******7963", Minutes: 10, Lasts: 30, Sent: true},
		"lookup-code-wrong":    view.CheckCode{Checker: c, To: "h***@example.com", Minutes: 10, Lasts: 30, Problems: view.Problems{{Field: "code", Reason: "code_wrong"}}},
		"lookup-found":         answered(cert.InForce, ""),
		"lookup-revoked":       answered(cert.Revoked, cert.Revocation),
		"lookup-suspended":     answered(cert.Suspended, cert.Suspension),
		"lookup-replaced":      replaced,
		"lookup-not-found":     view.CheckResult{Checker: c, Outcome: "not_found", CheckedAt: at("2026-11-22T12:31:06+08:00")},
		"query-number-offer":   offer,
		"query-number-made":    made,
		"query-number-refused": refused,
		"query-number-void":    superseded,
	}
}
