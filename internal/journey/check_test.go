package journey_test

// checkRoutes are those of organisations that check.
func checkRoutes() []route {
	return []route{
		checkRoute("/check", "200"),
		checkRoute("/check/code", "303 /check"),
		checkRoute("/check/confirm", "303 /check"),
		checkRoute("/check/keys", "200"),
		checkRoute("/check/people", "200"),
		checkRoute("/check/batches", "200"),
		checkRoute("/check/batches/files", "303 /check/batches"),
		checkRoute("/check/batches/table", "303 /check/batches"),
		checkRoute("/check/batches/template", "200"),
		checkRoute("/check/batches/none", "404"),
		checkRoute("/check/batches/none/events", "404"),
		checkRoute("/check/batches/none/report.pdf", "404"),
		checkRoute("/check/batches/none/verdicts.xlsx", "404"),
		checkRoute("/check/batches/none/verdicts.csv", "404"),
		checkRoute("/check/batches/none/removal", "404"),
	}
}

// checkForms are theirs, sent empty.
func checkForms() []route {
	return []route{
		checkRoute("/check", "422"),
		checkRoute("/check/code", "303 /check"),
		checkRoute("/check/confirm", "303 /check"),
		checkRoute("/check/notice", "422"),
		checkRoute("/check/keys", "422"),
		checkRoute("/check/batches/files", "422"),
		checkRoute("/check/batches/table", "422"),
		checkRoute("/check/batches/none/cancellation", "404"),
		checkRoute("/check/batches/none/removal", "404"),
		checkRoute("/check/keys/none", "404"),
		checkRoute("/check/people", "422"),
		checkRoute("/check/people/none", "422"),
	}
}
