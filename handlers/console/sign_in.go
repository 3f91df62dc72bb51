package console

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/models"
	"alliance/web"
)

// GET /moderation/sign-in
func (s *console) showSignIn(c *gin.Context, by models.Moderator) error {
	next := localPath(c.Query("next"))
	if by.Role != nobody {
		return s.Responder.SeeOther(c, orStart(next, by))
	}
	return s.signInPage(c, http.StatusOK, web.SignInPage{Next: next})
}

// POST /moderation/sign-in
func (s *console) signIn(c *gin.Context, _ models.Moderator) error {
	if err := parseForm(c); err != nil {
		return err
	}
	page := web.SignInPage{Email: c.PostForm("email"), Next: localPath(c.PostForm("next"))}
	by, err := s.Store.SignIn(c.Request.Context(), page.Email, c.PostForm("password"), s.Responder.ClientAddr(c))
	if err != nil {
		return s.signInRefused(c, page, "wrong_credentials", err)
	}
	return s.enter(c, by, page.Next)
}

// signInRefused shows the sign-in page again: wrong is the fault of what did not fit. Other errors pass.
func (s *console) signInRefused(c *gin.Context, page web.SignInPage, wrong string, err error) error {
	var limited *models.LimitedError
	switch {
	case errors.As(err, &limited):
		page.Fault, page.Wait = "limited", waitOf(c, limited)
		return s.signInPage(c, http.StatusTooManyRequests, page)
	case errors.Is(err, models.ErrWrongCredentials):
		page.Fault = wrong
		return s.signInPage(c, http.StatusUnprocessableEntity, page)
	}
	return err
}

// enter begins the session of who gave the right password, or leads on to the second step.
func (s *console) enter(c *gin.Context, by models.Moderator, next string) error {
	if by.HasFactor() {
		if err := s.sessions.await(c, by, next); err != nil {
			return err
		}
		return s.Responder.SeeOther(c, secondStepPath)
	}
	if err := s.sessions.begin(c, by); err != nil {
		return err
	}
	return s.Responder.SeeOther(c, orStart(next, by))
}

// waitOf tells the browser how long to wait, and returns it in minutes for the page.
func waitOf(c *gin.Context, limited *models.LimitedError) int {
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(limited.RetryAfter.Seconds()))))
	return int(math.Ceil(limited.RetryAfter.Minutes()))
}

func (s *console) signInPage(c *gin.Context, status int, page web.SignInPage) error {
	page.ConsoleLayout = s.layout(c, models.Moderator{}, "console.sign_in.title")
	page.Passkeys = s.party != nil
	return s.Responder.Page(c, status, page)
}

// POST /moderation/sign-out
func (s *console) signOut(c *gin.Context, by models.Moderator) error {
	if by.Role != nobody {
		if err := s.sessions.end(c); err != nil {
			return err
		}
	}
	return s.Responder.SeeOther(c, home+"/sign-in")
}

// askToSignIn leads to the sign-in page, and from there back to the page asked for.
func (s *console) askToSignIn(c *gin.Context) error {
	target := home + "/sign-in"
	next := pageAskedFor(c)
	if next != "" && next != home {
		target += "?next=" + url.QueryEscape(next)
	}
	return s.Responder.SeeOther(c, target)
}

// pageAskedFor is the address to come back to: of a decision, the page of its pledge; of other actions, none.
func pageAskedFor(c *gin.Context) string {
	if c.Request.Method == http.MethodGet {
		return localPath(c.Request.URL.RequestURI())
	}
	if strings.HasPrefix(c.FullPath(), home+"/pledges/:id/") {
		return pledgePath(c.Param("id"))
	}
	return ""
}

// localPath returns address if it is a path of the console, else "": nobody can use the sign-in page to lead a
// moderator elsewhere (CWE-601).
func localPath(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "" || parsed.Host != "" || parsed.User != nil || parsed.Opaque != "" {
		return ""
	}
	if parsed.Path != home && !strings.HasPrefix(parsed.Path, home+"/") {
		return ""
	}
	if path.Clean(parsed.Path) != parsed.Path || strings.ContainsAny(parsed.Path, "\\") {
		return ""
	}
	return parsed.RequestURI()
}

// orStart is the page asked for, or the first one that the role may see.
func orStart(next string, by models.Moderator) string {
	if next == "" && by.Role == models.RoleViewer {
		return hubPath
	}
	if next == "" {
		return home
	}
	return next
}

func pledgePath(id string) string { return home + "/pledges/" + url.PathEscape(id) }

// parseForm reads the form of a POST; Gin's own reading would take one that is too large for an empty one. What
// cannot be read is no incident, and the error may name the client's address.
func parseForm(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return fmt.Errorf("%w: %w", respond.BadRequest(), err)
	}
	return nil
}
