package console

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

const listsPath = home + "/lists"

// GET /moderation/lists
func (s *console) showLists(c *gin.Context, by models.Moderator) error {
	return s.listsPage(c, by, http.StatusOK, web.ListsPage{Form: web.ListForm{List: string(models.ListBlock)}})
}

// listsPage fills page with the lists as they are now.
func (s *console) listsPage(c *gin.Context, by models.Moderator, status int, page web.ListsPage) error {
	senders, err := s.Store.ListedSenders(c.Request.Context())
	if err != nil {
		return err
	}
	page.ConsoleLayout = s.layout(c, by, "console.lists.title")
	page.Section = "lists"
	for _, sender := range senders {
		page.Senders = append(page.Senders, listedSender(sender))
	}
	return s.Responder.Page(c, status, page)
}

func listedSender(sender models.ListedSender) web.ListedSender {
	shown := web.ListedSender{
		ID: sender.ID, List: string(sender.List), Kind: sender.Kind, Value: sender.Value, Note: sender.Note,
		Since: sender.CreatedAt,
	}
	if sender.EndsAt != nil {
		shown.LastDay = sender.EndsAt.UTC().Add(-24 * time.Hour)
	}
	return shown
}

// POST /moderation/lists
func (s *console) listSender(c *gin.Context, by models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	form := web.ListForm{
		List: c.PostForm("list"), Value: c.PostForm("value"), Note: c.PostForm("list_note"), Until: c.PostForm("ends"),
	}
	err := s.Store.ListSender(c.Request.Context(), by, models.NewListedSender{
		List: models.SenderList(form.List), Value: form.Value, Note: form.Note, Until: form.Until,
	})
	var faults models.FieldErrors
	switch {
	case errors.As(err, &faults):
	case errors.Is(err, models.ErrDuplicate):
		faults = models.FieldErrors{"value": "taken"}
	case err != nil:
		return err
	default:
		s.sessions.notify(c, web.Notice{Key: "listed"})
		return s.Responder.SeeOther(c, listsPath)
	}
	return s.listsPage(c, by, http.StatusUnprocessableEntity, web.ListsPage{Form: form, Errors: faults})
}

// POST /moderation/lists/{id}/remove
func (s *console) unlistSender(c *gin.Context, by models.Moderator) error {
	if err := s.Store.UnlistSender(c.Request.Context(), by, c.Param("id")); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "unlisted"})
	return s.Responder.SeeOther(c, listsPath)
}

// listDetail says in words which list an entry stood on, and what of it may be told: block, domain, example.eu.
func listDetail(l web.ConsoleLayout, detail string) string {
	parts := strings.SplitN(detail, ", ", 3)
	if len(parts) < 2 {
		return detail
	}
	words := []string{l.T("console.lists.detail." + parts[0]), l.T("console.lists.kind." + parts[1])}
	return strings.Join(append(words, parts[2:]...), ", ")
}
