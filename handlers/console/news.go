package console

import (
	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// POST /moderation/hub/seen
func (s *console) markHubSeen(c *gin.Context, by models.Moderator) error {
	if err := s.Store.MarkHubSeen(c.Request.Context(), by); err != nil {
		return err
	}
	s.sessions.notify(c, web.Notice{Key: "hub_seen"})
	return s.Responder.SeeOther(c, hubPath)
}

// news is what happened since the moderator's last visit. Viewers see numbers only; for administrators the numbers
// lead to the entries of the audit trail that they count.
func (s *console) news(c *gin.Context, by models.Moderator) (web.News, error) {
	happened, err := s.Store.News(c.Request.Context(), by)
	if err != nil {
		return web.News{}, err
	}
	trail := func(action, actor string) string {
		if !allowed(by.Role, models.RoleAdministrator) {
			return ""
		}
		return auditURL(web.AuditFilter{Action: action, Actor: actor, Since: momentText(happened.Since)}, "")
	}
	news := web.News{Since: happened.Since, Submitted: happened.Submitted}
	news.MailsParked.Count = happened.MailsParked
	if allowed(by.Role, models.RoleAdministrator) && happened.MailsParked > 0 {
		news.MailsParked.URL = home + "/mails"
	}
	for _, move := range happened.Moves {
		row := web.NewsMove{Action: move.Action, HubCount: web.HubCount{Count: move.Count, URL: trail(move.Action, "")}}
		for _, actor := range move.By {
			if !allowed(by.Role, models.RoleModerator) || actor.Name == "" {
				continue // numbers only; the system and representatives need no name
			}
			count := web.HubCount{Count: actor.Count, URL: trail(move.Action, actor.Actor)}
			row.By = append(row.By, web.NewsActor{Name: actor.Name, HubCount: count})
		}
		news.Moves = append(news.Moves, row)
	}
	return news, nil
}
