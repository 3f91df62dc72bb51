package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
)

// pingWithin is how long the database may take to answer a probe.
const pingWithin = 2 * time.Second

// alive is GET /healthz: the process answers.
func (s *site) alive(c *gin.Context) error {
	s.plain(c, http.StatusOK, "ok\n")
	return nil
}

// ready is GET /readyz: the database answers too. The cause of a "no" is in the log.
func (s *site) ready(c *gin.Context) error {
	ctx, cancel := context.WithTimeout(c.Request.Context(), pingWithin)
	defer cancel()
	if err := s.Store.Ping(ctx); err != nil {
		s.Log.ErrorContext(ctx, "not ready", "request", respond.Of(c).ID, "error", err)
		s.plain(c, http.StatusServiceUnavailable, "the database does not answer\n")
		return nil
	}
	s.plain(c, http.StatusOK, "ready\n")
	return nil
}

// plain answers a program in plain text.
func (s *site) plain(c *gin.Context, status int, answer string) {
	s.respond.Send(c, respond.Content{Status: status, Type: "text/plain; charset=utf-8", Body: []byte(answer)})
}
