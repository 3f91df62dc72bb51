package respond

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"alliance/web"
)

// Page answers with a page. It is rendered in full before the first byte leaves, so a fault still becomes a 500.
func (r *Responder) Page(c *gin.Context, status int, page web.Page) error {
	body, err := r.opts.Pages.Render(page)
	if err != nil {
		return err
	}
	r.html(c, status, body)
	return nil
}

func (r *Responder) html(c *gin.Context, status int, body []byte) {
	r.Send(c, Content{Status: status, Type: "text/html; charset=utf-8", Body: body, Language: r.Lang(c)})
}

// JSON answers with value as JSON.
func (r *Responder) JSON(c *gin.Context, status int, value any) error {
	body, err := encodeJSON(value)
	if err != nil {
		return err
	}
	r.Send(c, Content{Status: status, Type: "application/json", Body: body})
	return nil
}

func encodeJSON(value any) ([]byte, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode %T as JSON: %w", value, err)
	}
	return append(body, '\n'), nil
}

// Content is a finished answer.
type Content struct {
	Status   int
	Type     string
	Language string // of a text for people; empty otherwise
	Body     []byte
}

// compressible reports whether the body gains by compression: pictures and documents hold compressed data.
func (c Content) compressible() bool { return c.Type != "image/png" && c.Type != "application/pdf" }

// Send writes content as the visitor accepts it: compressed, or not at all where their copy is still good.
func (r *Responder) Send(c *gin.Context, content Content) {
	header := c.Writer.Header()
	header.Set("Content-Type", content.Type)
	header.Add("Vary", "Accept-Encoding")
	if content.Language != "" {
		header.Set("Content-Language", content.Language)
		if Of(c).Negotiated {
			header.Add("Vary", "Accept-Language")
		}
	}
	if to := recordingOf(c.Request.Context()); to != nil {
		to.take(c, content)
		return
	}
	coding := ""
	if content.compressible() {
		coding = codingFor(c.GetHeader("Accept-Encoding"), len(content.Body))
	}
	if r.setCaching(c, content.Status == http.StatusOK) {
		tag := etag(content.Body, coding)
		header.Set("ETag", tag)
		if web.MatchesTag(c.GetHeader("If-None-Match"), tag) {
			header.Del("Content-Type")
			c.Status(http.StatusNotModified)
			c.Writer.WriteHeaderNow()
			return
		}
	}
	body := content.Body
	if coding != "" {
		header.Set("Content-Encoding", coding)
		body = r.compressor.compress(coding, body)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(content.Status)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	_, _ = c.Writer.Write(body) // the visitor has gone; nobody is left to tell
}

// etag names the bytes in one coding: a strong tag stands for one representation (RFC 9110, 8.8.3).
func etag(body []byte, coding string) string {
	tag := sumOf(body)
	if coding != "" {
		tag += "-" + coding
	}
	return `"` + tag + `"`
}
