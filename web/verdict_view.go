package web

// Verdicts are what can be said of a waiting pledge in its line of the queue.
type Verdicts struct {
	Clear     bool // nothing speaks against approving it from here
	Territory bool // in the register, or of a kind that is not there
	Domain    bool // the e-mail domain is the web site's
	Known     bool // a member or another pledge has its name, its territory or its domain
}

// QueueRow is a line of the queue with its page.
type QueueRow struct {
	Page QueuePage
	Item QueueItem
}

// Row is a line of the queue with its page.
func (p QueuePage) Row(item QueueItem) QueueRow { return QueueRow{Page: p, Item: item} }

// Approvable reports whether who looks may approve the pledge from its line of the queue.
func (q QueueItem) Approvable() bool {
	return q.Open() && !q.Suspected && q.Verdicts.Clear && !q.Claim.Colleague && !q.FirstMine
}
