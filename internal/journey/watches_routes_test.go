package journey_test

// watchRoutes are the pages on which organisations see what they watch.
func watchRoutes() []route {
	return []route{
		checkRoute("/check/watches", "200"),
		checkRoute("/check/watches/none", "404"),
		checkRoute("/check/webhooks/none", "404"),
		checkRoute("/check/events", "200"),
	}
}

// watchForms are the forms there.
func watchForms() []route {
	return []route{
		checkRoute("/check/watches", "404"),
		checkRoute("/check/watches/none", "404"),
		checkRoute("/check/watches/none/end", "303 /check/watches"),
		checkRoute("/check/webhooks", "422"),
		checkRoute("/check/webhooks/none/test", "404"),
		checkRoute("/check/webhooks/none/rotate", "404"),
		checkRoute("/check/webhooks/none/resume", "404"),
		checkRoute("/check/webhooks/none/removal", "404"),
		checkRoute("/check/events/none", "404"),
	}
}
