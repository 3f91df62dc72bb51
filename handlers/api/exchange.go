package api

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"alliance/handlers/respond"
	"alliance/handlers/wallfilter"
)

// preflightValid is how long a browser may keep the answer to a preflight; in seconds.
const preflightValid = "86400"

// adapter puts huma's operations into Gin's route table, and their answers where all answers of the site leave.
type adapter struct {
	routes   gin.IRouter
	respond  *respond.Responder
	finished *respond.Finished
}

// Handle adds an operation's route.
func (a adapter) Handle(op *huma.Operation, serve func(huma.Context)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	a.add(path, func(c *gin.Context) error {
		e := &exchange{humaContext: humagin.NewContext(op, c)}
		serve(e)
		if e.fault != nil {
			return e.fault
		}
		header := c.Writer.Header()
		a.respond.Send(c, respond.Content{
			Status: e.status, Type: header.Get("Content-Type"), Language: header.Get("Content-Language"), Body: e.body.Bytes(),
		})
		return nil
	})
}

// ServeHTTP belongs to huma's interface; the site's engine serves.
func (adapter) ServeHTTP(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }

// add opens an address to the programs of all sites (the CORS protocol of the Fetch Standard): what it answers is
// public and the same for everybody.
func (a adapter) add(path string, serve func(*gin.Context) error) {
	open := func(c *gin.Context) {
		c.Header("Access-Control-Allow-Origin", "*")
		c.Header("Access-Control-Expose-Headers", "ETag, Link")
	}
	kept := a.finished.Route(respond.Public().By(append(wallfilter.Names(), limitName)...))
	a.routes.Match([]string{http.MethodGet, http.MethodHead}, path, kept, open, a.respond.Handler(serve))
	a.routes.OPTIONS(path, open, func(c *gin.Context) {
		c.Header("Allow", "GET, HEAD, OPTIONS")
		c.Header("Access-Control-Allow-Methods", "GET, HEAD")
		c.Header("Access-Control-Allow-Headers", "Accept-Language, If-None-Match")
		c.Header("Access-Control-Max-Age", preflightValid)
		c.Status(http.StatusNoContent)
	})
}

type humaContext huma.Context // embedded as it is, its name would hide its method Context

// exchange is a request and its answer until that is complete: only then are its ETag and length known, and whether
// it is a problem instead.
type exchange struct {
	humaContext
	status int
	body   bytes.Buffer
	fault  error
}

// Header is a header of the request. Accept is left out: each address has its one media type.
func (e *exchange) Header(name string) string {
	if name == "Accept" {
		return ""
	}
	return e.humaContext.Header(name)
}

// SetStatus notes the status.
func (e *exchange) SetStatus(code int) { e.status = code }

// Status is the status so far.
func (e *exchange) Status() int { return e.status }

// BodyWriter takes the body.
func (e *exchange) BodyWriter() io.Writer { return &e.body }

// failure is an error of ours on its way through huma.
type failure struct{ error }

// GetStatus makes huma take the error as it is; respond finds the right status.
func (failure) GetStatus() int { return http.StatusInternalServerError }

func (f failure) Unwrap() error { return f.error }

// keepFault takes an error out of huma's hands before it is written; a transformer of huma.
func keepFault(ctx huma.Context, _ string, value any) (any, error) {
	e, ours := ctx.(*exchange)
	if err, failed := value.(error); failed && ours {
		e.fault = err
		return nil, nil
	}
	return value, nil
}
