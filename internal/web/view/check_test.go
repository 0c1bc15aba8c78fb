package view_test

import (
	"yinxin.example/yinxin/internal/web/view"
)

// checker is the frame of an organisation's page.
func checker(path, current string) view.Checker {
	c := view.Checker{
		Chrome: chrome(path), Organisation: "演示查验单位", Current: current, Token: "k",
		Nav: []view.NavEntry{{Key: "query", Path: "/check"}, {Key: "keys", Path: "/check/keys"}},
	}
	c.Name, c.SignedIn, c.Checker, c.NoIndex = "verifier", true, true, true
	return c
}

// checkPages are those of organisations that check.
func checkPages() map[string]view.Page {
	keys := view.CheckKeys{
		Checker: checker("/check/keys", "keys"), Earliest: day("2026-11-22"), Latest: day("2028-11-22"), LastDay: "2027-11-22",
		Scopes: []view.KeyScope{{Scope: "check", Chosen: true}, {Scope: "watch"}},
	}
	full := keys
	full.Secret, full.Done = "yinxin_abcdefghijklmnop", true
	full.Rows = []view.KeyRow{
		{ID: "a", Name: "人事系统", Prefix: "yinxin_abc", Scopes: []string{"check", "watch"}, State: "active", Since: at("2026-11-01T09:00:00+08:00"), Until: day("2027-11-01"), LastUsed: at("2026-11-22T09:00:00+08:00")},
		{ID: "b", Name: "旧系统", Prefix: "yinxin_def", Scopes: []string{"check"}, State: "revoked", Since: at("2025-11-01T09:00:00+08:00"), Until: day("2026-11-01"), Revoked: at("2026-05-01T09:00:00+08:00")},
	}
	wrong := keys
	wrong.Problems = view.Problems{{Field: "name", Reason: "key_name_missing"}, {Field: "scopes", Reason: "scope_missing"}}
	people := view.CheckPeople{Checker: checker("/check/people", "people"), Rows: []view.AccountRow{
		{ID: "a", Username: "verifier", Since: at("2026-11-01T09:00:00+08:00"), Own: true},
		{ID: "b", Username: "recruiting", Since: at("2026-11-20T09:00:00+08:00"), Temporary: true},
		{ID: "c", Username: "former", Since: at("2026-05-20T09:00:00+08:00"), Disabled: true},
	}}
	added, taken := people, people
	added.Done, added.Temporary = "add", "23456789abcd"
	taken.Username, taken.Problems = "verifier", view.Problems{{Field: "username", Reason: "username_taken"}}
	register := view.CheckRegister{Chrome: chrome("/check/register")}
	refused := register
	refused.Organisation, refused.Number, refused.Username, refused.Contact = "示例单位", "91119999MA0000007K", "hr", "x"
	refused.Problems = view.Problems{{Field: "number", Reason: "credit_code_check"}, {Field: "contact", Reason: "contact_malformed"}, {Field: "altcha", Reason: "captcha_expired"}}
	confirm := view.CheckConfirm{Checker: checker("/check/confirm", ""), Minutes: 10}
	confirm.Nav = nil
	first, again, colleague := confirm, confirm, confirm
	colleague.Colleague = true
	first.RecoveryCodes = recoveryCodes()
	again.Sent, again.Problems = true, view.Problems{{Field: "code", Reason: "organisation_registered"}}
	notice := view.CheckNotice{Chrome: chrome("/check/notice"), Version: 1, PerDay: 1000}
	public, agreed := notice, notice
	notice.Token, notice.Next, public.Public, agreed.Agreed = "k", "/check", true, true
	batch := view.Batch{ID: "b", Name: "bidders.zip", Kind: "files", Files: 2, At: at("2026-11-22T09:00:00+08:00"), State: "done", Rows: 3, Done: 3, Problems: 1, Percent: 100}
	list := view.CheckBatches{Checker: checker("/check/batches", "batches"), Batches: []view.Batch{batch}, Next: "/check/batches?after=b", Most: 10000, KeepDays: 30}
	listRefused := list
	listRefused.Problems = view.Problems{{Field: "file", Reason: "batch_empty"}, {Field: "table", Reason: "batch_header"}}
	one := view.CheckBatch{
		Checker: checker("/check/batches/b", "batches"), Batch: batch, Number: "0123456789ABC", Digest: "ab12", Report: true,
		FinishedAt: at("2026-11-22T09:00:01+08:00"), KeptUntil: at("2026-12-22T09:00:00+08:00"), Next: "/check/batches/b?after=50",
		Counts: []view.BatchCount{{Outcome: "invalid", Rows: 1}, {Outcome: "not_found"}, {Outcome: "unreadable"}, {Outcome: "indeterminate"}, {Outcome: "valid", Rows: 2}},
		Lines:  []view.BatchLine{{N: 2, What: "b.pdf", Outcome: "invalid", Why: []string{"0"}}, {N: 1, What: "a.pdf", Who: "林若溪", Of: "注册城乡规划师", Outcome: "valid", Demo: true}},
	}
	working := one
	working.Working, working.State, working.Percent, working.Lines = true, "checking", 33, nil
	unsealed := one
	unsealed.Unsealed, unsealed.Problems = "seal_missing", view.Problems{{Reason: "batch_state"}}
	return map[string]view.Page{
		"check-batches": list, "check-batches-refused": listRefused, "check-batch": one, "check-batch-working": working, "check-batch-unsealed": unsealed,
		"check-register": register, "check-register-refused": refused,
		"check-people": people, "check-people-added": added, "check-people-taken": taken, "check-confirm-colleague": colleague,
		"check-confirm": confirm, "check-confirm-first": first, "check-confirm-again": again,
		"check-notice": notice, "check-notice-public": public, "check-notice-agreed": agreed,
		"check-keys": full, "check-keys-none": keys, "check-keys-refused": wrong,
	}
}
