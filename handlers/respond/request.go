package respond

import (
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"

	"alliance/web"
)

// Request is what the middleware found out about a request.
type Request struct {
	ID         string
	Lang       string
	Negotiated bool // Lang follows Accept-Language: the address names none
	ClientAddr netip.Addr
	Class      Class
}

const requestKey = "respond.request"

// Of returns the request's record, which the first to ask makes.
func Of(c *gin.Context) *Request {
	if found, ok := c.Get(requestKey); ok {
		if request, ok := found.(*Request); ok {
			return request
		}
	}
	request := &Request{}
	c.Set(requestKey, request)
	return request
}

// Lang is the language of the answer.
func (r *Responder) Lang(c *gin.Context) string {
	return r.opts.Catalog.Printer(Of(c).Lang).Lang()
}

// ClientAddr is the visitor's address; invalid where it is not known.
func (r *Responder) ClientAddr(c *gin.Context) netip.Addr { return Of(c).ClientAddr }

// Layout is what the pages of this request have in common. Its path is that of the request without the query;
// a page whose query matters sets it.
func (r *Responder) Layout(c *gin.Context, title string) web.Layout {
	lang := r.Lang(c)
	return web.Layout{
		Printer: r.opts.Catalog.Printer(lang), Site: r.opts.Site, Path: pathBelow(c, lang), Title: title,
		NoIndex: Of(c).Class.secret,
	}
}

// pathBelow is the request's path below its language, "/" for an address without one.
func pathBelow(c *gin.Context, lang string) string {
	path, found := strings.CutPrefix(c.Request.URL.EscapedPath(), "/"+lang)
	if !found || path == "" || path[0] != '/' {
		return "/"
	}
	return path
}
