package console

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"alliance/models"
	"alliance/models/modelstest"
)

// brokenStore is a session store whose database does not answer.
type brokenStore struct{ scs.Store }

var errBroken = errors.New("broken")

func (brokenStore) CommitCtx(context.Context, string, []byte, time.Time) error { return errBroken }
func (brokenStore) FindCtx(context.Context, string) ([]byte, bool, error) {
	return nil, false, errBroken
}
func (brokenStore) DeleteCtx(context.Context, string) error { return errBroken }
func (brokenStore) Commit(string, []byte, time.Time) error  { return errBroken }
func (brokenStore) Find(string) ([]byte, bool, error)       { return nil, false, errBroken }
func (brokenStore) Delete(string) error                     { return errBroken }

// visit sends one request through the session middleware to serve.
func visit(t *testing.T, s sessions, cookie string, serve gin.HandlerFunc) *http.Response {
	t.Helper()
	engine := gin.New()
	engine.Use(func(c *gin.Context) {
		defer func() {
			if recover() != nil {
				c.String(http.StatusInternalServerError, "page about a panic")
			}
		}()
		c.Next()
	}, s.middleware)
	engine.GET("/", serve)
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	if cookie != "" {
		request.AddCookie(&http.Cookie{Name: "session", Value: cookie})
	}
	recorder := httptest.NewRecorder()
	engine.ServeHTTP(recorder, request)
	response := recorder.Result()
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

func sessionsForTest(t *testing.T) (sessions, models.Moderator) {
	t.Helper()
	store := modelstest.New(t)
	s := newSessions(Options{Store: store.Store, Now: store.Clock.Now})
	s.fail = func(c *gin.Context, _ error) {
		c.Abort()
		c.String(http.StatusServiceUnavailable, "page about a fault")
	}
	return s, store.Administrator(t)
}

func TestAnAnswerIsHeldUntilTheSessionIsStored(t *testing.T) {
	t.Parallel()
	working, owner := sessionsForTest(t)
	broken := working
	broken.manager = &scs.SessionManager{
		Store: brokenStore{}, Codec: scs.GobCodec{}, Lifetime: time.Hour, Cookie: working.manager.Cookie,
	}
	signIn := func(s sessions) gin.HandlerFunc {
		return func(c *gin.Context) {
			if err := s.begin(c, owner); err != nil {
				t.Log(err)
				s.manager.Put(c.Request.Context(), keyModerator, owner.ID)
			}
			c.Header("Content-Encoding", "br")
			c.String(http.StatusOK, "welcome")
			c.Writer.Flush()
			if !c.Writer.Written() || c.Writer.Size() != len("welcome") {
				t.Errorf("written %v, size %d", c.Writer.Written(), c.Writer.Size())
			}
		}
	}
	read := func(c *gin.Context) { c.String(http.StatusTeapot, "a page") }
	for name, test := range map[string]struct {
		sessions sessions
		cookie   string
		serve    gin.HandlerFunc
		status   int
		cookies  int
	}{
		"reading begins no session":                     {working, "", read, http.StatusTeapot, 0},
		"an unknown token is no session":                {working, "unknown", read, http.StatusTeapot, 0},
		"signing in sets a cookie":                      {working, "", signIn(working), http.StatusOK, 1},
		"a session that cannot be stored is no success": {broken, "", signIn(broken), http.StatusServiceUnavailable, 0},
		"a session that cannot be read is a fault":      {broken, "token", read, http.StatusServiceUnavailable, 0},
		"a panic gets its page": {
			working, "", func(*gin.Context) { panic("in a handler") }, http.StatusInternalServerError, 0,
		},
		"a panic after half a page drops the half": {working, "", func(c *gin.Context) {
			c.Header("Content-Encoding", "br")
			c.String(http.StatusOK, "half")
			panic("in a handler")
		}, http.StatusInternalServerError, 0},
		"an answer without a body": {working, "", func(c *gin.Context) {
			c.Status(http.StatusSeeOther)
			c.Writer.WriteHeaderNow()
		}, http.StatusSeeOther, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := visit(t, test.sessions, test.cookie, test.serve)
			if response.StatusCode != test.status {
				t.Errorf("status %d, want %d", response.StatusCode, test.status)
			}
			if response.StatusCode >= http.StatusInternalServerError && response.Header.Get("Content-Encoding") != "" {
				t.Error("the page about a fault kept a header of the page it replaces")
			}
			if got := len(response.Cookies()); got != test.cookies {
				t.Errorf("%d cookies, want %d", got, test.cookies)
			}
		})
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		role, needed models.Role
		want         bool
	}{
		{nobody, nobody, true},
		{nobody, models.RoleViewer, false},
		{models.RoleViewer, models.RoleModerator, false},
		{models.RoleModerator, models.RoleModerator, true},
		{models.RoleModerator, models.RoleAdministrator, false},
		{models.RoleAdministrator, models.RoleModerator, true},
		{"emperor", nobody, false},
		{"emperor", models.RoleAdministrator, false},
	} {
		if got := allowed(test.role, test.needed); got != test.want {
			t.Errorf("%q for %q: %v, want %v", test.role, test.needed, got, test.want)
		}
	}
}

func TestEveryRouteSaysWhoMayUseIt(t *testing.T) {
	t.Parallel()
	open := map[string]bool{
		"GET /sign-in": true, "POST /sign-in": true,
		"GET /sign-in/second-step": true, "POST /sign-in/second-step": true,
		"POST /sign-in/passkey/options": true, "POST /sign-in/passkey": true, "POST /sign-out": true,
		"GET /invitation/:token": true, "POST /invitation/:token": true,
	}
	for _, route := range (&console{}).routes() {
		if got, want := route.role == nobody, open[route.method+" "+route.path]; got != want {
			t.Errorf("%s %s: open to all is %v, want %v", route.method, route.path, got, want)
		}
	}
}

func TestFollowing(t *testing.T) {
	t.Parallel()
	at := func(id string, minutes int) models.QueueItem {
		confirmed := modelstest.Start().Add(time.Duration(minutes) * time.Minute)
		return models.QueueItem{ID: id, ConfirmedAt: &confirmed}
	}
	queue := []models.QueueItem{at("a", 1), at("b", 2), at("c", 2), at("d", 3)}
	for name, test := range map[string]struct {
		current models.QueueItem
		waiting []models.QueueItem
		want    string
	}{
		"the one after":                {at("a", 1), queue, "b"},
		"confirmed in the same moment": {at("b", 2), queue, "c"},
		"after the last, the first":    {at("d", 3), queue, "a"},
		"decided already":              {at("x", 2), queue, "d"},
		"never confirmed":              {models.QueueItem{ID: "y"}, queue, "a"},
		"alone":                        {at("a", 1), queue[:1], ""},
		"nothing waits":                {at("a", 1), nil, ""},
	} {
		if got := following(models.Moderator{}, test.waiting, test.current); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
