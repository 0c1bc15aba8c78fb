package view_test

import "yinxin.example/yinxin/internal/web/view"

// organisationPages are those of the administrator's desk.
func organisationPages() map[string]view.Page {
	row := view.OrganisationRow{ID: "a", Name: "演示查验单位", Number: "91119999MA0000007J", Since: at("2026-11-01T09:00:00+08:00")}
	locked := row
	locked.Locked, locked.LockedAt = true, at("2026-11-22T09:00:00+08:00")
	list := view.Organisations{Desk: desk("administrator", "organisations"), Query: "演示", Rows: []view.OrganisationRow{row, locked}}
	one := view.Organisation{Desk: list.Desk, Of: row, People: []string{"verifier", "hr"}, Taken: 12, PerDay: 1000}
	shut, refused := one, one
	shut.Of, shut.Done = locked, "lock"
	refused.Problems = view.Problems{{Field: "reason", Reason: "reason_missing"}}
	return map[string]view.Page{
		"organisations": list, "organisations-none": view.Organisations{Desk: list.Desk},
		"organisation": one, "organisation-locked": shut, "organisation-refused": refused,
	}
}
