package view

// AccountMessages (/account/messages) is where people choose what they are
// told. Its form sends language, quiet_from, quiet_to, and for each topic, as
// topic_KEY, the ways.
type AccountMessages struct {
	AccountFrame
	Places    []MessagePlace // where the reader can be told; none: nowhere
	Topics    []MessageTopic
	Language  string // "" for both, "zh", "en"
	WithQuiet bool   // the reader has topics that wait
	QuietFrom int    // hours, 0 to 23
	QuietTo   int
	Done      bool // stored just now
	Problems  Problems
}

// MessagePlace is where the reader can be told.
type MessagePlace struct {
	Way         string // the text messages.way.WAY names it
	To          string // masked
	Unconfirmed bool
}

// MessageTopic is what the reader may be told of or not.
type MessageTopic struct {
	Key   string // the text messages.topic.KEY names it
	Ways  []MessageWay
	Texts []string // what is sent, in the page's language
}

// MessageWay is a way by which a topic may be told.
type MessageWay struct {
	Way    string
	Chosen bool
}

// Hours are what the selects offer.
func (AccountMessages) Hours() []int {
	all := make([]int, 24)
	for i := range all {
		all[i] = i
	}
	return all
}

func (AccountMessages) file() string { return "account/messages.html" }
