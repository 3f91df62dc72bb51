package web_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"alliance/web"
)

func TestMailsOfABulkDecisionAreCountedPerLanguage(t *testing.T) {
	t.Parallel()
	page := web.BulkPage{Decision: "approve"}
	for _, lang := range []string{"lv", "de", "lv", "el"} {
		page.Items = append(page.Items, web.BulkItem{QueueItem: web.QueueItem{Language: lang}})
	}
	page.Items = append(page.Items, web.BulkItem{QueueItem: web.QueueItem{Language: "de"}, Changed: true})
	want := []web.LanguageCount{{Code: "lv", Count: 2}, {Code: "de", Count: 1}, {Code: "el", Count: 1}}
	if diff := cmp.Diff(want, page.MailLanguages()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	if page.Unchanged() != 4 {
		t.Errorf("%d unchanged, want 4", page.Unchanged())
	}
	page.Decision = "park"
	if got := page.MailLanguages(); got != nil {
		t.Errorf("parking sends %v, want no mail", got)
	}
}

func TestABulkResultCounts(t *testing.T) {
	t.Parallel()
	page := web.BulkResultPage{Gone: 1, Outcomes: []web.BulkOutcome{{Code: "done"}, {Code: "decided"}, {Code: "done"}}}
	if page.Done() != 2 || page.Left() != 2 {
		t.Errorf("%d done, %d left; want 2 and 2", page.Done(), page.Left())
	}
}

// bulkPages are the pages of a bulk decision, in their states.
func (s site) bulkPages() map[string]web.Page {
	item, day := pledgeForTest().QueueItem, consoleNow()
	queue := web.QueuePage{ConsoleLayout: s.console("Pledges"), Items: []web.QueueItem{item}}
	queue.Bulk = &web.BulkBar{Displayed: "x.y", Back: "/moderation", Decisions: []string{"approve", "refuse"}}
	review := web.BulkPage{
		ConsoleLayout: s.console("Check"), Back: "/moderation", Decision: "refuse", Reasons: []string{"test"},
		Items: []web.BulkItem{
			{QueueItem: item}, {QueueItem: web.QueueItem{ID: "02", State: "parked", Kind: "city"}, Changed: true},
		},
		Errors: map[string]string{"reason": "required", "reason_text": "too_long"},
	}
	result := web.BulkResultPage{
		ConsoleLayout: s.console("What became of it"), Back: "/moderation", Decision: "approve", Gone: 1,
		Outcomes: []web.BulkOutcome{{QueueItem: item, Code: "done"}, {
			QueueItem: item, Code: "decided", Meanwhile: web.Decided{State: "refused", By: "Jo", At: day},
		}},
	}
	return map[string]web.Page{
		"queue with a bulk decision": queue, "bulk review": review, "bulk result": result,
		"bulk fault": web.BulkPage{ConsoleLayout: s.console("Check"), Back: "/moderation", Fault: "none_selected"},
	}
}
