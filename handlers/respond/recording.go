package respond

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
)

// recording takes the answer of a request that nobody sent: one made to keep what it answers. Such a request has an
// address and, where the address names none, a language; so nothing of a visitor can come into what is kept.
type recording struct {
	header  http.Header
	content Content
	class   Class
	route   string // the pattern of the address
	done    bool
}

type recordingKey struct{}

func withRecording(ctx context.Context, to *recording) context.Context {
	return context.WithValue(ctx, recordingKey{}, to)
}

func recordingOf(ctx context.Context) *recording {
	to, _ := ctx.Value(recordingKey{}).(*recording)
	return to
}

// IsRecorded reports whether the request was made to keep its answer: it is nobody's, so no log tells of it.
func IsRecorded(c *gin.Context) bool { return recordingOf(c.Request.Context()) != nil }

// take keeps the answer as it would have left, before coding and conditions.
func (to *recording) take(c *gin.Context, content Content) {
	to.class, to.route, to.content = Of(c).Class, c.FullPath(), content
	to.header = c.Writer.Header().Clone()
	to.header.Del("X-Request-Id")
	to.done = true
}

// keepable reports whether everybody may get the answer.
func (to *recording) keepable() bool {
	return to.done && to.content.Status == http.StatusOK && to.class.finished && to.header.Get("Set-Cookie") == ""
}

// nowhere is where a recorded answer is written besides.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header       { return n.header }
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) WriteHeader(int)             {}
