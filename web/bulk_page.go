package web

import (
	"cmp"
	"slices"
)

// BulkBar below the queue takes one decision about several pledges.
type BulkBar struct {
	Displayed string   // which pledges the page displays, sealed
	Decisions []string // approve, refuse, park, unpark, flag, unflag
	Back      string   // the queue as it is filtered
}

// BulkPage is /moderation/bulk/review: what would be done, before it is done.
type BulkPage struct {
	ConsoleLayout
	Displayed  string // as the queue sealed it
	Back       string
	Decision   string
	Items      []BulkItem
	Fault      string // locale key suffix below console.bulk.fault.; nothing can be decided then
	Reasons    []string
	Reason     string // as chosen, when the form comes back
	ReasonText string // as typed, when the form comes back
	Errors     map[string]string
}

// BulkItem is one of the selected pledges.
type BulkItem struct {
	QueueItem
	Changed bool // since the queue displayed it: the decision would leave it as it is
}

// BulkResultPage is /moderation/bulk: what became of each.
type BulkResultPage struct {
	ConsoleLayout
	Decision string
	Back     string
	Outcomes []BulkOutcome
	Gone     int  // deleted since
	Undoable bool // the mails have not left
}

// BulkOutcome is what became of one of them.
type BulkOutcome struct {
	QueueItem
	Code      string  // locale key suffix below console.bulk.outcome.
	Meanwhile Decided // with "decided"
}

// LanguageCount is how many mails leave in a language.
type LanguageCount struct {
	Code  string
	Count int
}

// Unchanged is how many pledges the decision would still be about.
func (p BulkPage) Unchanged() int {
	count := 0
	for _, item := range p.Items {
		if !item.Changed {
			count++
		}
	}
	return count
}

// MailLanguages are the languages of the mails that the decision causes, most first; none for what sends no mail.
func (p BulkPage) MailLanguages() []LanguageCount {
	if p.Decision != "approve" && p.Decision != "refuse" {
		return nil
	}
	counts := map[string]int{}
	for _, item := range p.Items {
		if !item.Changed {
			counts[item.Language]++
		}
	}
	languages := make([]LanguageCount, 0, len(counts))
	for code, count := range counts {
		languages = append(languages, LanguageCount{Code: code, Count: count})
	}
	slices.SortFunc(languages, func(a, b LanguageCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code))
	})
	return languages
}

// Done is how many pledges were decided.
func (p BulkResultPage) Done() int { return p.count("done") }

func (p BulkResultPage) count(code string) int {
	count := 0
	for _, outcome := range p.Outcomes {
		if outcome.Code == code {
			count++
		}
	}
	return count
}

// Left is how many stayed as they were.
func (p BulkResultPage) Left() int { return len(p.Outcomes) - p.Done() - p.count("first") + p.Gone }
