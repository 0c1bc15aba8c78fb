package view_test

import (
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// sealPages are the custodians' pages, and those of the catalogue.
func sealPages() map[string]view.Page {
	seal := view.Seal{
		ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Authority: "示例人事考试中心", State: store.SealActive, Algorithm: "p256", Level: "b-lta", Form: "cades",
		Certificate: &view.SealCertificate{
			Subject: "CN=示例人事考试中心,O=示例人事考试中心,C=CN", Issuer: "CN=印信演示根证书,O=印信演示,C=CN", Serial: "7f31c0",
			SHA256: "0f1e 2d3c 4b5a 6978 8796 a5b4 c3d2 e1f0 0f1e 2d3c 4b5a 6978 8796 a5b4 c3d2 e1f0",
			From:   at("2025-11-22T04:01:00Z"), Until: at("2028-11-22T04:01:00Z"),
		},
		Scope: []view.SealScope{{Qualification: "注册城乡规划师"}, {Qualification: "注册测绘师", From: day("2027-01-01")},
			{Qualification: "造价工程师"}, {Qualification: "建造师"}, {Qualification: "经济专业技术资格"}},
		Today: 1204, Total: 86412, Budget: 100000, CreatedAt: at("2025-11-22T04:01:00Z"),
	}
	ending, awaiting, frozen, retired := seal, seal, seal, seal
	end := *seal.Certificate
	end.Ending = true
	ending.Certificate = &end
	awaiting.State, awaiting.Certificate, awaiting.Budget, awaiting.Today, awaiting.Total = store.SealAwaitingChain, nil, 0, 0, 1
	over := end
	over.Over = true
	frozen.State, frozen.Certificate = store.SealFrozen, &over
	retired.State = store.SealRetired
	next, lost := seal, retired
	next.Turn, next.SealingFrom = "next", day("2027-01-01")
	lost.Compromised = at("2026-11-20T04:00:00Z")
	second := seal
	second.ID, second.Algorithm, second.Form, second.Level = "demo-seal-sm2", "sm2", "sm2seal-second", "b-b"
	second.Electronic = &view.ElectronicSeal{ID: "YX-demo-seal-sm2", Name: "示例人事考试中心", Maker: "印信演示制章中心", From: at("2025-11-22T04:01:00Z"), Until: at("2028-11-22T04:01:00Z")}
	awaitingBoth := second
	awaitingBoth.State, awaitingBoth.Certificate, awaitingBoth.Electronic = store.SealAwaitingChain, nil, nil
	open := []view.ProposalRow{{ID: "p1", Kind: "seal.freeze", Seal: "demo-seal-1", Reason: "密钥管理检查", At: at("2026-11-22T04:00:00Z"), State: store.ProposalOpen}}
	d := desk("custodian", "seals")
	change := func(name string, of *view.Seal) view.SealChange {
		return view.SealChange{
			Desk: d, Change: name, Of: of, Algorithms: []string{"p256", "p384", "rsa3072"}, Algorithm: "p256", Budget: "0", Levels: []string{"b-b", "b-t", "b-lt", "b-lta"}, Level: "b-b",
			Forms: []string{"cades", "sm2seal", "sm2seal-second"}, Form: "cades",
			Lines: []view.ScopeLine{{Qualification: "注册城乡规划师", May: true}, {Qualification: "注册测绘师", May: true, From: "2027-01-01"}, {Qualification: "拍卖师"}},
		}
	}
	wrong := change("create", nil)
	wrong.Problems = view.Problems{{Field: "scope", Reason: "seal_scope_empty"}, {Field: "budget", Reason: "seal_budget_malformed"}, {Field: "reason", Reason: "reason_missing"}, {Field: "algorithm", Reason: "algorithm_unknown"}}
	chain := change("activate", &awaiting)
	chain.Problems = view.Problems{{Field: "chain", Reason: "chain_wrong_authority", Args: map[string]any{"authority": "示例人事考试中心", "found": "示例拍卖师协会"}}}
	both := change("activate", &awaitingBoth)
	both.Problems = view.Problems{{Field: "electronic", Reason: "seal_not_for_signer"}}
	retire := change("retire", &seal)
	retire.Reasons = []string{"superseded", "cessationOfOperation", "affiliationChanged", "privilegeWithdrawn"}
	refusedRetire := retire
	refusedRetire.Revoke, refusedRetire.Problems = "superseded", view.Problems{{Field: "revoke", Reason: "revoked_already"}}
	revoke := change("revoke", &retired)
	revoke.Reasons = retire.Reasons
	revoked, given := retired, *seal.Certificate
	given.RevokedAt, given.RevokedFor = at("2026-11-22T04:00:00Z"), "superseded"
	revoked.Certificate = &given
	office := desk("administrator", "catalogue")
	entries := []view.CatalogueEntry{
		{Qualification: "注册城乡规划师", Seal: "示例人事考试中心", EndorsedFrom: day("2021-12-17"), OnlineFrom: 2000},
		{Qualification: "建造师", Level: "一级", Specialty: "建筑工程", Seal: "示例人事考试中心", SealFrom: day("2027-01-01"), OnlineFrom: 2003, OnlineUntil: 2030, Scenarios: []string{"本人调用"}},
		{Qualification: "社会工作者", Seal: "示例人事考试中心"},
	}
	versions := []view.CatalogueVersion{
		{Number: 3, EffectiveOn: day("2027-01-01"), Rows: 54, At: at("2026-11-22T04:00:00Z"), By: "administrator", State: "coming"},
		{Number: 2, EffectiveOn: day("2026-06-01"), Rows: 53, At: at("2026-05-22T04:00:00Z"), By: "administrator", State: "in_force"},
		{Number: 1, EffectiveOn: day("2025-11-22"), Rows: 50, At: at("2025-11-22T04:00:00Z"), By: "cli", State: "replaced"},
	}
	compared := view.CatalogueComparison{
		Desk: office, Rows: 54, Added: []string{"建造师 二级 建筑工程"}, Removed: []string{"社会工作者"},
		Changed: []view.CatalogueChange{{Entry: "注册测绘师", Column: "上线截止年度", After: "2030"}}, File: "eA==", EffectiveOn: "2027-01-01",
	}
	refused := compared
	refused.Problems = view.Problems{{Field: "effective_on", Reason: "effective_on_past"}, {Field: "reason", Reason: "reason_missing"}}
	return map[string]view.Page{
		"catalogue":         view.Catalogue{Desk: office, MayKeep: true, Entries: entries, Versions: versions, Open: []view.ProposalRow{{ID: "p2", Kind: "catalogue.version", Reason: "新增专业", At: at("2026-11-22T04:00:00Z"), State: store.ProposalOpen}}},
		"catalogue-none":    view.Catalogue{Desk: desk("officer", "catalogue")},
		"catalogue-wrong":   view.Catalogue{Desk: office, MayKeep: true, Problems: view.Problems{{Field: "file", Reason: "catalogue_foreign", Args: map[string]any{"line": 7}}}},
		"catalogue-compare": compared,
		"catalogue-refused": refused,
		"seals":             view.Seals{Desk: d, MayKeep: true, Rows: []view.Seal{awaiting, second, seal, ending, frozen, retired, next, lost}, Open: open, Raising: view.Raising{Copies: 3, Since: at("2026-11-22T08:00:00+08:00"), Why: "evidence"}},
		"seals-none":        view.Seals{Desk: desk("auditor", "seals")},
		"seal":              view.SealDetail{Desk: d, Of: seal, MayKeep: true, Changes: []string{"scope", "budget", "freeze", "retire"}, Open: open},
		"seal-awaiting":     view.SealDetail{Desk: d, Of: awaiting, MayKeep: true, Changes: []string{"activate", "scope", "budget", "retire"}},
		"seal-looked-at":    view.SealDetail{Desk: desk("auditor", "seals"), Of: frozen},
		"seal-electronic":   view.SealDetail{Desk: d, Of: second, MayKeep: true, Changes: []string{"scope", "budget", "freeze", "retire"}},
		"seal-awaits-both":  view.SealDetail{Desk: d, Of: awaitingBoth, MayKeep: true, Changes: []string{"activate", "retire"}},
		"seal-activate-two": both,
		"seal-create":       change("create", nil),
		"seal-wrong":        wrong,
		"seal-activate":     chain,
		"seal-scope":        change("scope", &seal),
		"seal-budget":       change("budget", &seal),
		"seal-freeze":       change("freeze", &seal),
		"seal-retire":       retire,
		"seal-retire-wrong": refusedRetire,
		"seal-retire-alone": change("retire", &awaiting),
		"seal-revoke":       revoke,
		"seal-revoked":      view.SealDetail{Desk: d, Of: revoked, MayKeep: true, Changes: []string{"compromise"}},
		"seal-next":         view.SealDetail{Desk: d, Of: next, MayKeep: true},
		"seal-lost":         view.SealDetail{Desk: d, Of: lost, MayKeep: true, Changes: []string{"compromise"}},
		"seal-compromise":   change("compromise", &seal),
		"seal-nothing":      view.SealChange{Desk: d, Change: "scope", Of: &seal},
	}
}
