package web_test

import (
	"testing"

	"alliance/web"
)

// rulePages are the pages of rules against attacks, in their states.
func (s site) rulePages() map[string]web.Page {
	item, day := pledgeForTest().QueueItem, consoleNow()
	rule := web.Invalidation{
		ID: "01", State: "running", By: "Ada", Under: true, CreatedAt: day, Matched: 10, Done: 4,
		Rule: web.InvalidationRule{
			EmailDomain: "spam.example", Network: "203.0.113.0/24", NamePattern: "spam*", From: day, Until: day,
		},
	}
	reversed := web.Invalidation{ID: "02", State: "reversed", EndedAt: &day, Erased: true, Done: 3, Reinstated: 2}
	finished := web.Invalidation{ID: "03", State: "finished", EndedAt: &day, Done: 3, Matched: 3}
	faults := map[string]string{
		"conditions": "required", "network": "invalid", "email_domain": "invalid", "name_pattern": "every_name",
		"submitted_from": "invalid", "submitted_until": "before_from",
	}
	return map[string]web.Page{
		"rules": web.RulesPage{ConsoleLayout: s.console("Rules"), Rules: []web.Invalidation{rule, reversed, finished}},
		"dry run": web.RulesPage{ConsoleLayout: s.console("Rules"), Preview: &web.InvalidationPreview{
			Total: 3, Approved: 1, States: []web.StateCount{{State: "waiting", Count: 3}}, Sample: []web.QueueItem{item},
		}},
		"faulty rule":   web.RulesPage{ConsoleLayout: s.console("Rules"), Form: web.InvalidationForm{Errors: faults}},
		"running rule":  web.RulePage{ConsoleLayout: s.console("A rule"), Rule: rule},
		"finished rule": web.RulePage{ConsoleLayout: s.console("A rule"), Rule: finished},
		"reversed rule": web.RulePage{
			ConsoleLayout: s.console("A rule"), Rule: reversed,
			Left: []web.InvalidationLeft{{QueueItem: item, Why: "changed"}},
		},
	}
}

func TestProgressOfARule(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule          web.Invalidation
		current, goal int
		reversible    bool
	}{
		"under way":           {web.Invalidation{State: "running", Matched: 10, Done: 4}, 4, 10, false},
		"more than were seen": {web.Invalidation{State: "finished", Matched: 10, Done: 12}, 12, 12, true},
		"stopped":             {web.Invalidation{State: "cancelled", Matched: 10, Done: 4}, 4, 10, true},
		"nothing done":        {web.Invalidation{State: "cancelled", Matched: 10}, 0, 10, false},
		"being reversed":      {web.Invalidation{State: "reversing", Matched: 10, Done: 4, Reinstated: 1}, 1, 4, false},
		"reversed":            {web.Invalidation{State: "reversed", Matched: 10, Done: 4, Reinstated: 3}, 3, 4, false},
	}
	for name, test := range tests {
		rule := test.rule
		if rule.Current() != test.current || rule.Goal() != test.goal || rule.Reversible() != test.reversible {
			t.Errorf("%s: %d of %d, reversible %v; want %+v", name, rule.Current(), rule.Goal(), rule.Reversible(), test)
		}
	}
}
