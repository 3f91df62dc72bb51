// Package respond writes every answer of the site: pages, JSON, redirects, and the one translation of errors into
// a status and a page. Handlers return what went wrong; they never write it.
package respond

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"alliance/locale"
	"alliance/web"
)

// Options are what a Responder works with.
type Options struct {
	Pages   *web.Renderer
	Catalog *locale.Catalog
	Site    web.Site
	Log     *slog.Logger
}

// Responder answers requests. Read-only after New, safe for concurrent use.
type Responder struct {
	opts       Options
	compressor compressor
	reserve    map[string][]byte // the page for a 500 in each language, rendered beforehand
}

// incidentMark stands in the reserve pages where the incident id goes.
const incidentMark = "INCIDENT-ID"

// New renders the reserve pages, so that a fault in a template cannot hide the page that tells of it.
func New(opts Options) (*Responder, error) {
	r := &Responder{opts: opts, compressor: newCompressor(quick), reserve: map[string][]byte{}}
	for _, lang := range opts.Catalog.Languages() {
		layout := web.Layout{Printer: opts.Catalog.Printer(lang), Site: opts.Site, Path: "/", NoIndex: true}
		page, err := opts.Pages.Render(errorPage(layout, internal(), incidentMark))
		if err != nil {
			return nil, fmt.Errorf("render the reserve page in %s: %w", lang, err)
		}
		r.reserve[lang] = page
	}
	return r, nil
}

// Handler makes a route of a function that returns what went wrong. This is the one place where errors become
// a status and a page, or a problem document (RFC 9457) below /api/.
func (r *Responder) Handler(handle func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := handle(c); err != nil {
			r.Fail(c, err)
		}
	}
}

// Fail answers with the page for err and ends the request; middleware uses it where there is no handler.
func (r *Responder) Fail(c *gin.Context, err error) {
	c.Abort()
	if gone(c, err) {
		c.Status(statusClientClosedRequest) // nobody is left to read an answer
		return
	}
	if IsRecorded(c) {
		return // whoever asked for it gets, and causes, an answer of their own
	}
	refusal := refusalOf(err)
	if refusal.Status >= http.StatusInternalServerError {
		r.opts.Log.ErrorContext(c.Request.Context(), "request failed", "request", Of(c).ID, "route", c.FullPath(),
			"status", refusal.Status, "error", err)
	}
	if c.Writer.Written() {
		return // too late to say it differently
	}
	Of(c).Class = Class{}
	c.Header("Cache-Control", noStore)
	if refusal.RetryAfter > 0 {
		c.Header("Retry-After", retryAfter(refusal.RetryAfter))
	}
	r.refuse(c, refusal)
}

func (r *Responder) refuse(c *gin.Context, refusal Refusal) {
	if isAPI(c.Request) {
		r.problem(c, refusal)
		return
	}
	if refusal.Code != internal().Code {
		page := errorPage(r.Layout(c, ""), refusal, incidentOf(c, refusal))
		body, err := r.opts.Pages.Render(page)
		if err == nil {
			r.html(c, refusal.Status, body)
			return
		}
		r.opts.Log.ErrorContext(c.Request.Context(), "cannot render error page", "request", Of(c).ID, "error", err)
		refusal.Status = http.StatusInternalServerError
	}
	body := bytes.ReplaceAll(r.reserve[r.Lang(c)], []byte(incidentMark), []byte(Of(c).ID))
	r.html(c, refusal.Status, body)
}

// errorPage is the page that tells of a refusal.
func errorPage(layout web.Layout, refusal Refusal, incident string) web.ErrorPage {
	page := web.ErrorPage{Layout: layout, Status: refusal.Status, Code: refusal.Code, Incident: incident}
	page.Title, page.NoIndex = page.T(page.TitleKey()), true
	return page
}

func incidentOf(c *gin.Context, refusal Refusal) string {
	if refusal.Status < http.StatusInternalServerError {
		return ""
	}
	return Of(c).ID
}

// SeeOther sends the browser to another address with GET (RFC 9110, 15.4.4): the answer to every accepted POST.
func (r *Responder) SeeOther(c *gin.Context, path string) error {
	return r.Redirect(c, http.StatusSeeOther, path)
}

// Redirect sends the browser to another address of this site.
func (r *Responder) Redirect(c *gin.Context, status int, path string) error {
	if len(path) < 1 || path[0] != '/' || len(path) > 1 && (path[1] == '/' || path[1] == '\\') {
		return errors.New("redirect: the address is not one of this site")
	}
	c.Header("Location", path)
	r.setCaching(c, false)
	c.Status(status)
	c.Writer.WriteHeaderNow()
	return nil
}
