package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/web"
)

// How long a session lasts: idle, and in all (OWASP Session Management Cheat Sheet: both are needed).
const (
	idleTimeout = 8 * time.Hour
	lifetime    = 24 * time.Hour
	// touchEvery is how exact the idle time is. Reading pages writes nothing in between, and a page that loads
	// while its reader signs out does not bring the session back.
	touchEvery = 5 * time.Minute
)

// What a session holds.
const (
	keyModerator = "moderator" // id
	keyMark      = "mark"      // of the password at sign-in
	keySeen      = "seen"      // Unix seconds
	keyNotice    = "notice"
	keyNoticeArg = "notice_arg"
	keyNoticeURL = "notice_url"
)

// sessions ties the session manager to Gin.
type sessions struct {
	manager *scs.SessionManager
	now     func() time.Time
	fail    func(*gin.Context, error)
}

func newSessions(o Options) sessions {
	manager := &scs.SessionManager{ // not scs.New: it starts a goroutine that never ends
		Store:    o.Store.Sessions(), // keeps the hash of the token only
		Codec:    scs.GobCodec{},
		Lifetime: lifetime,
		Cookie: scs.SessionCookie{
			Name:     cookieName("session", o.Secure),
			Path:     "/",
			Secure:   o.Secure,
			HttpOnly: true,
			Persist:  false, // closing the browser signs out
			// Not Strict: a link in a mail to a pledge must find its reader signed in. GET changes nothing, and a
			// POST from elsewhere comes without this cookie and is refused by the cross-origin check too.
			SameSite: http.SameSiteLaxMode,
		},
	}
	return sessions{manager: manager, now: o.Now, fail: o.Responder.Fail}
}

// cookieName adds the prefix with which browsers bind a cookie to this host and to https (RFC 6265bis, 4.1.3.2).
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// middleware loads the session, holds the answer back until the session is stored, and forbids keeping any page.
func (s sessions) middleware(c *gin.Context) {
	token, _ := c.Cookie(s.manager.Cookie.Name)
	ctx, err := s.manager.Load(c.Request.Context(), token)
	if err != nil {
		s.fail(c, fmt.Errorf("load session: %w", err))
		return
	}
	c.Request = c.Request.WithContext(ctx)
	answer := s.hold(c)
	if err := s.store(ctx, answer); err != nil {
		s.fail(c, fmt.Errorf("store session: %w", err))
		return
	}
	answer.header.Set("Cache-Control", "no-store")
	answer.header.Set("X-Robots-Tag", "noindex")
	// Not no-referrer: with that, forms come with "Origin: null", which the cross-origin check refuses in browsers
	// that send no Sec-Fetch-Site.
	answer.header.Set("Referrer-Policy", "same-origin")
	answer.release()
}

// hold runs the handlers and keeps what they write. A panic drops it, so that the page about it can be written.
func (s sessions) hold(c *gin.Context) *heldAnswer {
	answer := &heldAnswer{ResponseWriter: c.Writer, header: c.Writer.Header().Clone()}
	c.Writer = answer
	defer func() { c.Writer = answer.ResponseWriter }()
	c.Next()
	return answer
}

// store writes the session, if it changed, and its cookie.
func (s sessions) store(ctx context.Context, w http.ResponseWriter) error {
	switch s.manager.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.manager.Commit(ctx)
		if err != nil {
			return err
		}
		s.manager.WriteSessionCookie(ctx, w, token, expiry)
	case scs.Destroyed:
		s.manager.WriteSessionCookie(ctx, w, "", time.Time{})
	case scs.Unmodified:
	}
	return nil
}

// begin starts a session for a moderator under a new token: one planted before signing in is worth nothing.
func (s sessions) begin(c *gin.Context, of models.Moderator) error {
	ctx := c.Request.Context()
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	s.manager.SetDeadline(ctx, s.now().Add(lifetime).UTC())
	s.manager.Put(ctx, keyModerator, of.ID)
	s.manager.Put(ctx, keyMark, of.PasswordMark)
	s.manager.Put(ctx, keySeen, s.now().Unix())
	return nil
}

// end forgets the session, here and in the database.
func (s sessions) end(c *gin.Context) error {
	if err := s.manager.Destroy(c.Request.Context()); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// identify returns who is signed in, the zero Moderator when nobody is. It ends the sessions of those who were
// away for too long, were disabled, or whose password was taken away or changed since.
func (s *console) identify(c *gin.Context) (models.Moderator, error) {
	ctx, manager := c.Request.Context(), s.sessions.manager
	id := manager.GetString(ctx, keyModerator)
	if id == "" {
		return models.Moderator{}, nil
	}
	away := s.Now().Sub(time.Unix(manager.GetInt64(ctx, keySeen), 0))
	if away >= idleTimeout {
		return models.Moderator{}, s.sessions.end(c)
	}
	by, err := s.Store.Moderator(ctx, id)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return models.Moderator{}, err
	}
	if err != nil || !by.HasPassword || by.PasswordMark != manager.GetString(ctx, keyMark) {
		return models.Moderator{}, s.sessions.end(c)
	}
	if away >= touchEvery {
		manager.Put(ctx, keySeen, s.Now().Unix())
	}
	return by, nil
}

// notify leaves a notice for the next page.
func (s sessions) notify(c *gin.Context, n web.Notice) {
	ctx := c.Request.Context()
	s.manager.Put(ctx, keyNotice, n.Key)
	s.manager.Put(ctx, keyNoticeArg, n.Arg)
	s.manager.Put(ctx, keyNoticeURL, n.URL)
}

func (s sessions) takeNotice(c *gin.Context) web.Notice {
	ctx := c.Request.Context()
	if !s.manager.Exists(ctx, keyNotice) {
		return web.Notice{}
	}
	return web.Notice{
		Key: s.manager.PopString(ctx, keyNotice),
		Arg: s.manager.PopString(ctx, keyNoticeArg),
		URL: s.manager.PopString(ctx, keyNoticeURL),
	}
}

// heldAnswer keeps the header and the body of an answer in memory until release.
type heldAnswer struct {
	gin.ResponseWriter
	header  http.Header
	body    bytes.Buffer
	written bool
}

// Header is the header so far.
func (a *heldAnswer) Header() http.Header { return a.header }

func (a *heldAnswer) Write(b []byte) (int, error) {
	a.written = true
	return a.body.Write(b)
}

func (a *heldAnswer) WriteString(s string) (int, error) {
	a.written = true
	return a.body.WriteString(s)
}

// WriteHeaderNow notes that there is an answer; its header leaves with release.
func (a *heldAnswer) WriteHeaderNow() { a.written = true }

// Flush does nothing: the answer leaves as a whole.
func (a *heldAnswer) Flush() {}

// Written reports whether a handler has answered.
func (a *heldAnswer) Written() bool { return a.written }

// Size is the length of the body so far.
func (a *heldAnswer) Size() int { return a.body.Len() }

// release sends the answer.
func (a *heldAnswer) release() {
	header := a.ResponseWriter.Header()
	clear(header)
	maps.Copy(header, a.header)
	a.ResponseWriter.WriteHeaderNow()
	_, _ = a.ResponseWriter.Write(a.body.Bytes()) // the reader has gone; nobody is left to tell
}
