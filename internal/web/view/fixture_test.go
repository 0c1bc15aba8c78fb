package view_test

import (
	"fmt"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/web/view"
)

// samplePages gives every page several times over: full, empty, and in each
// state that looks different, by a name for messages and pictures.
func samplePages() map[string]view.Page {
	pages := map[string]view.Page{}
	for _, group := range []map[string]view.Page{publicPages(), accessPages(), signInPages(), certificatePages(), verifyingPages(), consolePages(), deskPages(), requestPages(), deliveryPages(), overviewPages(), newsPages(), sealPages(), checkPages(), organisationPages(), accountPages(), lookupPages()} {
		for name, page := range group {
			pages[name] = page
		}
	}
	return pages
}

func at(clock string) time.Time {
	t, err := time.Parse(time.RFC3339, clock)
	if err != nil {
		panic(err)
	}
	return t
}

func day(date string) civil.Date { return civil.MustParse(date) }

func chrome(path string) view.Chrome {
	return view.Chrome{Path: path, Demo: true, Phones: []view.Telephone{
		{Authority: "示例人事考试中心", Number: "000-00000000", Hours: "工作日 9:00–17:00"},
		{Authority: "示例拍卖师协会", Number: "000-00000001"},
	}}
}

func holder(path string) view.Chrome {
	c := chrome(path)
	c.Name, c.SignedIn, c.NoIndex = "林若溪", true, true
	return c
}

func publicPages() map[string]view.Page {
	pages := map[string]view.Page{
		"home":       view.Home{Chrome: chrome("/"), Authorities: []string{"示例人事考试中心", "示例拍卖师协会", "示例税务师协会", "示例银行业协会"}},
		"home-empty": view.Home{},
		"coverage": view.Coverage{Chrome: chrome("/coverage?q=a"), Query: "a", Total: 40, Rows: []view.CoverageRow{
			{Qualification: "注册城乡规划师", EnglishName: "Registered Urban and Rural Planner", Authority: "示例人事考试中心", Since: 2000},
			{Qualification: "建造师", EnglishName: "Constructor", Level: "一级", Specialties: []string{"建筑工程", "公路工程", "机电工程", "港口与航道工程"}, Authority: "示例人事考试中心", Since: 2000},
			{Qualification: "拍卖师", Authority: "示例拍卖师协会", Since: 2017},
		}},
		"coverage-none":  view.Coverage{Chrome: chrome("/coverage?q=x"), Query: "x", Total: 40},
		"coverage-empty": view.Coverage{},
		"sample": view.Sample{
			Chrome:      chrome("/sample"),
			Ministry:    view.SamplePicture{Src: "/static/sample-ministry.svg", Width: 595, Height: 842, Authority: "示例人事考试中心", Qualification: "注册城乡规划师"},
			Association: view.SamplePicture{Src: "/static/sample-association.svg", Width: 595, Height: 842, Authority: "示例拍卖师协会", Qualification: "拍卖师"},
		},
		"sample-empty": view.Sample{},
		"help": view.Help{
			Chrome: chrome("/help"), MaxDays: 90, Quota: 3, Window: 90, EndorsedFrom: day("2021-12-17"), MaxUploadMB: 10, LookupsPerDay: 1000, HistoryDays: 365,
			Scenarios: []view.Scenario{{Name: "本人调用", EnglishName: "Use by the holder", MaxDays: 90, Quota: 3, Window: 90}, {Name: "应聘", MaxDays: 30, Quota: 10, Window: 90}},
		},
		"help-empty": view.Help{},
	}
	for _, status := range []int{403, 404, 413, 422, 429, 500, 503} {
		pages[fmt.Sprintf("failure-%d", status)] = view.Failure{Chrome: chrome("/x"), Status: status}
	}
	pages["failure-maintenance"] = view.Failure{Chrome: chrome("/"), Status: 503, RetryAfter: time.Minute}
	pages["failure-full"] = view.Failure{
		Chrome: chrome("/login"), Status: 429, Reason: "too_many_attempts", Args: map[string]any{"minutes": 12},
		Reference: "K7Q2M9XA", RetryAfter: 12 * time.Minute,
	}
	return pages
}

func accessPages() map[string]view.Page {
	return map[string]view.Page{
		"login":       view.Login{Chrome: chrome("/login")},
		"login-wrong": view.Login{Chrome: chrome("/login"), Username: "holder", Next: "/certificates", Problems: view.Problems{{Reason: "login_failed"}}},
		"register":    view.Register{Chrome: chrome("/register")},
		"register-wrong": view.Register{
			Chrome: chrome("/register"), FullName: "林若溪", IDType: person.ResidentCard, IDNumber: "110101198805170011", Username: "li", Phone: "1380000",
			Problems: view.Problems{
				{Field: "id_number", Reason: "id_check_digit"},
				{Field: "username", Reason: "username_too_short", Args: map[string]any{"min": 3}},
				{Field: "phone", Reason: "phone_malformed"},
			},
		},
		"registered":    view.Registered{Chrome: holder("/registered"), RecoveryCodes: recoveryCodes(), Next: "/claim"},
		"claim":         view.Claim{Chrome: holder("/claim"), Minutes: 10},
		"claim-wrong":   view.Claim{Chrome: holder("/claim"), Minutes: 10, Code: "123", Sent: true, Problems: view.Problems{{Field: "code", Reason: "code_wrong"}}},
		"recover":       view.Recover{Chrome: chrome("/recover"), Step: view.RecoverAsk, Minutes: 10},
		"recover-reset": view.Recover{Chrome: chrome("/recover"), Step: view.RecoverReset, Username: "holder", Minutes: 10, Problems: view.Problems{{Field: "password", Reason: "password_too_short", Args: map[string]any{"min": 8}}}},
		"recover-done":  view.Recover{Chrome: chrome("/recover"), Step: view.RecoverDone, CodesLeft: 9},
		"undo":          view.Undo{Chrome: chrome("/undo/x"), Token: "x", Until: at("2026-11-25T12:31:06+08:00")},
		"undo-done":     view.Undo{Chrome: chrome("/undo/done"), Done: true},
		"notice":        view.Notice{Chrome: holder("/notice"), Version: "1", Next: "/certificates", MaxDays: 90, Quota: 3, Window: 90, Problems: view.Problems{{Field: "agree", Reason: "notice_not_agreed"}}},
		"notice-public": view.Notice{Chrome: chrome("/notice"), Version: "1", Public: true, MaxDays: 90, Quota: 3, Window: 90},
		"notice-agreed": view.Notice{Chrome: holder("/notice"), Version: "1", Agreed: true, MaxDays: 90, Quota: 3, Window: 90},
	}
}

func signInPages() map[string]view.Page {
	wrong := view.Problems{{Field: "code", Reason: "totp_wrong"}}
	square := view.Square{Side: 2, Path: "M0 0h1v1h-1zM1 1h1v1h-1z"}
	return map[string]view.Page{
		"totp":              view.SecondFactor{Chrome: holder("/login/totp"), Token: "k"},
		"totp-recovery":     view.SecondFactor{Chrome: holder("/login/totp"), Token: "k", ByRecovery: true, Problems: view.Problems{{Field: "code", Reason: "recovery_code_wrong"}}},
		"totp-wrong":        view.SecondFactor{Chrome: holder("/login/totp"), Token: "k", Next: "/console", Problems: wrong},
		"enrol":             view.Enrol{Chrome: holder("/login/enrol"), Token: "k", Secret: "JBSW Y3DP EHPK 3PXP", Square: square},
		"enrol-wrong":       view.Enrol{Chrome: holder("/login/enrol"), Token: "k", Next: "/console", Secret: "JBSW Y3DP", Square: square, Problems: wrong},
		"password":          view.Password{Chrome: holder("/password"), Token: "k"},
		"password-required": view.Password{Chrome: holder("/password"), Token: "k", Next: "/console", Problems: view.Problems{{Field: "current", Reason: "password_wrong"}}},
	}
}

func heads() []view.CertificateHead {
	return []view.CertificateHead{
		{ID: "aaaa", Qualification: "注册城乡规划师", EnglishName: "Registered Urban and Rural Planner", Number: "2021653886671000283"},
		{ID: "bbbb", Qualification: "建造师", EnglishName: "Constructor", Level: "一级", Specialty: "机电工程", Number: "2021653886671000284"},
		{ID: "cccc", Qualification: "拍卖师", EnglishName: "Auctioneer", Number: "CX20200630001", QueryNumber: true},
	}
}

const sampleCode cert.Code = "YX7K4M2Q9TWHC"

func certificatePages() map[string]view.Page {
	h := heads()
	ready := view.CopyRow{
		Code: sampleCode, State: view.CopyReady, Scenario: "本人调用", ValidUntil: day("2027-02-19"), DaysLeft: 90, CanWithdraw: true,
		AppliedAt: at("2026-11-22T12:31:06+08:00"), MadeAt: at("2026-11-22T12:31:07+08:00"), Preview: true, Level: "b-lta",
		Checks: []view.CheckRow{{At: at("2026-11-23T09:12:00+08:00"), Way: "code"}, {At: at("2026-11-22T15:00:00+08:00"), Way: "file", Office: "示例人事考试中心"}, {At: at("2026-11-21T15:00:00+08:00"), Way: "batch", Organisation: "示例建筑公司"}},
	}
	older := []view.CopyRow{
		{Code: sampleCode, State: view.CopyReady, Scenario: "应聘", Recipient: "示例建设集团有限公司", Number: cert.NumberLastFour, ValidUntil: day("2026-11-28"), DaysLeft: 1, AppliedAt: at("2026-09-01T08:00:00+08:00"), Level: "b-b", Rising: "b-lta"},
		{Code: sampleCode, State: view.CopyExpired, Scenario: "招投标", ValidUntil: day("2026-10-01"), AppliedAt: at("2026-09-01T08:00:00+08:00")},
		{Code: sampleCode, State: view.CopyWithdrawn, Scenario: "应聘", ValidUntil: day("2026-12-01"), AppliedAt: at("2026-08-01T08:00:00+08:00")},
		{Code: sampleCode, State: view.CopyFailed, Scenario: "应聘", ValidUntil: day("2026-12-01"), AppliedAt: at("2026-07-01T08:00:00+08:00"), FailReason: "certificate_changed"},
	}
	pending := view.CopyRow{Code: sampleCode, State: view.CopyPending, Scenario: "本人调用", ValidUntil: day("2027-02-19"), AppliedAt: at("2026-11-22T12:31:06+08:00")}
	card := func(i int, offer view.Offer, state cert.State) view.CertificateCard {
		return view.CertificateCard{Certificate: h[i], IssuedOn: day("2022-03-01"), Authority: "示例人事考试中心", State: state, Offer: offer}
	}
	copied, expired, corrected := card(1, view.OfferCopy, cert.InForce), card(1, view.OfferEndorse, cert.InForce), card(2, view.OfferNothing, cert.Corrected)
	copied.Copy, expired.CopyExpired, corrected.Successor = ready, true, "aaaa"
	form := view.Endorsements{
		Chrome: holder("/certificates/aaaa/endorsements"), Certificate: h[0], State: cert.InForce, Key: "k1",
		Scenario: view.Scenario{Name: "本人调用", EnglishName: "Use by the holder", MaxDays: 90, Quota: 3, Window: 90},
		Others:   []view.Scenario{{Name: "应聘", EnglishName: "Applying for a job", MaxDays: 30, Quota: 10, Window: 90}, {Name: "招投标", MaxDays: 90, Quota: 10, Window: 90}},
		Number:   cert.NumberMasked, Numbers: cert.NumberForms(),
		Earliest: day("2026-11-22"), Latest: day("2027-02-19"),
		Quota: view.Quota{Used: 1, Limit: 3, Window: 90, NextTurn: day("2026-12-30")}, Copies: append([]view.CopyRow{ready}, older...),
	}
	fresh, wrong, waiting, slow, usedUp, revoked := form, form, form, form, form, form
	fresh.Copies, fresh.Quota = nil, view.Quota{Limit: 3, Window: 90}
	wrong.ValidUntil, wrong.Recipient, wrong.Number, wrong.MoreOpen = "2027-05-01", "示例<b>公司", cert.NumberFull, true
	wrong.Problems = view.Problems{
		{Field: "scenario", Reason: "scenario_unknown"},
		{Field: "number", Reason: "number_not_offered"},
		{Field: "recipient", Reason: "recipient_unrenderable", Args: map[string]any{"code": "U+E000"}},
		{Field: "valid_until", Reason: "valid_until_too_late", Args: map[string]any{"days": 90, "last": day("2027-02-19")}},
	}
	waiting.Copies, waiting.Refresh = append([]view.CopyRow{pending}, older...), 2
	slow.Copies, slow.WaitsFor = []view.CopyRow{pending}, view.WaitsForTimestamp
	usedUp.Quota = view.Quota{Used: 3, Limit: 3, Window: 90, NextTurn: day("2026-12-30")}
	revoked.State, revoked.Copies = cert.Revoked, nil
	revoked.Standing = &view.Standing{State: cert.Revoked}
	unneeded, noFileYet := fresh, fresh
	unneeded.Offer, noFileYet.Offer = view.OfferDirect, view.OfferNoFile
	unneeded.Copies = []view.CopyRow{{Code: sampleCode, State: view.CopyReady, AppliedAt: at("2026-11-22T12:31:06+08:00")}}
	detail := view.CertificateDetail{
		Chrome: holder("/certificates/bbbb"), Certificate: h[1], FullName: "林若溪", Sex: "女", BirthDate: day("1988-05-17"), DocumentType: "居民身份证",
		MaskedNumber: "1199**********8925", ManagementNo: "2021653886671000284", QueryNo: "CX1", ApprovedOn: day("2021-12-08"), IssuedOn: day("2021-12-17"),
		Authority: "示例人事考试中心", Kind: cert.ECertificate, State: cert.InForce, Offer: view.OfferCopy, Copy: ready,
	}
	detail.Live = []view.CopyRow{ready}
	noFile, suspended, direct := detail, detail, detail
	noFile.Offer, noFile.Kind = view.OfferNoFile, cert.FileRecord
	suspended.Offer, suspended.State, suspended.Standing = view.OfferNothing, cert.Suspended, &view.Standing{
		State: cert.Suspended, Kind: cert.Suspension, Reason: "正在核查报名材料", LegalBase: "第三十一号令第十条", Since: day("2026-10-01"),
	}
	replaced := detail
	replaced.Offer, replaced.State, replaced.Standing = view.OfferNothing, cert.Corrected, &view.Standing{
		State: cert.Corrected, Kind: cert.Correction, Reason: "登记有误", Since: day("2026-10-01"), Fields: []string{cert.FieldName, cert.FieldIssuedOn}, Version: 2, Newest: cert.InForce,
	}
	reissued := replaced
	reissued.Successor, reissued.Standing = "cccc", &view.Standing{State: cert.Corrected, Kind: cert.Reissue, Reason: "复议决定", Since: day("2026-10-01"), Version: 2, Newest: cert.InForce}
	direct.Offer, direct.Copy = view.OfferDirect, view.CopyRow{}
	empty := view.CertificatesEmpty{Chrome: holder("/certificates"), Claimed: true, Qualifications: []string{"注册城乡规划师", "建造师", "拍卖师"}}
	pages := map[string]view.Page{
		"list": view.CertificateList{Chrome: holder("/certificates"), Cards: []view.CertificateCard{
			card(0, view.OfferEndorse, cert.InForce), copied, card(2, view.OfferDirect, cert.InForce), expired,
			card(0, view.OfferPending, cert.InForce), card(1, view.OfferNoFile, cert.InForce), card(2, view.OfferFile, cert.InForce), corrected,
			card(0, view.OfferNothing, cert.Revoked), card(0, view.OfferNothing, cert.Cancelled), card(0, view.OfferNothing, cert.Lapsed),
		}},
		"list-one":             view.CertificateList{Chrome: holder("/certificates"), Cards: []view.CertificateCard{card(0, view.OfferEndorse, cert.InForce)}},
		"empty":                empty,
		"empty-unclaimed":      view.CertificatesEmpty{Chrome: holder("/certificates")},
		"detail":               detail,
		"detail-no-file":       noFile,
		"detail-suspended":     suspended,
		"detail-elsewhere":     replaced,
		"detail-reissued":      reissued,
		"detail-direct":        direct,
		"endorsements":         form,
		"endorsements-fresh":   fresh,
		"endorsements-wrong":   wrong,
		"endorsements-waiting": waiting,
		"endorsements-slow":    slow,
		"endorsements-used-up": usedUp,
		"endorsements-revoked": revoked,
		"endorsements-direct":  unneeded,
		"endorsements-no-file": noFileYet,
		"withdrawal":           view.Withdrawal{Chrome: holder("/endorsements/x/withdrawal"), Certificate: h[1], Copy: ready},
		"withdrawal-done":      view.Withdrawal{Chrome: holder("/endorsements/x/withdrawal"), Certificate: h[1], Copy: older[2]},
		"withdrawal-too-late":  view.Withdrawal{Chrome: holder("/endorsements/x/withdrawal"), Certificate: h[1], Copy: older[1]},
	}
	for _, answer := range []view.EmptyAnswer{view.EmptyNotOurs, view.EmptyNotYetOnline, view.EmptyShouldBeHere} {
		answered := empty
		answered.Qualification, answered.Year, answered.Answer = "建造师", "2021", answer
		answered.NameChanged = answer == view.EmptyShouldBeHere
		pages["empty-"+string(answer)] = answered
	}
	empty.Year, empty.Problems = "21", view.Problems{{Field: "year", Reason: "year_invalid"}, {Field: "qualification", Reason: "qualification_missing"}}
	pages["empty-wrong"] = empty
	return pages
}

func copyData() *view.CopyData {
	return &view.CopyData{
		FullName: "林若溪", Sex: "女", BirthDate: day("1988-05-17"), DocumentType: "居民身份证", MaskedNumber: "1199**********8925",
		Qualification: "建造师", EnglishName: "Constructor", Level: "一级", Specialty: "机电工程", ApprovedOn: day("2021-12-08"), IssuedOn: day("2021-12-17"),
		Authority: "示例人事考试中心", ManagementNumber: "2021653886671000284", QueryNumber: "CX1", Code: sampleCode, Scenario: "本人调用", Recipient: "示例建设集团有限公司", NumberHidden: true,
		ValidUntil: day("2027-02-19"), Maker: "示例人事考试中心", MadeAt: at("2026-11-22T12:31:07+08:00"),
	}
}

func judgement(verdict, integrity, seal, certificate, endorsement string, reasons ...fault.Reason) view.Judgement {
	return view.Judgement{
		Verdict: verdict, Reasons: reasons, DemoSeal: true, CheckedAt: at("2026-11-22T12:40:00+08:00"), Online: true,
		Integrity: view.Answer{State: integrity}, Seal: view.Answer{State: seal},
		Certificate: view.Answer{State: certificate}, Endorsement: view.Answer{State: endorsement},
	}
}

func verifyingPages() map[string]view.Page {
	good := judgement("valid", "intact", "trusted", "valid", "valid")
	good.Seal.Detail, good.Data = "Seal of the sample authority", copyData()
	plain := judgement("valid", "intact", "trusted", "unknown_offline", "not_needed", "status_not_checked")
	plain.Data = copyData()
	plain.Data.Scenario, plain.Data.ValidUntil, plain.Data.Maker, plain.DemoSeal = "", civil.Date{}, "", false
	revoked := judgement("invalid", "intact", "trusted", "revoked", "valid", "certificate_revoked")
	revoked.Data = copyData()
	revoked.Standing = &view.Standing{State: cert.Revoked, Kind: cert.Revocation, Reason: "以虚假材料取得", LegalBase: "第三十一号令第十条", Since: day("2026-11-22")}
	corrected := codeJudgement("invalid", "valid", "certificate_corrected")
	corrected.Certificate.State = "corrected"
	corrected.Standing = &view.Standing{State: cert.Corrected, Kind: cert.Correction, Reason: "登记有误", Since: day("2026-11-22"), Fields: []string{cert.FieldName}, Version: 2, Newest: cert.InForce}
	c := chrome("/verify")
	verdict := func(j view.Judgement) view.Verdict {
		return view.Verdict{Chrome: c, Judgement: j, FileName: "certificate.pdf", Bytes: 123456}
	}
	changed := verdict(judgement("invalid", "changed", "not_judged", "not_judged", "not_judged", "later_revision", "contents_not_canonical"))
	changed.Original, changed.OriginalName, changed.OriginalVerdict = "data:application/pdf;base64,JVBERi0=", "original.pdf", "valid"
	foreign := verdict(judgement("valid", "intact", "trusted", "absent", "absent"))
	foreign.Signers = []view.Signer{{Name: "Example Ltd", Issuer: "Example CA"}, {Name: "Second", Issuer: "Example CA"}}
	two, electronic := verdict(good), verdict(plain)
	two.Seals = []view.SealOn{
		{Name: "示例人事考试中心", Algorithm: "ECDSA P-256 with SHA-256", Trusted: true},
		{Name: "示例人事考试中心", Electronic: true, Algorithm: "SM2 with SM3", ID: "YX-demo-seal-sm2", Maker: "印信演示制章中心"},
	}
	electronic.Seals = two.Seals[1:]
	stamped := verdict(good)
	stamped.Seals = []view.SealOn{{Name: "示例人事考试中心", Algorithm: "ECDSA P-256 with SHA-256", Level: "B-LTA", ProvenAt: at("2026-11-22T04:31:08Z"), Trusted: true}}
	ask := view.AskDay{Code: sampleCode, Today: day("2026-11-22")}
	onDay := codeJudgement("invalid", "not_begun", "certificate_not_issued", "endorsement_not_begun")
	onDay.Certificate.State, onDay.Day, onDay.NotIssued, onDay.Earlier = "not_issued", day("2021-05-01"), day("2021-12-17"), true
	record := view.Record{
		Chrome: chrome("/verify/records/RYX7K4M2Q9TWHC"), Judgement: revoked, Code: "RYX7K4M2Q9TWHC", FileDigest: strings.Repeat("0f1e2d3c", 8), Copy: sampleCode,
		CheckedBy: "示例招标代理有限公司", ByNumber: "91350211M000100Y43", KeptUntil: day("2027-11-22"),
		Address: "https://yinxin.example/verify/records/RYX7K4M2Q9TWHC", Square: view.Square{Side: 21, Path: "M0 0h7v1h-7z"},
	}
	record.Data, record.Standing = nil, nil
	bare, same, other := record, record, record
	bare.FileDigest, bare.Copy, bare.CheckedBy, bare.ByNumber, bare.Day = "", "", "", "", day("2026-05-01")
	same.Compared, same.Same, same.Present = true, true, &good
	other.Compared, other.Present = true, &plain
	wrong := record
	wrong.Problems = view.Problems{{Field: "file", Reason: "file_missing"}}
	return map[string]view.Page{
		"record": record, "record-bare": bare, "record-same": same, "record-other": other, "record-wrong": wrong,
		"verdicts": view.Verdicts{Chrome: c, Day: day("2026-05-01"), CheckedAt: at("2026-11-22T12:40:00+08:00"), Files: []view.FileVerdict{
			{Judgement: revoked, FileName: "<script>alert(1)</script>.pdf", Bytes: 1234, Copy: sampleCode, Draft: "d"},
			{FileName: "photo.jpg", Refused: "not_a_pdf"}, {FileName: "big.pdf", Refused: "file_too_large", Args: map[string]any{"mb": 10}},
			{Judgement: good, FileName: "good.pdf", Bytes: 1234, Copy: sampleCode, Draft: "d"},
		}},
		"verify-day":            view.Verify{Chrome: c, MaxUploadMB: 10, Day: "x", Today: day("2026-11-22"), Problems: view.Problems{{Field: "at", Reason: "day_malformed"}}},
		"code-day":              view.CodeResult{Chrome: chrome("/v/YX7K4M2Q9TWHC"), Judgement: onDay, Host: "yinxin.example", Ask: view.AskDay{Code: sampleCode, Value: "2021-05-01", Today: day("2026-11-22")}},
		"code-day-wrong":        view.CodeResult{Chrome: chrome("/v/YX7K4M2Q9TWHC"), Judgement: codeJudgement("valid", "valid"), Ask: view.AskDay{Code: sampleCode, Value: "2999-05-01", Today: day("2026-11-22"), Problems: view.Problems{{Field: "at", Reason: "day_to_come"}}}},
		"verdict-asked":         view.Verdict{Chrome: c, Judgement: good, FileName: "certificate.pdf", Bytes: 1, Ask: ask, Draft: "d"},
		"verify":                view.Verify{Chrome: c, MaxUploadMB: 10},
		"verify-wrong":          view.Verify{Chrome: c, MaxUploadMB: 10, Problems: view.Problems{{Field: "file", Reason: "file_too_large", Args: map[string]any{"mb": 10}}}},
		"verdict-valid":         verdict(good),
		"verdict-not-needed":    verdict(plain),
		"verdict-foreign":       foreign,
		"verdict-two-seals":     two,
		"verdict-electronic":    electronic,
		"verdict-stamped":       stamped,
		"verdict-changed":       changed,
		"verdict-revoked":       verdict(revoked),
		"verdict-untrusted":     verdict(judgement("indeterminate", "intact", "untrusted", "not_judged", "not_judged", "seal_untrusted")),
		"verdict-bare":          verdict(judgement("indeterminate", "unreadable", "not_judged", "not_judged", "not_judged")),
		"verdict-bare-invalid":  verdict(judgement("invalid", "unsigned", "not_judged", "not_judged", "not_judged")),
		"code-entry":            view.CodeEntry{Chrome: chrome("/v")},
		"code-entry-not-found":  view.CodeEntry{Chrome: chrome("/v/YX7K"), Code: "YX7K-4M2Q", NotFound: true},
		"code-valid":            view.CodeResult{Chrome: chrome("/v/YX7K4M2Q9TWHC"), Judgement: codeJudgement("valid", "valid"), PhotoSrc: "/static/photo.jpg"},
		"code-corrected":        view.CodeResult{Chrome: chrome("/v/YX7K4M2Q9TWHC"), Judgement: corrected, PhotoSrc: "/static/photo.jpg"},
		"code-expired":          view.CodeResult{Chrome: chrome("/v/YX7K4M2Q9TWHC"), Judgement: codeJudgement("invalid", "expired", "endorsement_expired")},
		"code-withdrawn-nodata": view.CodeResult{Chrome: chrome("/v/YX7K4M2Q9TWHC"), Judgement: judgement("indeterminate", "not_judged", "trusted", "valid", "unknown", "copy_unknown")},
	}
}

func codeJudgement(verdict, endorsement string, reasons ...fault.Reason) view.Judgement {
	j := judgement(verdict, "not_judged", "trusted", "valid", endorsement, reasons...)
	j.Data = copyData()
	return j
}

// officersDesk is the frame of an officer's pages.
func officersDesk() view.Desk {
	d := view.Desk{
		Chrome: chrome("/console"), Authority: "示例人事考试中心", Role: "officer", Current: "deliveries", Token: "k",
		Nav: []view.NavEntry{{Key: "overview", Path: "/console"}, {Key: "deliveries", Path: "/console/deliveries"}, {Key: "confirm", Path: "/console/confirm"}},
	}
	d.Name, d.Staff, d.NoIndex = "经办", true, true
	return d
}

func consolePages() map[string]view.Page {
	d := officersDesk()
	trail := view.Audit{
		Desk: d, Keep: 1830, ExportURL: "/console/audit/export.csv?", NextURL: "/console/audit?after=1-2",
		Rows: []view.AuditRow{
			{At: at("2026-11-22T12:31:07+08:00"), Actor: "reviewer", Role: "reviewer", Action: "account.confirm", Subject: "jzq5cxkhzzjqk2lxnn5vo2kmcu", Origin: "192.0.2.1",
				Changes: []view.AuditChange{{Field: "state", Before: "in_force", After: "revoked"}}, Reason: "骗取证书", Detail: "in person"},
			{At: at("2026-11-22T12:31:07+08:00"), Actor: "visitor", Action: "session.refuse", Reason: "password_wrong"},
			{At: at("2026-11-22T12:31:06+08:00"), Actor: "system", Action: "unheard.of", Subject: "YX7K4M2Q9TWHC", Changes: []view.AuditChange{{After: "raw"}}},
		},
	}
	return map[string]view.Page{
		"audit":       trail,
		"audit-none":  view.Audit{Desk: d, Keep: 184, Query: view.AuditQuery{Actor: "officer", From: "2026-11-22"}, ExportURL: "/console/audit/export.csv?actor=officer"},
		"audit-wrong": view.Audit{Desk: d, Keep: 184, Query: view.AuditQuery{From: "x"}, Problems: view.Problems{{Field: "from", Reason: "date_malformed"}}},
		"counter":     view.Counter{Desk: d},
		"accounts": view.Accounts{Desk: d, Roles: []string{"officer", "reviewer"}, Rows: []view.AccountRow{
			{ID: "a", Username: "admin", Name: "华示例", Role: "administrator", Own: true, NeedsSecondFactor: true, HasSecondFactor: true},
			{ID: "b", Username: "wang", Role: "officer", Temporary: true}, {ID: "c", Username: "qin", Role: "reviewer", Disabled: true, NeedsSecondFactor: true},
		}},
		"accounts-wrong": view.Accounts{Desk: d, Roles: []string{"officer"}, Chosen: "officer", Username: "x", Problems: view.Problems{{Field: "username", Reason: "username_too_short", Args: map[string]any{"min": 3}}}},
		"keys": view.Keys{Desk: d, Scopes: []view.KeyScope{{Scope: "deliveries:write"}, {Scope: "audit:read"}}, Earliest: day("2026-11-22"), Latest: day("2028-11-22"), LastDay: "2027-11-22", Rows: []view.KeyRow{
			{ID: "a", Name: "省考试院报名系统", Prefix: "yinxin_k3x9qa", State: "active", Until: day("2027-11-22"), LastUsed: at("2026-11-22T09:00:00+08:00")},
			{ID: "b", Name: "旧系统", Prefix: "yinxin_p7t2mm", State: "expired", Until: day("2026-11-21")}, {ID: "c", Name: "试用", Prefix: "yinxin_aaaaaa", State: "revoked", Until: day("2027-01-01")},
		}},
		"keys-wrong":   view.Keys{Desk: d, Scopes: []view.KeyScope{{Scope: "deliveries:write", Chosen: true}}, Problems: view.Problems{{Field: "name", Reason: "key_name_missing"}, {Field: "scopes", Reason: "scope_missing"}}},
		"key":          view.Key{Desk: d, By: "administrator", Secret: "yinxin_k3x9qabcdefghijklmnopqrstuvwxyz234567abcdefghijklmnop", Of: view.KeyRow{ID: "a", Name: "省考试院报名系统", Prefix: "yinxin_k3x9qa", State: "active", Scopes: []string{"deliveries:write"}, Since: at("2026-11-22T09:00:00+08:00"), Until: day("2027-11-22")}},
		"key-revoked":  view.Key{Desk: d, Done: true, Of: view.KeyRow{ID: "a", Name: "省考试院报名系统", Prefix: "yinxin_k3x9qa", State: "revoked", Until: day("2027-11-22"), Revoked: at("2026-11-22T09:00:00+08:00")}},
		"account":      view.Account{Desk: d, Of: view.AccountRow{ID: "c", Username: "qin", Name: "秦示例", Role: "reviewer", Phone: "19900000001", NeedsSecondFactor: true, HasSecondFactor: true}, Done: "reset_password", Temporary: "7QXK-M2P9-4TWH-C8RD"},
		"account-own":  view.Account{Desk: d, Of: view.AccountRow{ID: "a", Username: "admin", Role: "administrator", Own: true}},
		"account-last": view.Account{Desk: d, Of: view.AccountRow{ID: "a", Username: "admin", Role: "administrator", Disabled: true}, Problems: view.Problems{{Reason: "last_administrator"}}},
		"counter-done": view.Counter{Desk: d, Username: "holder", Done: true, Temporary: "7QXK-M2P9-4TWH-C8RD"},
		"counter-wrong": view.Counter{Desk: d, Username: "holder", IDType: person.Passport, IDNumber: "E1", Problems: view.Problems{
			{Field: "username", Reason: "account_unknown"}, {Field: "document_seen", Reason: "document_not_seen"},
		}},
	}
}
