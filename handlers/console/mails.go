package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// GET /moderation/mails
func (s *console) showMails(c *gin.Context, by models.Moderator) error {
	return s.mailsPage(c, by, http.StatusOK, "")
}

// POST /moderation/mails/{id}/resend
func (s *console) resendMail(c *gin.Context, by models.Moderator) error {
	return s.settleMail(c, by, "mail_resent", s.Store.ResendParkedMail)
}

// POST /moderation/mails/{id}/drop
func (s *console) dropMail(c *gin.Context, by models.Moderator) error {
	return s.settleMail(c, by, "mail_dropped", s.Store.DropParkedMail)
}

type settle func(ctx context.Context, by models.Moderator, id int64) error

// settleMail sends a parked mail again or drops it; one that is not parked any more brings the list back.
func (s *console) settleMail(c *gin.Context, by models.Moderator, done string, do settle) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return fmt.Errorf("mail %q: %w", c.Param("id"), models.ErrNotFound)
	}
	err = do(c.Request.Context(), by, id)
	if errors.Is(err, models.ErrNotFound) {
		return s.mailsPage(c, by, http.StatusUnprocessableEntity, "gone")
	}
	if err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: done})
	return s.Responder.SeeOther(c, home+"/mails")
}

func (s *console) mailsPage(c *gin.Context, by models.Moderator, status int, fault string) error {
	mails, err := s.Store.ParkedMails(c.Request.Context())
	if err != nil {
		return err
	}
	page := web.ParkedMailsPage{ConsoleLayout: s.layout(c, by, "console.mails.title"), Fault: fault}
	page.Section = "mails"
	for _, m := range mails {
		page.Mails = append(page.Mails, web.ParkedMail{
			ID: m.ID, Kind: string(m.Kind), To: m.To, LastError: m.LastError, PledgeID: m.PledgeID,
			Attempts: m.Attempts, CreatedAt: m.CreatedAt, ParkedAt: m.ParkedAt,
		})
	}
	return s.Responder.Page(c, status, page)
}
