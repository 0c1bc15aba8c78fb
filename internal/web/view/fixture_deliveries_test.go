package view_test

import (
	"slices"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// deliveryPages are the desk of deliveries, in every state.
func deliveryPages() map[string]view.Page {
	d := officersDesk()
	one := view.Delivery{
		ID: "aaaa", Number: "2026-117", FileName: "certificates.csv", Size: 1 << 24, At: at("2026-11-22T09:14:00+08:00"), State: store.DeliveryChecked,
		Rows: 86412, Added: 83641, Unchanged: 2748, Refused: 23,
	}
	checked := view.DeliveryPage{
		Desk: d, Delivery: one, By: "officer", Percent: 100, Report: true, Proof: true, Seed: 42, Waiting: 3,
		Steps: []view.Step{{Key: "upload", Mark: "done"}, {Key: "check", Mark: "done"}, {Key: "mend", Mark: "now"}, {Key: "proof", Mark: "later"}, {Key: "release", Mark: "later"}},
		Faults: []view.FaultGroup{
			{Reason: "id_mangled_by_spreadsheet", Field: "证件号码", Count: 14, Rows: []int{11, 12, 40, 30118}},
			{Reason: "id_check_digit", Field: "证件号码", Count: 4, Rows: []int{10, 17, 18, 19}},
			{Reason: "name_unrenderable", Field: "姓名", Count: 3, Rows: []int{30119, 30120, 30121}},
			{Reason: "duplicate_in_file", Field: "管理号", Count: 2, Rows: []int{9, 41207}},
		},
		Names:  []view.WaitingName{{Row: 30119, Parts: []view.NamePart{{Text: "王"}, {Text: "\U00031350", Code: "U+31350", Block: "h"}}}},
		Lines:  []view.CoverageLine{{Authority: "示例人事考试中心", Qualification: "建造师", Level: "一级", Year: 2026, Kind: "电子证书", Certificates: 83641}},
		Others: []view.Delivery{one},
		Answer: "Photos are blurred", May: view.DeliverySteps{Submit: true, Discard: true, Retry: true, Correct: true},
	}
	inState := func(state store.DeliveryState, edit func(*view.DeliveryPage)) view.DeliveryPage {
		p := checked
		p.State, p.Answer, p.May = state, "", view.DeliverySteps{}
		edit(&p)
		return p
	}
	return map[string]view.Page{
		"deliveries":        view.Deliveries{Desk: d, MayDeliver: true, Batches: []view.Delivery{one}, Next: "/console/deliveries?after=a"},
		"deliveries-reader": view.Deliveries{Desk: d},
		"deliveries-wrong":  view.Deliveries{Desk: d, MayDeliver: true, Problems: view.Problems{{Field: "file", Reason: "delivery_too_large"}}},
		"delivery-checked":  checked,
		"delivery-checking": inState(store.DeliveryChecking, func(p *view.DeliveryPage) { p.Working, p.Percent = true, 40 }),
		"delivery-unreadable": inState(store.DeliveryUnreadable, func(p *view.DeliveryPage) {
			*p = view.DeliveryPage{Desk: d, Delivery: p.Delivery, Refusal: &view.Problem{Field: "姓名", Reason: "delivery_header"}, Steps: p.Steps}
			p.State, p.Rows = store.DeliveryUnreadable, 0
		}),
		"delivery-wrong": inState(store.DeliveryChecked, func(p *view.DeliveryPage) {
			p.May.Submit, p.Problems = true, view.Problems{{Field: "publish_at", Reason: "publish_at_past"}}
		}),
		"delivery-submitted": inState(store.DeliverySubmitted, func(p *view.DeliveryPage) {
			p.SubmittedBy, p.May.Release, p.May.SendBack = "officer", true, true
		}),
		"delivery-own":      inState(store.DeliverySubmitted, func(p *view.DeliveryPage) { p.OwnWork, p.PublishAt = true, p.At }),
		"delivery-stopped":  inState(store.DeliveryStopped, func(p *view.DeliveryPage) { p.May.Resume, p.May.Undo = true, true }),
		"delivery-released": inState(store.DeliveryReleased, func(p *view.DeliveryPage) { p.VisibleFrom, p.May.Undo = p.At, true }),
		"delivery-public":   inState(store.DeliveryReleased, func(p *view.DeliveryPage) { p.Public, p.VisibleFrom, p.ReleasedBy = true, p.At, "reviewer" }),
		"delivery-undone":   inState(store.DeliveryUndone, func(*view.DeliveryPage) {}),
	}
}

// newsPages tell what went online and what is on its way.
func newsPages() map[string]view.Page {
	item := view.AnnouncedItem{Authority: "示例人事考试中心", Seal: "示例人事考试中心", Qualification: "建造师", Year: 2026, Certificates: 83641}
	news := []view.Announcement{
		{Since: at("2026-11-22T09:14:00+08:00"), Total: 83641, Items: []view.AnnouncedItem{item}},
		{Since: at("2026-11-21T09:14:00+08:00"), Total: 8 * 83641, Items: slices.Repeat([]view.AnnouncedItem{item}, 8)},
	}
	return map[string]view.Page{
		"announcements":      view.Announcements{Chrome: chrome("/announcements"), All: news, Next: "/announcements?before=1&id=a"},
		"announcements-none": view.Announcements{Chrome: chrome("/announcements")},
		"home-news":          view.Home{Chrome: chrome("/"), News: news},
		"coverage-online": view.Coverage{Chrome: chrome("/coverage"), Total: 1, News: news, Rows: []view.CoverageRow{{
			Qualification: "建造师", EnglishName: "Constructor", Level: "一级", Authority: "示例人事考试中心", Since: 2000,
			Online: []int{2016, 2018, 2019, 2020}, Certificates: 1234567,
		}}},
		"progress": view.Progress{Chrome: chrome("/progress"), Rows: []view.ProgressRow{
			{Authority: "示例人事考试中心", Qualification: "建造师", Year: 2026, Stage: "review"},
			{Authority: "示例人事考试中心", Qualification: "拍卖师", Year: 2025, Stage: "waiting", PublicFrom: at("2026-12-01T09:00:00+08:00")},
		}},
		"progress-none": view.Progress{Chrome: chrome("/progress")},
	}
}
