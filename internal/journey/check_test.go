package journey_test

// checkRoutes are those of organisations that check.
func checkRoutes() []route {
	return []route{
		checkRoute("/check", "200"),
		checkRoute("/check/code", "303 /check"),
		checkRoute("/check/confirm", "303 /check"),
		checkRoute("/check/keys", "200"),
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
		checkRoute("/check/keys/none", "404"),
	}
}
