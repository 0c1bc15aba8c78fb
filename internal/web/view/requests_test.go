package view_test

import (
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// requestPages are those of corrections, for holders and for an office.
func requestPages() map[string]view.Page {
	row := func(subject string, state store.RequestState) view.RequestRow {
		return view.RequestRow{
			ID: "r1", Subject: subject, Qualification: "建造师", Office: "示例人事考试中心",
			AskedAt: at("2026-11-20T09:14:00+08:00"), DueOn: day("2026-12-05"), State: state,
		}
	}
	overdue := row("missing", store.RequestExamining)
	overdue.Overdue = true
	files := []store.Evidence{{Name: "户口簿.pdf", Size: 123456}}
	list := view.Corrections{Chrome: holder("/corrections"), Days: 15, Rows: []view.RequestRow{
		row("name", store.RequestReceived), overdue, row("photo", store.RequestDone), row("other", store.RequestRefused),
	}}
	examined := view.Correction{
		Chrome: holder("/corrections/r1"), RequestRow: row("name", store.RequestExamining), Wrong: "王晓[沛]", Right: "王晓沛", Evidence: files,
		TakenAt: at("2026-11-21T09:00:00+08:00"), Proposed: true,
	}
	done, refused := examined, examined
	done.State, done.AnsweredAt = store.RequestDone, at("2026-11-22T09:00:00+08:00")
	refused.State, refused.AnsweredAt, refused.Answer, refused.Evidence = store.RequestRefused, done.AnsweredAt, "材料不全", nil
	form := view.CorrectionForm{
		Chrome: holder("/corrections/new"), Certificates: heads(), Certificate: "aaaa", Authorities: []string{"示例人事考试中心", "示例拍卖师协会"},
		Subjects: requests.Subjects(), Subject: "name", Days: 15, MaxFiles: 5, MaxMB: 10,
	}
	wrong := form
	wrong.Certificate, wrong.Subject = view.MissingCertificate, ""
	wrong.Problems = view.Problems{
		{Field: "subject", Reason: "request_subject_missing"}, {Field: "authority", Reason: "request_authority_missing"},
		{Field: "right", Reason: "request_right_missing"}, {Field: "evidence", Reason: "evidence_too_many", Args: map[string]any{"limit": 5}},
	}
	follow := view.FollowIdentity{Chrome: holder("/corrections/identity"), FullName: "林若溪", IDType: string(person.ResidentCard), Minutes: 10}
	sent := follow
	sent.Sent, sent.Problems = true, view.Problems{{Field: "code", Reason: "code_wrong"}}

	h := heads()[1]
	found := view.FoundCertificate{Certificate: h, FullName: "王晓[沛]", BirthDate: day("1988-05-17"), IssuedOn: day("2022-03-01"), State: cert.InForce, Version: 1}
	office := view.OfficeRequest{
		Desk: desk("officer", "requests"), RequestRow: row("name", store.RequestReceived), Wrong: "王晓[沛]", Right: "王晓沛", Evidence: files,
		FullName: "王晓沛", IDType: person.ResidentCard, IDNumber: "119945198805178925", Claimed: true, Certificate: &found,
	}
	missing, proposed, answered := office, office, office
	missing.RequestRow, missing.Certificate, missing.Candidates, missing.Claimed = overdue, nil, []view.FoundCertificate{found, found}, false
	missing.Problems = view.Problems{{Field: "answer", Reason: "request_answer_missing"}}
	proposed.State, proposed.Proposal = store.RequestExamining, "p1"
	answered.State, answered.Answer = store.RequestRefused, "材料不全"
	nobody := missing
	nobody.Candidates = nil
	link := view.IdentityForm{Desk: desk("officer", "requests"), Kind: "link", IDType: string(person.ForeignerCard), OtherType: string(person.ForeignerCard), MaxFiles: 5, MaxMB: 10}
	linked, name, correct, untie := link, link, link, link
	linked.Certificate, linked.IDNumber, linked.Request, linked.Enclosed = &found, "USA110088051789", "r1", files
	linked.Problems = view.Problems{{Field: "other_number", Reason: "identity_same"}, {Field: "evidence", Reason: "identity_evidence_missing"}}
	name.Kind, name.Certificate, name.FullName = "name", &found, "王晓沛"
	correct.Kind, correct.Certificate = "correct", &found
	correct.Fields = []view.CorrectableField{
		{Name: cert.FieldName, Now: "王晓[沛]", Value: "王晓沛"}, {Name: cert.FieldSex, Now: "女", Value: "女"}, {Name: cert.FieldBirthDate, Now: "1988-05-17", Value: "1988-05-17"},
		{Name: cert.FieldDocumentType, Now: "居民身份证", Value: "居民身份证"}, {Name: cert.FieldDocumentNumber, Now: "119945198805178925", Value: "119945198805178925"},
	}
	untie.Kind, untie.Made = "untie", "p1"
	older := view.CertificatesEmpty{
		Chrome: holder("/certificates"), Claimed: true, Qualifications: []string{"建造师"}, Qualification: "建造师", Year: "2021",
		Answer: view.EmptyShouldBeHere, NameChanged: true, OlderForm: true,
	}
	return map[string]view.Page{
		"empty-older-form":    older,
		"corrections":         list,
		"corrections-none":    view.Corrections{Chrome: holder("/corrections"), Days: 15},
		"correction":          examined,
		"correction-done":     done,
		"correction-refused":  refused,
		"correction-form":     form,
		"correction-wrong":    wrong,
		"correction-identity": follow,
		"correction-code":     sent,
		"requests":            view.Requests{Desk: desk("officer", "requests"), Rows: list.Rows[:2], NextURL: "/console/requests?after=r1"},
		"requests-answered":   view.Requests{Desk: desk("officer", "requests"), Answered: true, Rows: list.Rows[2:]},
		"requests-none":       view.Requests{Desk: desk("officer", "requests")},
		"request":             office,
		"request-missing":     missing,
		"request-nobody":      nobody,
		"request-proposed":    proposed,
		"request-answered":    answered,
		"identity-link":       link,
		"identity-linked":     linked,
		"identity-name":       name,
		"identity-correct":    correct,
		"identity-untie":      untie,
	}
}
