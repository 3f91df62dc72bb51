package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
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
	// secondStepTime is how long the second step of a sign-in may take.
	secondStepTime = 10 * time.Minute
	// maxUserAgent bounds in bytes what is kept of a browser's header.
	maxUserAgent = 200
)

// What a session holds.
const (
	keyModerator  = "moderator"   // id
	keyMark       = "mark"        // of password and second factors at sign-in
	keyBegan      = "began"       // Unix seconds
	keySeen       = "seen"        // Unix seconds
	keyAgent      = "user_agent"  // the browser's header, shortened
	keyPending    = "pending"     // id of a moderator whose second step is still to come
	keyNext       = "next"        // the page asked for, until then
	keyCeremony   = "ceremony"    // of a passkey, JSON
	keyCeremonyAt = "ceremony_at" // Unix seconds
	keyNotice     = "notice"
	keyNoticeArg  = "notice_arg"
	keyNoticeURL  = "notice_url"
	keyUndo       = "undo" // id of the pledge just decided
)

// sessions ties the session manager to Gin.
type sessions struct {
	manager *scs.SessionManager
	now     func() time.Time
	fail    func(*gin.Context, error)
}

func newSessions(o Options) sessions {
	manager := &scs.SessionManager{ // not scs.New: it starts a goroutine that never ends
		Store:    sessionStore{o.Store.Sessions()}, // keeps the hash of the token only
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
	if err := s.renew(ctx, lifetime); err != nil {
		return err
	}
	s.manager.Put(ctx, keyModerator, of.ID)
	s.manager.Put(ctx, keyMark, of.SignInMark)
	s.manager.Put(ctx, keyBegan, s.now().Unix())
	s.manager.Put(ctx, keySeen, s.now().Unix())
	s.manager.Put(ctx, keyAgent, shortened(c.Request.UserAgent()))
	return nil
}

// goOn lets this one session live on, under a new token, when a change of the account has ended all of them.
func (s sessions) goOn(c *gin.Context, as models.Moderator) error {
	ctx := c.Request.Context()
	deadline := s.manager.Deadline(ctx)
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	s.manager.SetDeadline(ctx, deadline)
	s.manager.Put(ctx, keyMark, as.SignInMark)
	return nil
}

// await notes that the password was right and the second step is still to come. Such a session identifies nobody.
func (s sessions) await(c *gin.Context, of models.Moderator, next string) error {
	ctx := c.Request.Context()
	if err := s.renew(ctx, secondStepTime); err != nil {
		return err
	}
	s.manager.Put(ctx, keyPending, of.ID)
	s.manager.Put(ctx, keyMark, of.SignInMark)
	s.manager.Put(ctx, keyNext, next)
	return nil
}

// renew empties the session and gives it a new token, good for so long.
func (s sessions) renew(ctx context.Context, lasts time.Duration) error {
	if err := s.manager.Clear(ctx); err != nil {
		return fmt.Errorf("clear session: %w", err)
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	s.manager.SetDeadline(ctx, s.now().Add(lasts).UTC())
	return nil
}

// token of this request's session.
func (s sessions) token(c *gin.Context) string { return s.manager.Token(c.Request.Context()) }

// end forgets the session, here and in the database.
func (s sessions) end(c *gin.Context) error {
	if err := s.manager.Destroy(c.Request.Context()); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// identify returns who is signed in, the zero Moderator when nobody is. It ends the sessions of those who were
// away for too long, were disabled, or whose password or second factors were taken away or changed since.
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
	if err != nil || !by.HasPassword || by.SignInMark != manager.GetString(ctx, keyMark) {
		return models.Moderator{}, s.sessions.end(c)
	}
	if away >= touchEvery && !strings.HasSuffix(c.FullPath(), "/claim") { // an open page asks for that by itself
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
	s.manager.Put(ctx, keyUndo, n.Undo)
}

func (s sessions) takeNotice(c *gin.Context) web.Notice {
	ctx := c.Request.Context()
	if !s.manager.Exists(ctx, keyNotice) {
		return web.Notice{}
	}
	return web.Notice{
		Key: s.manager.PopString(ctx, keyNotice),
		Arg: s.manager.PopString(ctx, keyNoticeArg),
		URL: s.manager.PopString(ctx, keyNoticeURL), Undo: s.manager.PopString(ctx, keyUndo),
	}
}

func shortened(userAgent string) string {
	return strings.ToValidUTF8(userAgent[:min(len(userAgent), maxUserAgent)], "")
}

// sessionStore tells the database beside each session whose it is, so that its owner can see and end it.
type sessionStore struct{ *models.SessionStore }

// CommitCtx stores a session.
func (st sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return fmt.Errorf("read the session to store: %w", err)
	}
	moderator, _ := values[keyModerator].(string)
	began, _ := values[keyBegan].(int64)
	seen, _ := values[keySeen].(int64)
	agent, _ := values[keyAgent].(string)
	return st.Save(ctx, models.SessionState{
		Token: token, Data: data, ExpiresAt: expiry, ModeratorID: moderator,
		BeganAt: time.Unix(began, 0), SeenAt: time.Unix(seen, 0), UserAgent: agent,
	})
}

// Find is FindCtx for scs.Store.
func (st sessionStore) Find(token string) ([]byte, bool, error) {
	return st.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for scs.Store.
func (st sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return st.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for scs.Store.
func (st sessionStore) Delete(token string) error {
	return st.DeleteCtx(context.Background(), token)
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
