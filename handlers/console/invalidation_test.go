package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"alliance/models"
)

// spam are n waiting pledges of one attack.
func (s *site) spam(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		s.Confirm(t, pledgeFor(fmt.Sprintf("Spam Union %d", i), func(p *models.NewPledge) {
			p.Email = randomAddress("mail.spam.example")
		}))
	}
	s.Clock.Advance(time.Minute)
	s.ClaimAll(t)
}

// runRules carries out what is under way.
func (s *site) runRules(t *testing.T) {
	t.Helper()
	for worked := true; worked; {
		var err error
		if worked, err = s.RunInvalidation(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestARuleFromItsDryRunToItsReversal(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.spam(t, 3)
	s.Approve(t, s.admin, pledgeFor("Spam Wall", func(p *models.NewPledge) { p.Email = randomAddress("spam.example") }))
	s.Submit(t, pledgeFor("Spam Draft", func(p *models.NewPledge) { p.Email = randomAddress("spam.example") }))
	s.Confirm(t, pledgeFor("Honest Union"))
	s.Clock.Advance(time.Minute)
	s.ClaimAll(t)
	b := s.asAdmin(t)
	b.get("/moderation/invalidations").want(http.StatusOK).has("nav a[aria-current]", "Attacks").
		hasNot(".dry-run").has("main", "No rule has been made yet")
	dry := b.get("/moderation/invalidations?email_domain=%40spam.example&network=&submitted_from=").
		want(http.StatusOK).has(".dry-run", "4 pledges would become invalid").has(".dry-run li", "Waiting: 3").
		has(".dry-run li", "Not confirmed yet: 1").has(".dry-run", "1 published pledge meets the conditions as well").
		count(".dry-run details li", 5).has("#with_approved + label", "Take the published ones down too").
		count("#email_domain[value='@spam.example']", 1)
	var fields []string
	dry.page().Find(".dry-run form input[type=hidden]").Each(func(_ int, input *goquery.Selection) {
		fields = append(fields, input.AttrOr("name", ""), input.AttrOr("value", ""))
	})
	answer := b.post("/moderation/invalidations", append(fields, "with_approved", "1")...).want(http.StatusSeeOther)
	rule := answer.Header.Get("Location")
	b.get(rule).want(http.StatusOK).has("[role=status]", "The rule is under way").has(".state", "Waiting to start").
		has("label[for=progress]", "0 of 5").count("script[src*=progress]", 1).count("[data-under-way]", 1).
		count("form[action$='/cancel']", 1).has("dl", "spam.example").has("dl", "taken down too").
		count("a[data-reload]", 1)
	b.post(rule+"/reverse").want(http.StatusSeeOther, rule)
	b.get(rule).want(http.StatusOK).has("[role=status]", "Nothing was changed")
	s.runRules(t)
	b.get(rule).want(http.StatusOK).has(".state", "Finished").has("label[for=progress]", "5 of 5").
		hasNot("script[src*=progress]").hasNot("[data-under-way]").hasNot("form[action$='/cancel']")
	b.get("/moderation").want(http.StatusOK).count("tbody tr", 1).has("tbody th", "Honest Union")
	b.get("/moderation?state=refused").want(http.StatusOK).count("tbody tr", 4)
	b.get("/moderation/invalidations").want(http.StatusOK).has("main li", "5 pledges made invalid")
	b.get("/moderation/audit?action=invalidation.create").want(http.StatusOK).count("tbody tr", 1).
		has("tbody", "Rule against attacks made")

	link := b.get("/moderation?state=refused").page().Find("tbody th a").First().AttrOr("href", "")
	b.get(link).want(http.StatusOK).has("header", "Reason: Invalid by a rule against attacks").
		has("section", "Made invalid by a rule against attacks").has(".decision .restore", "the state that it had before")
	b.post(link+"/restore").want(http.StatusSeeOther, link)

	b.post(rule+"/reverse").want(http.StatusSeeOther, rule)
	s.runRules(t)
	b.get(rule).want(http.StatusOK).has(".state", "Taken back").has("label[for=progress]", "4 of 5").
		has("section li", "Restored by an administrator before").hasNot("form[action$='/reverse']")
	b.get("/moderation").want(http.StatusOK).count("tbody tr", 4)
	s.Clock.Advance(time.Minute)
	if mails := s.ClaimAll(t); len(mails) != 0 {
		t.Errorf("mails %+v, want none at all", mails)
	}
}

func TestARuleIsStopped(t *testing.T) {
	t.Parallel()
	s := newSite(t, false, func(cfg *models.Config) { cfg.Invalidation.Batch = 1 })
	s.spam(t, 3)
	b := s.asAdmin(t)
	rule := b.post("/moderation/invalidations", "name_pattern", "spam*").want(http.StatusSeeOther).Header.Get("Location")
	if _, err := s.RunInvalidation(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.get(rule).want(http.StatusOK).has(".state", "Under way").has("label[for=progress]", "1 of 3")
	b.post(rule+"/cancel").want(http.StatusSeeOther, rule)
	s.runRules(t)
	b.get(rule).want(http.StatusOK).has("[role=status]", "The rule is stopped").has(".state", "Stopped").
		has("main", "1 pledge made invalid").count("form[action$='/reverse']", 1)
	b.post(rule+"/cancel").want(http.StatusSeeOther, rule)
	b.get(rule).want(http.StatusOK).has("[role=status]", "Nothing was changed")
}

func TestFaultyConditionsComeBackAsTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	b := s.asAdmin(t)
	typed := url.Values{
		"email_domain": {"spam"}, "network": {"203.0.113"}, "name_pattern": {"***"},
		"submitted_from": {"2026-11-22T10:00"}, "submitted_until": {"2026-11-22T09:00"},
	}
	answers := []*answer{
		b.get("/moderation/invalidations?" + typed.Encode()),
		b.do(http.MethodPost, "/moderation/invalidations", strings.NewReader(typed.Encode())),
	}
	for _, answer := range answers {
		answer.want(http.StatusUnprocessableEntity).count("[role=alert] li", 4).hasNot(".dry-run")
		for field := range typed {
			answer.count("#"+field+"[value='"+typed.Get(field)+"']", 1)
			if field != "submitted_from" {
				answer.count("#"+field+"[aria-invalid=true][aria-describedby~="+field+"-fault]", 1)
			}
		}
	}
	b.get("/moderation/invalidations?email_domain=").want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#email_domain']", "Give at least one condition")
	b.post("/moderation/invalidations", "submitted_from", "yesterday").want(http.StatusUnprocessableEntity).
		has("[role=alert] a[href='#submitted_from']", "Enter the date and time like")
	b.get("/moderation/invalidations?email_domain=nobody.example").want(http.StatusOK).
		has(".dry-run", "0 pledges would become invalid").hasNot(".dry-run form")
}
