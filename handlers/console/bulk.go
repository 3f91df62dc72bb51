package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// keyBulk holds the outcomes of the latest bulk decision in a session, as JSON.
const keyBulk = "bulk"

// bulkPath is the address of bulk decisions.
const bulkPath = home + "/bulk"

// bulkResult is a bulk decision as the session keeps it: no names, which the page reads from the store.
type bulkResult struct {
	Decision string
	Back     string // the queue as it was filtered
	Outcomes []bulkOutcome
}

// bulkOutcome tells what became of one pledge.
type bulkOutcome struct {
	ID, Code  string // "done", or why nothing was changed
	State, By string
	At        time.Time
	Version   int64 // after the decision: undoing it must not undo what happened since
}

// bulkBar is what the queue needs to decide about several pledges; nil where nothing displayed can be decided.
func (s *console) bulkBar(by models.Moderator, filter models.QueueFilter, items []models.QueueItem) *web.BulkBar {
	actions := models.BulkActions(filter.State, filter.Suspected)
	if len(actions) == 0 || len(items) == 0 {
		return nil
	}
	bar := &web.BulkBar{Back: queueURL(filter)}
	for _, action := range actions {
		bar.Decisions = append(bar.Decisions, string(action))
	}
	displayed := make([]models.Seen, 0, len(items))
	for _, item := range items {
		displayed = append(displayed, models.Seen{ID: item.ID, Version: item.Version})
	}
	bar.Displayed = s.Store.SealDisplayed(by, displayed)
	return bar
}

// POST /moderation/bulk/review
func (s *console) reviewBulk(c *gin.Context, by models.Moderator) error {
	form, chosen, err := s.bulkForm(c, by)
	if err != nil {
		return err
	}
	return s.bulkPage(c, by, form, chosen)
}

// POST /moderation/bulk
func (s *console) decideBulk(c *gin.Context, by models.Moderator) error {
	form, chosen, err := s.bulkForm(c, by)
	if err != nil {
		return err
	}
	if form.Fault != "" {
		return s.bulkPage(c, by, form, chosen)
	}
	// Whoever closes the browser now has decided all the same.
	ctx := context.WithoutCancel(c.Request.Context())
	outcomes, err := s.Store.DecideAll(ctx, by, chosen, models.BulkDecision{
		Action: models.BulkAction(form.Decision), Reason: form.Reason, ReasonText: form.ReasonText,
	})
	var faults models.FieldErrors
	if errors.As(err, &faults) {
		form.Errors = faults
		return s.bulkPage(c, by, form, chosen)
	}
	if err != nil {
		return err
	}
	return s.bulkDone(c, bulkResult{Decision: form.Decision, Back: form.Back}, outcomes)
}

// POST /moderation/bulk/undo
func (s *console) undoBulk(c *gin.Context, by models.Moderator) error {
	result, err := s.keptBulk(c)
	if err != nil {
		return err
	}
	ctx := context.WithoutCancel(c.Request.Context())
	outcomes, err := s.Store.DecideAll(ctx, by, result.undoable(), models.BulkDecision{Action: models.BulkUndo})
	if err != nil {
		return err
	}
	return s.bulkDone(c, bulkResult{Decision: string(models.BulkUndo), Back: result.Back}, outcomes)
}

// undoable are the pledges that an approval or a refusal decided, as it left them.
func (r bulkResult) undoable() []models.Seen {
	var decided []models.Seen
	for _, outcome := range r.Outcomes {
		if outcome.Code == "done" && (r.Decision == "approve" || r.Decision == "refuse") {
			decided = append(decided, models.Seen{ID: outcome.ID, Version: outcome.Version})
		}
	}
	return decided
}

// bulkDone keeps the outcomes and leads to them.
func (s *console) bulkDone(c *gin.Context, result bulkResult, outcomes []models.BulkOutcome) error {
	ctx := context.WithoutCancel(c.Request.Context())
	ids := make([]string, 0, len(outcomes))
	for _, outcome := range outcomes {
		ids = append(ids, outcome.ID)
	}
	items, err := s.Store.QueueItems(ctx, ids)
	if err != nil {
		return err
	}
	for _, outcome := range outcomes {
		told := s.bulkOutcome(ctx, outcome)
		at := slices.IndexFunc(items, func(item models.QueueItem) bool { return item.ID == outcome.ID })
		if at >= 0 && told.Code == "done" {
			told.Version = items[at].Version
		}
		result.Outcomes = append(result.Outcomes, told)
	}
	kept, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("keep the outcomes of a bulk decision: %w", err)
	}
	s.sessions.manager.Put(ctx, keyBulk, kept)
	return s.Responder.SeeOther(c, bulkPath)
}

// bulkForm reads the form: what is to be done with which of the displayed pledges. What is wrong with the choice is
// the page's fault, not an error.
func (s *console) bulkForm(c *gin.Context, by models.Moderator) (web.BulkPage, []models.Seen, error) {
	page := web.BulkPage{Back: home}
	if err := parseForm(c); err != nil {
		return page, nil, err
	}
	if back, isQueue := queueOf(c.PostForm("back")); isQueue {
		page.Back = back
	}
	page.Displayed, page.Decision = c.PostForm("displayed"), c.PostForm("decision")
	page.Reason, page.ReasonText = c.PostForm("reason"), c.PostForm("reason_text")
	chosen, err := s.Store.OpenDisplayed(by, page.Displayed, c.PostFormArray("pledge"))
	switch {
	case errors.Is(err, models.ErrNotDisplayed):
		page.Fault = "not_displayed"
	case err != nil:
		return page, nil, err
	case len(chosen) == 0:
		page.Fault = "none_selected"
	case !slices.Contains(bulkActions(), page.Decision):
		page.Fault = "no_decision"
	}
	return page, chosen, nil
}

// bulkActions are all actions, whatever the state.
func bulkActions() []string {
	var actions []string
	for _, suspected := range []bool{false, true} {
		for _, state := range states() {
			for _, action := range models.BulkActions(state, suspected) {
				actions = append(actions, string(action))
			}
		}
	}
	slices.Sort(actions)
	return slices.Compact(actions)
}

// bulkPage shows what would be done, or why it cannot be.
func (s *console) bulkPage(c *gin.Context, by models.Moderator, page web.BulkPage, chosen []models.Seen) error {
	items, err := s.Store.QueueItems(c.Request.Context(), idsOf(chosen))
	if err != nil {
		return err
	}
	for _, item := range items {
		seen := chosen[slices.IndexFunc(chosen, func(seen models.Seen) bool { return seen.ID == item.ID })]
		page.Items = append(page.Items, web.BulkItem{
			QueueItem: queueItem(item), Changed: item.Version != seen.Version,
		})
	}
	page.ConsoleLayout = s.layout(c, by, "console.bulk.title")
	page.Section = "queue"
	page.Reasons = s.Store.Reasons()
	status := http.StatusOK
	if page.Fault != "" || len(page.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.Responder.Page(c, status, page)
}

func idsOf(all []models.Seen) []string {
	ids := make([]string, 0, len(all))
	for _, seen := range all {
		ids = append(ids, seen.ID)
	}
	return ids
}

// bulkOutcome puts what became of a pledge into words that the session can keep.
func (s *console) bulkOutcome(ctx context.Context, outcome models.BulkOutcome) bulkOutcome {
	told := bulkOutcome{ID: outcome.ID, Code: "done"}
	var decided *models.DecidedError
	var claimed *models.ClaimedError
	switch err := outcome.Err; {
	case err == nil:
	case errors.As(err, &decided):
		told.Code, told.State, told.By, told.At = "decided", string(decided.State), decided.By, decided.At
	case errors.As(err, &claimed):
		told.Code, told.By = "held", claimed.Claim.Name
	case errors.Is(err, models.ErrSecondModerator):
		told.Code = "second_moderator"
	case errors.Is(err, models.ErrTooLate):
		told.Code = "too_late"
	case errors.Is(err, models.ErrUnconfirmed):
		told.Code = "unconfirmed"
	case errors.Is(err, models.ErrOutOfScope):
		told.Code = "out_of_scope"
	case errors.Is(err, models.ErrNotFound):
		told.Code = "gone"
	default:
		told.Code = "failed"
		s.Log.ErrorContext(ctx, "a bulk decision failed for one pledge", "pledge", outcome.ID, "error", err)
	}
	return told
}

// GET /moderation/bulk
func (s *console) showBulk(c *gin.Context, by models.Moderator) error {
	result, err := s.keptBulk(c)
	if err != nil {
		return err
	}
	outcomes := make(map[string]bulkOutcome, len(result.Outcomes))
	ids := make([]string, 0, len(result.Outcomes))
	for _, outcome := range result.Outcomes {
		outcomes[outcome.ID] = outcome
		ids = append(ids, outcome.ID)
	}
	items, err := s.Store.QueueItems(c.Request.Context(), ids)
	if err != nil {
		return err
	}
	page := web.BulkResultPage{
		ConsoleLayout: s.layout(c, by, "console.bulk.result_title"), Decision: result.Decision, Back: result.Back,
	}
	page.Section = "queue"
	for _, item := range items {
		outcome := outcomes[item.ID]
		if outcome.Code == "done" && result.Decision == string(models.BulkApprove) && item.FirstByID == by.ID {
			outcome.Code = "first"
		}
		page.Outcomes = append(page.Outcomes, web.BulkOutcome{
			QueueItem: queueItem(item), Code: outcome.Code,
			Meanwhile: web.Decided{State: outcome.State, By: outcome.By, At: outcome.At},
		})
	}
	page.Gone = len(ids) - len(items)
	if decided := result.undoable(); len(decided) > 0 { // their mails leave at the same time
		undo, err := s.Store.Undoable(c.Request.Context(), by, decided[0].ID)
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return err
		}
		page.Undoable = undo != nil
	}
	return s.Responder.Page(c, http.StatusOK, page)
}

// keptBulk returns the latest bulk decision of the session; ErrNotFound where there was none.
func (s *console) keptBulk(c *gin.Context) (bulkResult, error) {
	var result bulkResult
	kept := s.sessions.manager.GetBytes(c.Request.Context(), keyBulk)
	if len(kept) == 0 {
		return result, fmt.Errorf("bulk decision of the session: %w", models.ErrNotFound)
	}
	if err := json.Unmarshal(kept, &result); err != nil {
		return result, fmt.Errorf("read the outcomes of a bulk decision: %w", err)
	}
	return result, nil
}
