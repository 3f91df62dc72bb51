package console

import (
	"net/url"
	"strings"

	"alliance/web"
)

// linked tells each line of the queue which one comes after it, as far as no colleague works on it.
func linked(items []web.QueueItem) []web.QueueItem {
	next := ""
	for i := len(items) - 1; i >= 0; i-- {
		items[i].NextID = next
		if !items[i].Claim.Colleague {
			next = items[i].ID
		}
	}
	return items
}

// queueOf is the address of the queue page from which a form was sent; false where it was sent from elsewhere.
func queueOf(back string) (string, bool) {
	back = localPath(back)
	return back, back == home || strings.HasPrefix(back, home+"?")
}

// fragment leads to the line of a pledge in the queue: the browser moves the focus there.
func fragment(pledgeID string) string {
	if pledgeID == "" {
		return ""
	}
	return "#pledge-" + url.PathEscape(pledgeID)
}
