package models_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alliance/models"
	"alliance/models/modelstest"
)

// attacked is a store with pledges in every state that a rule may take, and honest ones beside them.
type attacked struct {
	*modelstest.Store
	admin models.Moderator
	ids   map[models.State]string // of the attack, by the state they have
	links map[models.State]string // tokens of their confirmation mails
}

func underAttack(t *testing.T) *attacked {
	t.Helper()
	s := &attacked{Store: modelstest.New(t), ids: map[models.State]string{}, links: map[models.State]string{}}
	s.admin = s.Administrator(t)
	s.Confirm(t, modelstest.Pledge())
	for i, state := range []models.State{
		models.StateUnconfirmed, models.StateWaiting, models.StateParked, models.StateApproved,
	} {
		s.Clock.Advance(time.Minute)
		mail := s.Submit(t, attack(i))
		s.links[state] = mail.Token
		queue, err := s.Queue(t.Context(), models.QueueFilter{State: models.StateUnconfirmed})
		if err != nil || len(queue.Items) == 0 {
			t.Fatal(queue, err)
		}
		s.ids[state] = queue.Items[len(queue.Items)-1].ID
		if state == models.StateUnconfirmed {
			continue
		}
		if _, err := s.ConfirmPledge(t.Context(), mail.Token); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Park(t.Context(), s.admin, models.Seen{ID: s.ids[models.StateParked]}); err != nil {
		t.Fatal(err)
	}
	if err := s.Store.Store.Approve(t.Context(), s.admin, models.Seen{ID: s.ids[models.StateApproved]}); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(time.Minute)
	s.ClaimAll(t)
	return s
}

// state is where a pledge of the attack stands.
func (s *attacked) state(t *testing.T, id string) models.State {
	t.Helper()
	detail, err := s.PledgeDetail(t.Context(), s.admin, id)
	if err != nil {
		t.Fatal(err)
	}
	return detail.State
}

// attack is a pledge like the others of its attack.
func attack(i int) models.NewPledge {
	return modelstest.Pledge(func(p *models.NewPledge) {
		p.Kind, p.Body, p.Website = models.KindAssociation, fmt.Sprintf("Spam Ünion %d", i), ""
		p.Email = fmt.Sprintf("bot%d@mail.spam.example", i)
		p.RepresentativeName = "Bót Räuber"
		p.ClientAddr = netip.MustParseAddr(fmt.Sprintf("203.0.113.%d", i+1))
	})
}

// runAll carries out what is under way and returns in how many batches.
func runAll(t testing.TB, store *modelstest.Store) int {
	t.Helper()
	for batches := 0; ; batches++ {
		worked, err := store.RunInvalidation(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !worked {
			return batches
		}
	}
}

func start(t testing.TB, store *modelstest.Store, by models.Moderator, rule models.InvalidationRule) string {
	t.Helper()
	id, err := store.StartInvalidation(t.Context(), by, rule)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestConditionsOfARule(t *testing.T) {
	t.Parallel()
	s := underAttack(t)
	begin := modelstest.Start()
	const all, none = 4, 0
	tests := map[string]struct {
		rule models.InvalidationRule
		want int
	}{
		"a domain":                 {models.InvalidationRule{EmailDomain: "mail.spam.example"}, all},
		"with an @, in capitals":   {models.InvalidationRule{EmailDomain: " @Mail.SPAM.example "}, all},
		"the domain above":         {models.InvalidationRule{EmailDomain: "spam.example"}, all},
		"only the end of its name": {models.InvalidationRule{EmailDomain: "pam.example"}, none},
		"a network":                {models.InvalidationRule{Network: "203.0.113.0/24"}, all},
		"not as a network is told": {models.InvalidationRule{Network: "203.0.113.77/24"}, all},
		"a part of it":             {models.InvalidationRule{Network: "203.0.113.2/31"}, 2},
		"one address":              {models.InvalidationRule{Network: "203.0.113.1"}, 1},
		"IPv4 written as IPv6":     {models.InvalidationRule{Network: "::ffff:203.0.113.1"}, 1},
		"an IPv6 network":          {models.InvalidationRule{Network: "2001:db8::/32"}, none},
		"a body":                   {models.InvalidationRule{NamePattern: "spam union *"}, all},
		"one character":            {models.InvalidationRule{NamePattern: "SPAM ÜNION ?"}, all},
		"a whole name":             {models.InvalidationRule{NamePattern: "spam union 2"}, 1},
		"a part of a name":         {models.InvalidationRule{NamePattern: "spam"}, none},
		"a representative":         {models.InvalidationRule{NamePattern: "bot rau*"}, all},
		"since a time":             {models.InvalidationRule{From: begin.Add(3 * time.Minute)}, 2},
		"until a time":             {models.InvalidationRule{Until: begin.Add(time.Minute)}, 1}, // the honest one
		"a window and a domain": {models.InvalidationRule{
			From: begin.Add(2 * time.Minute), EmailDomain: "spam.example",
		}, 3},
		"conditions that exclude": {models.InvalidationRule{EmailDomain: "riga.lv", NamePattern: "spam*"}, none},
		"all conditions, and right": {models.InvalidationRule{
			EmailDomain: "spam.example", Network: "203.0.113.0/24", NamePattern: "*union*", From: begin,
			Until: begin.Add(time.Hour),
		}, all},
	}
	for name, test := range tests {
		test.rule.WithApproved = true
		preview, err := s.PreviewInvalidation(t.Context(), s.admin, test.rule)
		if err != nil || preview.Total() != test.want || len(preview.Sample) != test.want {
			t.Errorf("%s: %d, a sample of %d (%v); want %d", name, preview.Total(), len(preview.Sample), err, test.want)
		}
	}
	again, err := s.PreviewInvalidation(t.Context(), s.admin, models.InvalidationRule{EmailDomain: "spam.example"})
	if err != nil || again.Counts[models.StateApproved] != 1 || again.Total() != 3 {
		t.Errorf("%+v, %v; want the approved one counted apart", again, err)
	}
}

func TestFaultyRules(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin, begin := store.Administrator(t), modelstest.Start()
	for name, test := range map[string]struct {
		rule        models.InvalidationRule
		field, code string
	}{
		"no condition":    {models.InvalidationRule{WithApproved: true}, "conditions", "required"},
		"only blanks":     {models.InvalidationRule{NamePattern: "  "}, "conditions", "required"},
		"no domain":       {models.InvalidationRule{EmailDomain: "spam"}, "email_domain", "invalid"},
		"no network":      {models.InvalidationRule{Network: "203.0.113"}, "network", "invalid"},
		"too many bits":   {models.InvalidationRule{Network: "203.0.113.0/33"}, "network", "invalid"},
		"every name":      {models.InvalidationRule{NamePattern: "*"}, "name_pattern", "every_name"},
		"an empty window": {models.InvalidationRule{From: begin, Until: begin}, "submitted_until", "before_from"},
	} {
		var faults models.FieldErrors
		if _, err := store.StartInvalidation(t.Context(), admin, test.rule); !errors.As(err, &faults) {
			t.Errorf("%s: %v, want FieldErrors", name, err)
		} else if faults[test.field] != test.code {
			t.Errorf("%s: %v, want %s %s", name, faults, test.field, test.code)
		}
	}
	admin.Scope.Countries = []string{"LV"}
	_, err := store.StartInvalidation(t.Context(), admin, models.InvalidationRule{EmailDomain: "spam.example"})
	if !errors.Is(err, models.ErrOutOfScope) {
		t.Errorf("of one country only: %v, want ErrOutOfScope", err)
	}
}

func TestARuleMakesPledgesInvalidAndIsReversed(t *testing.T) {
	t.Parallel()
	s := underAttack(t)
	version := s.PublicVersion()
	id := start(t, s.Store, s.admin, models.InvalidationRule{EmailDomain: "spam.example", WithApproved: true})
	runAll(t, s.Store)
	for former, pledge := range s.ids {
		want := models.StateRefused
		if former == models.StateApproved {
			want = models.StateTakenDown
		}
		detail, err := s.PledgeDetail(t.Context(), s.admin, pledge)
		if err != nil || detail.State != want || detail.Reason != "invalidated" {
			t.Errorf("the %s one: %s %q (%v), want %s", former, detail.State, detail.Reason, err, want)
		}
		last := detail.History[len(detail.History)-1]
		if last.Action != "pledge.invalidate" || last.Detail != "invalidation "+id || last.Actor != s.admin.Name {
			t.Errorf("the %s one: history ends with %+v", former, last)
		}
		if _, err := s.ConfirmPledge(t.Context(), s.links[former]); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the link of the %s one: %v, want ErrNotFound", former, err)
		}
		if _, err := s.Confirmation(t.Context(), s.links[former]); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the page of that link: %v, want ErrNotFound", err)
		}
	}
	if _, err := s.Signatory(t.Context(), "spam-union-3"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("still on the wall: %v", err)
	}
	rule, left, err := s.Invalidation(t.Context(), id)
	if err != nil || rule.State != models.InvalidationFinished || rule.Done != 4 || rule.Matched != 4 || len(left) > 0 {
		t.Errorf("%+v, left %v, %v", rule, left, err)
	}
	if got := bodies(t, s.Store, models.QueueFilter{}); !slices.Equal(got, []string{"Rīga"}) {
		t.Errorf("%v wait, want the honest one", got)
	}

	if err := s.ReverseInvalidation(t.Context(), s.admin, id); err != nil {
		t.Fatal(err)
	}
	runAll(t, s.Store)
	for former, pledge := range s.ids {
		if got := s.state(t, pledge); got != former {
			t.Errorf("the %s one is %s", former, got)
		}
	}
	if _, err := s.ConfirmPledge(t.Context(), s.links[models.StateUnconfirmed]); err != nil {
		t.Errorf("its link: %v, want it to work again", err)
	}
	if _, err := s.Signatory(t.Context(), "spam-union-3"); err != nil || s.PublicVersion() <= version {
		t.Errorf("on the wall again: %v, public version %d", err, s.PublicVersion())
	}
	s.Clock.Advance(time.Hour)
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none at all", mails)
	}
	want := []string{
		"invalidation.create 4 pledges", "invalidation.start", "invalidation.finish 4 pledges", "invalidation.reverse",
		"invalidation.reversed 4 pledges",
	}
	if diff := cmp.Diff(want, ruleRows(t, s.Store, id)); diff != "" {
		t.Errorf("audit rows of the rule (-want +got):\n%s", diff)
	}
	if _, err := s.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

// ruleRows are the audit rows about a rule itself, oldest first; none may hold its conditions.
func ruleRows(t *testing.T, store *modelstest.Store, id string) []string {
	t.Helper()
	list, err := store.AuditTrailPage(t.Context(), models.AuditFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, item := range slices.Backward(list.Items) {
		if strings.Contains(item.Detail, "spam") {
			t.Errorf("%s holds a condition: %q", item.Action, item.Detail)
		}
		if strings.HasPrefix(item.Action, "invalidation.") {
			what := strings.TrimPrefix(strings.TrimPrefix(item.Detail, id), ": ")
			rows = append(rows, strings.TrimSpace(item.Action+" "+what))
		}
	}
	return rows
}

func TestPublishedPledgesStayUnlessTicked(t *testing.T) {
	t.Parallel()
	s := underAttack(t)
	id := start(t, s.Store, s.admin, models.InvalidationRule{NamePattern: "spam*"})
	runAll(t, s.Store)
	if got := s.state(t, s.ids[models.StateApproved]); got != models.StateApproved {
		t.Errorf("the approved one is %s", got)
	}
	if rule, _, err := s.Invalidation(t.Context(), id); err != nil || rule.Done != 3 {
		t.Errorf("%+v, %v; want three done", rule, err)
	}
}

// Mails that have not left are dropped, and queued again when the rule is reversed.
func TestNoMailLeavesToVictims(t *testing.T) {
	t.Parallel()
	store := modelstest.New(t)
	admin := store.Administrator(t)
	if _, err := store.SubmitPledge(t.Context(), attack(1)); err != nil {
		t.Fatal(err)
	}
	id := start(t, store, admin, models.InvalidationRule{EmailDomain: "spam.example"})
	runAll(t, store)
	if mails := store.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none", mails)
	}
	if err := store.ReverseInvalidation(t.Context(), admin, id); err != nil {
		t.Fatal(err)
	}
	runAll(t, store)
	if mails := store.ClaimAll(t); len(mails) != 1 || mails[0].Kind != models.MailConfirmation {
		t.Errorf("mails %+v, want the confirmation that was dropped", mails)
	}
}

func TestWhatAReversalLeaves(t *testing.T) {
	t.Parallel()
	s := underAttack(t)
	id := start(t, s.Store, s.admin, models.InvalidationRule{EmailDomain: "spam.example", WithApproved: true})
	runAll(t, s.Store)
	byHand, again := s.ids[models.StateUnconfirmed], s.ids[models.StateWaiting]
	if err := s.Restore(t.Context(), s.admin, models.Seen{ID: byHand}); err != nil {
		t.Fatal(err)
	}
	if got := s.state(t, byHand); got != models.StateUnconfirmed {
		t.Errorf("restored by hand it is %s, want it to be confirmed first as before", got)
	}
	s.Submit(t, attack(1)) // the one that waited
	if err := s.Restore(t.Context(), s.admin, models.Seen{ID: again}); !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("restore one that signed again: %v, want ErrDuplicate", err)
	}
	if err := s.ReverseInvalidation(t.Context(), s.admin, id); err != nil {
		t.Fatal(err)
	}
	runAll(t, s.Store)
	rule, left, err := s.Invalidation(t.Context(), id)
	if err != nil || rule.State != models.InvalidationReversed || rule.Reinstated != 2 {
		t.Errorf("%+v, %v", rule, err)
	}
	got := map[string]string{}
	for _, pledge := range left {
		got[pledge.ID] = pledge.Why
	}
	if diff := cmp.Diff(map[string]string{byHand: "by_hand", again: "signed_again"}, got); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

func TestErasedPledgesStayInvalid(t *testing.T) {
	t.Parallel()
	s := underAttack(t)
	id := start(t, s.Store, s.admin, models.InvalidationRule{EmailDomain: "spam.example"})
	runAll(t, s.Store)
	s.Clock.Advance(31 * 24 * time.Hour)
	if _, err := s.ApplyRetention(t.Context()); err != nil {
		t.Fatal(err)
	}
	rule, _, err := s.Invalidation(t.Context(), id)
	if err != nil || !rule.Erased || rule.Rule.EmailDomain != "" {
		t.Errorf("%+v, %v; want its conditions erased", rule, err)
	}
	if err := s.ReverseInvalidation(t.Context(), s.admin, id); err != nil {
		t.Fatal(err)
	}
	runAll(t, s.Store)
	if _, left, err := s.Invalidation(t.Context(), id); err != nil || len(left) != 3 || left[0].Why != "erased" {
		t.Errorf("left %+v, %v; want three erased ones", left, err)
	}
}

func TestWhatCannotBeTurned(t *testing.T) {
	t.Parallel()
	s := underAttack(t)
	id := start(t, s.Store, s.admin, models.InvalidationRule{NamePattern: "spam*"})
	if err := s.ReverseInvalidation(t.Context(), s.admin, id); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("reverse one that is under way: %v, want ErrNotFound", err)
	}
	runAll(t, s.Store)
	if err := s.CancelInvalidation(t.Context(), s.admin, id); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("cancel one that is finished: %v, want ErrNotFound", err)
	}
	if _, _, err := s.Invalidation(t.Context(), "none"); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("one that does not exist: %v", err)
	}
	list, err := s.Invalidations(t.Context())
	if err != nil || len(list) != 1 || list[0].By != s.admin.Name || list[0].State.Under() {
		t.Errorf("%+v, %v", list, err)
	}
}
