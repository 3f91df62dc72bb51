package console

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// rulesPath is the address of the rules against attacks.
const rulesPath = home + "/invalidations"

// minuteLayout is how browsers write the value of a field for date and time, here in UTC (HTML, 2.3.5.5).
const minuteLayout = "2006-01-02T15:04"

// GET /moderation/invalidations: the rules, and a dry run of the one in the address.
func (s *console) showInvalidations(c *gin.Context, by models.Moderator) error {
	query := c.Request.URL.Query()
	page := web.RulesPage{Form: invalidationForm(query)}
	if !query.Has("email_domain") {
		return s.invalidationsPage(c, by, http.StatusOK, page)
	}
	rule, faults := formRule(page.Form)
	if len(faults) > 0 {
		return s.faultyRule(c, by, page, faults)
	}
	preview, err := s.Store.PreviewInvalidation(c.Request.Context(), by, rule)
	if errors.As(err, &faults) {
		return s.faultyRule(c, by, page, faults)
	}
	if err != nil {
		return err
	}
	page.Preview = invalidationPreview(preview)
	return s.invalidationsPage(c, by, http.StatusOK, page)
}

// POST /moderation/invalidations
func (s *console) startInvalidation(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	page := web.RulesPage{Form: invalidationForm(c.Request.PostForm)}
	rule, faults := formRule(page.Form)
	if len(faults) > 0 {
		return s.faultyRule(c, by, page, faults)
	}
	id, err := s.Store.StartInvalidation(c.Request.Context(), by, rule)
	if errors.As(err, &faults) {
		return s.faultyRule(c, by, page, faults)
	}
	if err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "rule_started"})
	return s.Responder.SeeOther(c, rulePath(id))
}

// GET /moderation/invalidations/{id}
func (s *console) showInvalidation(c *gin.Context, by models.Moderator) error {
	rule, left, err := s.Store.Invalidation(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	page := web.RulePage{
		ConsoleLayout: s.layout(c, by, "console.rule.one_title"), Rule: invalidation(rule),
	}
	page.Section = "invalidations"
	for _, pledge := range left {
		page.Left = append(page.Left, web.InvalidationLeft{QueueItem: queueItem(pledge.QueueItem), Why: pledge.Why})
	}
	return s.Responder.Page(c, http.StatusOK, page)
}

// POST /moderation/invalidations/{id}/cancel
func (s *console) cancelInvalidation(c *gin.Context, by models.Moderator) error {
	return s.afterTurn(c, "rule_cancelled", s.Store.CancelInvalidation(c.Request.Context(), by, c.Param("id")))
}

// POST /moderation/invalidations/{id}/reverse
func (s *console) reverseInvalidation(c *gin.Context, by models.Moderator) error {
	return s.afterTurn(c, "rule_reversing", s.Store.ReverseInvalidation(c.Request.Context(), by, c.Param("id")))
}

// afterTurn shows the rule as it is now. One that ended by itself in the meantime is no fault of who pressed a button.
func (s *console) afterTurn(c *gin.Context, done string, err error) error {
	ctx, id := c.Request.Context(), c.Param("id")
	if errors.Is(err, models.ErrNotFound) {
		if _, _, known := s.Store.Invalidation(ctx, id); known != nil {
			return known
		}
		done, err = "rule_unchanged", nil
	}
	if err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: done})
	return s.Responder.SeeOther(c, rulePath(id))
}

func rulePath(id string) string { return rulesPath + "/" + url.PathEscape(id) }

func invalidationForm(values url.Values) web.InvalidationForm {
	return web.InvalidationForm{
		EmailDomain: values.Get("email_domain"), Network: values.Get("network"),
		NamePattern: values.Get("name_pattern"), From: values.Get("submitted_from"),
		Until: values.Get("submitted_until"), WithApproved: values.Get("with_approved") == "1",
	}
}

// formRule reads the rule of a form; times that no browser would write are faults.
func formRule(form web.InvalidationForm) (models.InvalidationRule, models.FieldErrors) {
	rule := models.InvalidationRule{
		EmailDomain: form.EmailDomain, Network: form.Network, NamePattern: form.NamePattern,
		WithApproved: form.WithApproved,
	}
	faults := models.FieldErrors{}
	var err error
	if rule.From, err = minute(form.From); err != nil {
		faults["submitted_from"] = "invalid"
	}
	if rule.Until, err = minute(form.Until); err != nil {
		faults["submitted_until"] = "invalid"
	}
	return rule, faults
}

func minute(typed string) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	return time.Parse(minuteLayout, typed)
}

func (s *console) faultyRule(
	c *gin.Context, by models.Moderator, page web.RulesPage, faults models.FieldErrors,
) error {
	page.Form.Errors = faults
	return s.invalidationsPage(c, by, http.StatusUnprocessableEntity, page)
}

func (s *console) invalidationsPage(
	c *gin.Context, by models.Moderator, status int, page web.RulesPage,
) error {
	rules, err := s.Store.Invalidations(c.Request.Context())
	if err != nil {
		return err
	}
	page.ConsoleLayout = s.layout(c, by, "console.rule.title")
	page.Section = "invalidations"
	for _, rule := range rules {
		page.Rules = append(page.Rules, invalidation(rule))
	}
	return s.Responder.Page(c, status, page)
}

func invalidationPreview(p models.InvalidationPreview) *web.InvalidationPreview {
	preview := &web.InvalidationPreview{
		Rule: webRule(p.Rule), Total: p.Total(), Approved: p.Counts[models.StateApproved], Sample: queueItems(p.Sample),
	}
	for _, state := range states() {
		if count := p.Counts[state]; count > 0 && state != models.StateApproved {
			preview.States = append(preview.States, web.StateCount{State: string(state), Count: count})
		}
	}
	return preview
}

func invalidation(i models.Invalidation) web.Invalidation {
	return web.Invalidation{
		ID: i.ID, State: string(i.State), Rule: webRule(i.Rule), Erased: i.Erased, By: i.By, CreatedAt: i.CreatedAt,
		EndedAt: i.EndedAt, Matched: i.Matched, Done: i.Done, Reinstated: i.Reinstated, Under: i.State.Under(),
	}
}

func webRule(r models.InvalidationRule) web.InvalidationRule {
	return web.InvalidationRule{
		EmailDomain: r.EmailDomain, Network: r.Network, NamePattern: r.NamePattern, From: r.From, Until: r.Until,
		WithApproved: r.WithApproved,
	}
}
