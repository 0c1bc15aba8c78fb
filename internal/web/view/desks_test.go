package view_test

import (
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// desk is the frame of a console page.
func desk(role, current string) view.Desk {
	d := view.Desk{
		Chrome: chrome("/console/" + current), Authority: "示例人事考试中心", Role: role, Current: current, Token: "k",
		Nav: []view.NavEntry{
			{Key: "overview", Path: "/console"}, {Key: "proposals", Path: "/console/proposals", Count: 3},
			{Key: "certificates", Path: "/console/certificates"}, {Key: "deliveries", Path: "/console/deliveries"},
			{Key: "confirm", Path: "/console/confirm"},
		},
	}
	d.Name, d.Staff, d.NoIndex = "经办", true, true
	return d
}

func proposalRow(state store.ProposalState) view.ProposalRow {
	return view.ProposalRow{
		ID: "p1", Kind: "certificate.correct", Reason: "户口簿与报名表不一致，以公安机关证明为准", By: "officer",
		At: at("2026-11-22T09:14:00+08:00"), State: state,
	}
}

// deskPages are those of proposals and certificates.
func deskPages() map[string]view.Page {
	yours, decided, foreign := proposalRow(store.ProposalOpen), proposalRow(store.ProposalRejected), proposalRow(store.ProposalApproved)
	yours.Yours, foreign.Kind, foreign.Seal = true, "seal.freeze", "demo-seal-1"
	list := view.Proposals{
		Desk: desk("reviewer", "proposals"), Show: view.ProposalsWaiting, Groups: []string{"certificate", "seal", "unheard-of"},
		Rows: []view.ProposalRow{yours, proposalRow(store.ProposalOpen), decided, foreign, proposalRow(store.ProposalWithdrawn)}, NextURL: "/console/proposals?after=p1",
	}
	one := view.Proposal{
		Desk: desk("reviewer", "proposals"), ProposalRow: yours, Subject: "/console/certificates/aaaa", Public: "登记有误", LegalBase: "第三十一号令第十条",
		Changes: []store.Change{
			{Field: cert.FieldName, Before: "林若西", After: "林若溪"}, {Field: "state", Before: "valid", After: "revoked"},
			{Field: "unheard-of", After: "x"},
		},
		EffectiveOn: day("2026-12-01"), Evidence: []store.Evidence{{Name: "公安机关证明.pdf", Size: 123456}, {Name: "old.png", Size: 99}},
	}
	one.Certificate, one.FullName = &heads()[1], "林若西"
	one.Standing = cert.InForce
	mine, over, refused, overtaken := one, one, one, one
	overtaken.Standing, overtaken.Overtaken = cert.Revoked, true
	mine.Yours, mine.Mine, mine.WhyNot, mine.EffectiveOn, mine.Evidence, mine.LegalBase = false, true, "second_pair_of_eyes", day("2026-12-02"), nil, ""
	over.ProposalRow, over.DecidedBy, over.DecidedAt, over.Answer = decided, "reviewer", at("2026-11-22T10:14:00+08:00"), "证明材料不全"
	refused.Problems = view.Problems{{Field: "answer", Reason: "answer_missing"}}
	pages := map[string]view.Page{
		"proposals":        list,
		"proposals-none":   view.Proposals{Desk: desk("auditor", "proposals"), Show: view.ProposalsMine, Group: "seal", Groups: []string{"seal"}},
		"proposal":         one,
		"proposal-mine":    mine,
		"proposal-decided": over,
		"proposal-refused": refused, "proposal-overtaken": overtaken,
	}
	sealed := view.Proposal{Desk: desk("custodian", "proposals"), ProposalRow: foreign, SealPage: "/console/seals/demo-seal-1", Changes: []store.Change{{Field: "seal.state", Before: "active", After: "frozen"}}}
	pages["proposal-seal"], sealed.SealPage = sealed, ""
	pages["proposal-seal-unseen"] = sealed
	for name, page := range registerPages() {
		pages[name] = page
	}
	return pages
}

func registerPages() map[string]view.Page {
	h := heads()
	states := []cert.State{cert.Suspended, cert.Revoked, cert.Cancelled, cert.Lapsed, cert.Corrected}
	found := func(i int, state cert.State, version int) view.FoundCertificate {
		return view.FoundCertificate{Certificate: h[i], FullName: "林若溪", BirthDate: day("1988-05-17"), IssuedOn: day("2022-03-01"), State: state, Version: version}
	}
	search := view.Certificates{Desk: desk("officer", "certificates"), IDType: person.ResidentCard, States: states}
	results, none, wrong := search, search, search
	results.Asked, results.State, results.NextURL = true, cert.Revoked, "/console/certificates?after=x"
	results.Rows = []view.FoundCertificate{found(0, cert.InForce, 2), found(1, cert.Revoked, 1), found(2, cert.Corrected, 1)}
	none.Asked, none.Number = true, "2021"
	wrong.IDNumber, wrong.Problems = "1", view.Problems{{Field: "id_number", Reason: "id_malformed"}}
	change := cert.Change{
		Certificate: "aaaa", Kind: cert.Correction, From: cert.InForce, To: cert.Corrected, Reason: "登记有误", LegalBase: "第三十一号令第十条",
		EffectiveOn: day("2026-11-22"), Successor: "bbbb", Fields: []string{cert.FieldName, cert.FieldMobile}, Proposal: "p1",
	}
	dossier := view.Dossier{
		Ties: person.Ties{
			Documents: []person.DocumentTie{{Documents: [2]person.Document{{Type: person.ForeignerCard, Number: "USA110088051789"}, {Type: person.ForeignerCard, Number: "911840198805170019"}}}},
			Names:     []person.NameTie{{Recorded: "王晓[沛]", Name: "王晓沛"}},
		},
		Desk: desk("officer", "certificates"), Certificate: h[0], FullName: "林若溪", Sex: "女", BirthDate: day("1988-05-17"), DocumentType: "居民身份证",
		IDNumber: "119945198805178925", Mobile: "19900007963", ManagementNo: "2021653886671000283", ApprovedOn: day("2021-12-08"), IssuedOn: day("2022-03-01"),
		Authority: "示例人事考试中心", Kind: cert.ECertificate, State: cert.InForce, Version: 2, PhotoSrc: "/static/photo.jpg",
		Possible: cert.InForce.Possible(), Open: []view.ProposalRow{proposalRow(store.ProposalOpen)}, Due: []view.DueRow{{On: day("2026-12-01"), Proposal: "p2"}},
		History:  []view.HistoryRow{{Change: change, Version: 2}, {Change: cert.Change{Kind: cert.Suspension, Reason: "核查", EffectiveOn: day("2026-10-01")}, Version: 1}},
		Versions: []view.FoundCertificate{found(0, cert.Corrected, 1), found(1, cert.InForce, 2)},
		Copies: []view.CopyRow{
			{Code: sampleCode, State: view.CopyReady, Scenario: "本人调用", ValidUntil: day("2027-02-19"), AppliedAt: at("2026-11-22T12:31:06+08:00")},
			{Code: sampleCode, State: view.CopyPending, AppliedAt: at("2026-11-22T12:31:06+08:00")},
		},
	}
	quiet := dossier
	quiet.Possible, quiet.Open, quiet.Due, quiet.History, quiet.Copies, quiet.Versions, quiet.PhotoSrc, quiet.Mobile = nil, nil, nil, nil, nil, nil, "", ""
	pages := map[string]view.Page{
		"register": search, "register-found": results, "register-none": none, "register-wrong": wrong, "dossier": dossier, "dossier-quiet": quiet,
	}
	for _, kind := range cert.ChangeKinds() {
		form := view.ChangeForm{
			Desk: desk("officer", "certificates"), Certificate: h[0], FullName: "林若溪", State: cert.InForce, Kind: kind,
			Earliest: day("2022-03-01"), Latest: day("2027-11-22"), MaxFiles: 5, MaxMB: 10,
		}
		if kind == cert.Correction {
			for _, f := range (cert.Certificate{Holder: person.Identity{Name: "林若西", Sex: person.Female}}).Correctable() {
				if f.Field != cert.FieldPhoto {
					form.Fields = append(form.Fields, view.CorrectableField{Name: f.Field, Now: f.Value, Value: f.Value})
				}
			}
			form.Fields[0].Value = "林若溪"
			form.Problems = view.Problems{{Field: "public", Reason: "public_reason_missing"}, {Field: "evidence", Reason: "evidence_unreadable"}}
		}
		pages["change-"+string(kind)] = form
	}
	return pages
}

// A page says what counts now, and offers nothing that could only fail.
func TestWhatDesksSay(t *testing.T) {
	r := newRenderer(t)
	pages := samplePages()
	for _, test := range []struct{ page, has, hasNot string }{
		{"proposal", `value="approve"`, ""},
		{"proposal-overtaken", "已撤销", `value="approve"`},
		{"proposal-overtaken", `value="reject"`, ""},
		{"proposal", "99 B", "0.1 KB"},
		{"audit", "当前密码不对", ""},
		{"audit", "password_wrong", ""},
		{"audit", "骗取证书", ""},
	} {
		html := render(t, r, locale.Chinese, pages[test.page])
		if !strings.Contains(html, test.has) || test.hasNot != "" && strings.Contains(html, test.hasNot) {
			t.Errorf("%s: wants %q, and not %q", test.page, test.has, test.hasNot)
		}
	}
}
