package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"alliance/handlers/console"
	"alliance/handlers/respond"
)

// identify notes what all others need: the request's id, the visitor's address, the language of the answer.
func (s *site) identify(c *gin.Context) {
	request := respond.Of(c)
	if respond.IsRecorded(c) {
		request.Lang, request.Negotiated = s.language(c.Request)
		return
	}
	request.ID = s.requestID(c.Request)
	request.ClientAddr = s.trusted.client(c.Request)
	request.Lang, request.Negotiated = s.language(c.Request)
	c.Header("X-Request-Id", request.ID)
}

// requestID is made here; only a trusted proxy may bring one.
func (s *site) requestID(req *http.Request) string {
	brought := req.Header.Get("X-Request-Id")
	if brought != "" && s.trusted.trusts(hostOf(req.RemoteAddr)) && isRequestID(brought) {
		return brought
	}
	return s.NewRequestID()
}

// isRequestID admits what can stand in logs and pages as it is.
func isRequestID(id string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	return len(id) >= 8 && len(id) <= 64 && strings.Trim(id, allowed) == ""
}

// language is the address's; where it has none, the best for the visitor.
func (s *site) language(req *http.Request) (lang string, negotiated bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
	if slices.Contains(s.languages, first) {
		return first, false
	}
	return s.Catalog.Negotiate(req.Header.Get("Accept-Language")), true
}

// accessLog writes a line for each request: the route's pattern, never the path, which may hold a token or a name.
func (s *site) accessLog(c *gin.Context) {
	if respond.IsRecorded(c) {
		return
	}
	started := s.Now()
	c.Next()
	s.logRequest(c.Request, started, respond.Of(c).ID, respond.Served{
		Route: c.FullPath(), Status: c.Writer.Status(), Bytes: max(c.Writer.Size(), 0),
	})
}

func (s *site) logRequest(req *http.Request, started time.Time, id string, served respond.Served) {
	level := slog.LevelInfo
	if served.Route == "/healthz" || served.Route == "/readyz" {
		level = slog.LevelDebug // asked every few seconds
	}
	if !s.RequestLog.Enabled(req.Context(), level) {
		return // before the line is put together
	}
	s.RequestLog.LogAttrs(req.Context(), level, "request",
		slog.String("method", knownMethod(req.Method)),
		slog.String("route", served.Route),
		slog.Int("status", served.Status),
		slog.Duration("duration", s.Now().Sub(started)),
		slog.Int("bytes", served.Bytes),
		slog.String("request", id))
}

func knownMethod(method string) string {
	known := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions, http.MethodTrace, http.MethodConnect,
	}
	if slices.Contains(known, method) {
		return method
	}
	return "other"
}

// recoverPanic answers a panic with the page for a 500. The log gets the panic and its stack, not the request.
func (s *site) recoverPanic(c *gin.Context) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if fault == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
			panic(fault)
		}
		s.Log.ErrorContext(c.Request.Context(), "panic", "request", respond.Of(c).ID, "stack", string(debug.Stack()))
		s.respond.Fail(c, fmt.Errorf("panic: %v", fault))
	}()
	c.Next()
}

// contentPolicy allows what the pages are made of, all from this site, and no inline code.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const noDevices = "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), " +
	"microphone=(), payment=(), usb=()"

func (s *site) securityHeaders(c *gin.Context) {
	c.Header("Content-Security-Policy", contentPolicy)
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("X-Frame-Options", "DENY")
	c.Header("Referrer-Policy", "strict-origin-when-cross-origin")
	c.Header("Permissions-Policy", noDevices)
	c.Header("Cross-Origin-Opener-Policy", "same-origin")
	if s.https() {
		c.Header("Strict-Transport-Security", "max-age=31536000") // RFC 6797: one year
	}
}

// limitBody refuses a body that says it is too large before it is read; MaxBytesHandler stops one that does not say.
func (s *site) limitBody(c *gin.Context) {
	if most := s.mostBytes(c.Request); c.Request.ContentLength > most {
		s.respond.Fail(c, &http.MaxBytesError{Limit: most})
	}
}

// mostBytes is how large a body may be: that of a form, but for the one address that takes files.
func (s *site) mostBytes(req *http.Request) int64 {
	if req.Method == http.MethodPost && req.URL.Path == console.ImportsPath {
		return s.Config.MaxUploadBytes
	}
	return s.Config.MaxBodyBytes
}

// refuseCrossOrigin refuses forms that another site sends in the visitor's name.
func (s *site) refuseCrossOrigin(c *gin.Context) {
	if err := s.csrf.Check(c.Request); err != nil {
		s.respond.Fail(c, respond.Forbidden())
	}
}
