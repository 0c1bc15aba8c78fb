package messages

import "strings"

// Samples are the texts of what is sent about a topic, as they read in one
// language; a day stands as YYYY-MM-DD.
func Samples(topic Topic, language Language) []string {
	var texts []string
	for _, kind := range noticeKinds() {
		if kind.Topic() != topic {
			continue
		}
		w := wordingOf(kind)
		texts = append(texts, strings.ReplaceAll(language.join(w.zh, w.en, "\n"), "{day}", "YYYY-MM-DD"))
	}
	return texts
}

// noticeKinds are those that topics are about, in the order in which they happen.
func noticeKinds() []Kind {
	return []Kind{CertificateIssued, CertificateChanged, CopyReady, CopyExpiring, RequestReceived, RequestAnswered, NewDevice}
}
