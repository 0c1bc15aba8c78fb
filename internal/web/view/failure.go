package view

import "slices"

// Key is the locale's family of texts for the status: failure.404 and so on;
// a status without texts of its own reads as 500.
func (f Failure) Key() string {
	statuses := map[int]string{403: "failure.403", 404: "failure.404", 413: "failure.413", 422: "failure.422", 429: "failure.429", 503: "failure.503"}
	if key, ok := statuses[f.Status]; ok {
		return key
	}
	return "failure.500"
}

// CanRetry reports whether to say when to come back: asking again can help,
// and the reason has not said so already.
func (f Failure) CanRetry() bool {
	return f.RetryAfter > 0 && !f.Explained() && slices.Contains([]int{429, 503}, f.Status)
}

// Explained reports whether the reason tells the reader more than the status:
// behind a 500 lies something that only an operator understands.
func (f Failure) Explained() bool { return f.Reason != "" && f.Key() != "failure.500" }
