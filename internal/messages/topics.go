package messages

// Language is what a message is written in.
type Language string

// The languages.
const (
	BothLanguages Language = "" // nobody has chosen
	Chinese       Language = "zh"
	English       Language = "en"
)

func (l Language) join(zh, en, between string) string {
	switch l {
	case Chinese:
		return zh
	case English:
		return en
	case BothLanguages:
	}
	return zh + between + en
}

// Topic is what a holder may choose to be told about or not.
type Topic string

// The topics.
const (
	IssuedTopic   Topic = "issued"   // a certificate can be seen
	ChangedTopic  Topic = "changed"  // a certificate was corrected, suspended, revoked, …
	ReadyTopic    Topic = "ready"    // a copy that took long is ready
	ExpiringTopic Topic = "expiring" // a copy expires in seven days
	DeviceTopic   Topic = "device"   // somebody signed in from a new device
	RequestsTopic Topic = "requests" // a request was taken in or answered
)

// Topics lists what holders choose from, in the order of the page.
func Topics() []Topic {
	return []Topic{IssuedTopic, ChangedTopic, ReadyTopic, ExpiringTopic, RequestsTopic, DeviceTopic}
}

// Topic is what a message of the kind is about; "" for what is always sent:
// codes, and what concerns whose account and whose certificates they are.
func (k Kind) Topic() Topic {
	switch k {
	case CertificateIssued:
		return IssuedTopic
	case CertificateChanged:
		return ChangedTopic
	case CopyReady:
		return ReadyTopic
	case CopyExpiring:
		return ExpiringTopic
	case NewDevice:
		return DeviceTopic
	case RequestReceived, RequestAnswered:
		return RequestsTopic
	}
	return ""
}

// Urgent reports whether a message of the kind is sent at night too: a code
// somebody waits for, and a warning that a thief would like to see held back.
func (k Kind) Urgent() bool {
	switch k {
	case ClaimCode, RecoverCode, LookupCode, IdentityCode, ContactCode, ContactChanged, ContactRestored, RecoveryCodesMade, AccountClosed, PasswordChanged, WaysInChanged, ClaimMoved, SecondRegistration, NewDevice:
		return true
	}
	return false
}
