// Package console is the moderators' console below /moderation: the only pages with a session.
package console

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-webauthn/webauthn/webauthn"

	"alliance/handlers/respond"
	"alliance/locale"
	"alliance/models"
	"alliance/web"
)

// home is the address of the queue; every console address lies below it.
const home = "/moderation"

// Options are the parts that the console is made of.
type Options struct {
	Store     *models.Store
	Responder *respond.Responder
	Catalog   *locale.Catalog
	Log       *slog.Logger
	BaseURL   string // of the site; passkeys are bound to it
	SiteName  string
	Secure    bool // the site is reached by https: session cookies are never sent without
	Now       func() time.Time
	MaxUpload int64 // bytes of a list of signatories
}

type console struct {
	Options
	sessions sessions
	party    *webauthn.WebAuthn // nil: no passkeys
}

// route is an address with the least role that may use it.
type route struct {
	method, path string
	role         models.Role
	serve        handler
}

// handler answers for the moderator who is signed in: the zero Moderator when nobody is, on the routes open to all.
type handler func(c *gin.Context, by models.Moderator) error

// nobody is the role of a visitor who is not signed in.
const nobody models.Role = ""

// Register adds the console's routes to r.
func Register(r gin.IRouter, o Options) error {
	if o.Store == nil || o.Responder == nil || o.Catalog == nil || o.Log == nil || o.Now == nil {
		return errors.New("register the console: an option is missing")
	}
	party, err := newParty(o.BaseURL, o.SiteName)
	if err != nil {
		return fmt.Errorf("register the console: %w", err)
	}
	s := &console{Options: o, sessions: newSessions(o), party: party}
	group := r.Group(home, s.sessions.middleware)
	for _, route := range s.routes() {
		group.Handle(route.method, route.path, s.handle(route))
	}
	return nil
}

// handle lets a request through to its route if the role allows it: the one place that checks.
func (s *console) handle(r route) gin.HandlerFunc {
	return s.Responder.Handler(func(c *gin.Context) error {
		if request := respond.Of(c); !slices.Contains(s.Catalog.LanguagesFor(locale.AreaConsole), request.Lang) {
			request.Lang = "en" // the site speaks more languages than its console
		}
		by, err := s.identify(c)
		if err != nil {
			return err
		}
		switch {
		case s.owesFactor(by) && r.role != nobody && !r.ofAccount():
			return s.Responder.SeeOther(c, accountPath)
		case allowed(by.Role, r.role):
			err = r.serve(c, by)
		case by.Role == nobody:
			return s.askToSignIn(c)
		default:
			return s.errorPage(c, by, http.StatusForbidden, "forbidden")
		}
		if errors.Is(err, models.ErrOutOfScope) {
			return s.errorPage(c, by, http.StatusForbidden, "out_of_scope")
		}
		if errors.Is(err, models.ErrNotFound) {
			return s.errorPage(c, by, http.StatusNotFound, "not_found")
		}
		return err
	})
}

// ofAccount reports whether the route belongs to the moderator's own account.
func (r route) ofAccount() bool { return strings.HasPrefix(home+r.path, accountPath) }

// owesFactor reports whether the administrators ask for a second factor that by has not set up yet: nothing but the
// own account can be opened until then.
func (s *console) owesFactor(by models.Moderator) bool {
	return by.Role != nobody && s.Store.Settings().RequireSecondFactor && !by.HasFactor()
}

// allowed reports whether a role may do what needs another.
func allowed(role, needed models.Role) bool {
	ranks := []models.Role{nobody, models.RoleViewer, models.RoleModerator, models.RoleAdministrator}
	rank := slices.Index(ranks, role)
	return rank >= 0 && rank >= slices.Index(ranks, needed)
}

// layout begins a page; titleKey names its title.
func (s *console) layout(c *gin.Context, by models.Moderator, titleKey string) web.ConsoleLayout {
	layout := web.ConsoleLayout{
		Layout: s.Responder.Layout(c, ""), Moderator: by.Name, Role: string(by.Role), Now: s.Now().UTC(),
	}
	layout.Title = layout.T(titleKey)
	layout.NoIndex = true
	layout.Notice = s.sessions.takeNotice(c)
	layout.OwnReasons = s.ownReasons()
	layout.Undo = s.undoOffer(c, by, layout.Notice.Undo)
	return layout
}

// ownReasons are the labels of the administrators' own reasons, by code.
func (s *console) ownReasons() map[string]string {
	labels := map[string]string{}
	for _, reason := range s.Store.AllReasons() {
		if !reason.BuiltIn() {
			labels[reason.Code] = reason.Label
		}
	}
	return labels
}

func (s *console) errorPage(c *gin.Context, by models.Moderator, status int, code string) error {
	return s.Responder.Page(c, status, web.ConsoleErrorPage{
		ConsoleLayout: s.layout(c, by, "console.error.title."+code), Code: code,
	})
}
